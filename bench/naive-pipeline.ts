/**
 * The pipeline that one would write first: the same store and the same model, every post to the model by itself and in the
 * order of arrival, no look for duplicates, one case for each flagged post.
 */
import { availableParallelism } from 'node:os';
import { type Encoder, loadEncoder } from '#classifiers/encoder/encoder.ts';
import { type Head, loadHead, unit } from '#classifiers/model/head.ts';
import { explainWith } from '#classifiers/serving/explain.ts';
import { exactTokens } from '#classifiers/text/exact-tokens.ts';
import { modelText } from '#classifiers/text/normalise.ts';
import { segment } from '#classifiers/text/segment.ts';
import { route } from '#core/policy.ts';
import type { Analysis } from '#core/post.ts';
import { placeInCase } from '#pipeline/analyse.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { createHandlers, run } from '#pipeline/handlers.ts';
import { findWork } from '#pipeline/sweeper.ts';
import type { AnalysedPost } from '#store/posts.ts';
import type { StoredPost } from '#store/stored-post.ts';

export interface NaiveModel {
  encoder: Encoder;
  head: Head;
}

/** One instance in this thread, with all cores for each matrix product: what ONNX Runtime does by itself. */
export const openNaiveModel = async (encoderDir: string): Promise<NaiveModel> => ({
  encoder: await loadEncoder(encoderDir, { threads: availableParallelism() }),
  head: await loadHead(),
});

const analyseOne = async (
  post: StoredPost,
  { encoder, head }: NaiveModel,
  context: PipelineContext,
): Promise<Analysis> => {
  const size = encoder.layers * encoder.width;
  const read = modelText(post.text).text;
  const means = await encoder.encode([read]);
  const { violating, categories, context: kind } = head.score(means, read, post.lang);
  const { live: policy } = await context.policies.current();
  const routing = route({ violating, categories, lang: post.lang }, policy);
  const logits = async (texts: string[]): Promise<number[]> => {
    const all = await encoder.encode(texts);
    return texts.map(
      (text, index) => head.score(all.subarray(index * size, (index + 1) * size), text, post.lang).logit,
    );
  };
  return {
    clusterId: post.id.slice(0, 24),
    tokens: segment(post.text, post.lang).join(' '),
    exact: exactTokens(post.text).join(' '),
    bands: [],
    signature: '',
    vector: Array.from(unit(means.subarray(size - encoder.width))),
    assessment: {
      modelVersion: head.description.version,
      policyVersion: policy.version,
      lang: post.lang,
      violating,
      categories,
      context: kind.label,
      contextProbability: kind.probabilities[kind.label],
      spans: routing.flagged ? await explainWith(post.text, logits) : [],
      routingReason: routing.reason,
      assessedAt: context.clock.now().toISOString(),
    },
    flagged: routing.flagged,
  };
};

/** Collects, scores and places everything that is due, as `processAll` does. */
export const processNaively = async (context: PipelineContext, model: NaiveModel): Promise<void> => {
  const { posts } = context.store;
  const handlers = createHandlers(context);
  for (;;) {
    const work = await findWork(context);
    if (work.length === 0) return;
    for (const piece of work) {
      if (piece.job !== 'analyse') {
        await run(handlers, piece);
        continue;
      }
      const analysed: AnalysedPost[] = [];
      const batch = await posts.getMany(piece.payload.postIds);
      for (const post of batch) analysed.push({ id: post.id, analysis: await analyseOne(post, model, context) });
      await posts.setAnalysis(analysed);
      for (const [index, { analysis }] of analysed.entries()) {
        const post = batch[index];
        if (post !== undefined && analysis.flagged) await placeInCase(post, post.text, analysis, context);
      }
    }
  }
};
