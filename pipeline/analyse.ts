import type { AssessmentResult } from '#classifiers/assessor.ts';
import { bands, decodeSignature, encodeSignature, minhash } from '#classifiers/near-duplicates/minhash.ts';
import { sameContent } from '#classifiers/near-duplicates/same-content.ts';
import { segment } from '#classifiers/text/segment.ts';
import type { Assessment } from '#core/assessment.ts';
import type { CaseDraft, Location } from '#core/case.ts';
import { addLocation, checkLocation } from '#core/case-state.ts';
import { isWeirError } from '#core/errors.ts';
import { leadingCategory, route } from '#core/policy.ts';
import type { Analysis, Post } from '#core/post.ts';
import { type PipelineContext, systemActor } from './context.ts';
import type { Outcome } from './jobs.ts';
import { publishCase } from './publish.ts';

export const caseIdOf = (clusterId: string): string => `case-${clusterId}`;
const clusterIdOf = (postId: string): string => postId.slice(0, 24);

/** What is said, with its title: what the model reads and what near-duplicates are told by. */
export const fullText = (post: Pick<Post, 'title' | 'text'>): string =>
  post.title === undefined || post.text.startsWith(post.title) ? post.text : `${post.title}\n${post.text}`;

interface Known {
  id: string;
  clusterId: string;
  text: string;
  signature: Uint32Array;
  assessment: Assessment;
}
interface Candidate {
  post: Post;
  text: string;
  signature: Uint32Array;
  bands: string[];
  lang: string;
}

const locationOf = (post: Post): Location => ({
  postId: post.id,
  url: post.url,
  sourceId: post.sourceId,
  operatorId: post.operatorId,
  platform: post.platform,
  contentHash: post.contentHash,
  captureId: post.captureId,
  publishedAt: post.publishedAt,
  firstSeenAt: post.collectedAt,
  status: 'up',
  checkedAt: null,
});

/** What a case needs to know of an analysis. */
type Placed = Pick<Analysis, 'clusterId' | 'assessment'>;

const openCase = (post: Post, text: string, analysis: Placed): CaseDraft => {
  const { assessment } = analysis;
  const leading = leadingCategory(assessment.categories);
  return {
    type: 'case.opened',
    data: {
      clusterId: analysis.clusterId,
      title: post.title ?? null,
      text,
      lang: assessment.lang,
      contentHash: post.contentHash,
      // A threat that the model is sure of tops the queue; a person decides what it is.
      imminentThreat: leading === 'threat' && assessment.categories.threat >= 0.9 && assessment.violating >= 0.9,
      assessment: {
        modelVersion: assessment.modelVersion,
        policyVersion: assessment.policyVersion,
        violating: assessment.violating,
        categories: assessment.categories,
        leading,
        context: assessment.context,
        contextProbability: assessment.contextProbability,
        spans: assessment.spans,
        routingReason: assessment.routingReason,
      },
      location: locationOf(post),
    },
  };
};

/** Puts a flagged post into the case of its cluster, opening one where there is none. Doing it twice changes nothing. */
export const placeInCase = async (
  post: Post,
  text: string,
  analysis: Placed,
  context: PipelineContext,
): Promise<void> => {
  const { cases } = context.store;
  const id = caseIdOf(analysis.clusterId);
  const actor = systemActor('analyse');
  if ((await cases.get(id)) === null) {
    try {
      await publishCase(context, (await cases.create(id, openCase(post, text, analysis), actor)).state);
      return;
    } catch (error) {
      if (!isWeirError(error, 'ALREADY_EXISTS')) throw error;
    }
  }
  const { state, events } = await cases.change(id, actor, (current) => addLocation(current, locationOf(post)));
  if (events.length > 0) await publishCase(context, state);
};

/** An edit that says something else takes its address out of the case of the old text. */
const leaveOldCases = async (post: Post, analysis: Analysis, context: PipelineContext): Promise<void> => {
  for (const version of await context.store.posts.byItem(post.itemId)) {
    if (version.id === post.id || version.analysis === null || version.analysis.clusterId === analysis.clusterId)
      continue;
    if (version.publishedAt > post.publishedAt || version.collectedAt > post.collectedAt) continue;
    const old = await context.store.cases.byCluster(version.analysis.clusterId);
    if (old === null) continue;
    const { state, events } = await context.store.cases.change(old.id, systemActor('analyse'), (current) =>
      checkLocation(current, { postId: version.id, status: 'gone_by_author', checkedAt: post.collectedAt }),
    );
    if (events.length > 0) await publishCase(context, state);
  }
};

const assessmentOf = async (text: string, result: AssessmentResult, context: PipelineContext): Promise<Assessment> => {
  const routing = route(
    { violating: result.violating, categories: result.categories, lang: result.lang },
    context.policy,
  );
  return {
    modelVersion: result.modelVersion,
    policyVersion: context.policy.version,
    lang: result.lang as Assessment['lang'],
    violating: result.violating,
    categories: result.categories,
    context: result.context.label,
    contextProbability: result.context.probabilities[result.context.label],
    spans: routing.flagged ? await context.assessor.explain(text, result.lang) : [],
    routingReason: routing.reason,
    assessedAt: context.clock.now().toISOString(),
  };
};

/**
 * Scores a batch of posts: near-duplicates of what is known take over its assessment and never reach the model again; the
 * rest is scored together. Then what people should see is placed in cases.
 */
export const analyse = async (payload: { postIds: string[] }, context: PipelineContext): Promise<Outcome> => {
  const { store, policy } = context;
  const found = await store.posts.getMany(payload.postIds);
  const posts = found.filter((post) => post.analysis === null);
  if (posts.length === 0) return 'skipped';
  const candidates: Candidate[] = posts.map((post) => {
    const text = fullText(post);
    const signature = minhash(text);
    return { post, text, signature, bands: bands(signature), lang: post.lang };
  });

  const known: Known[] = (await store.posts.candidates([...new Set(candidates.flatMap((one) => one.bands))], 500)).map(
    ({ title, text, ...one }) => ({
      ...one,
      text: fullText({ text, ...(title === null ? {} : { title }) }),
      signature: decodeSignature(one.signature),
    }),
  );
  const leaders: { candidate: Candidate; followers: Candidate[] }[] = [];
  const joined = new Map<Candidate, Known>();
  for (const candidate of candidates) {
    const twin = known.find((one) => sameContent(one, candidate));
    if (twin !== undefined) {
      joined.set(candidate, twin);
      continue;
    }
    const leader = leaders.find((one) => sameContent(one.candidate, candidate));
    if (leader === undefined) leaders.push({ candidate, followers: [] });
    else leader.followers.push(candidate);
  }

  const results = await context.assessor.assess(
    leaders.map(({ candidate }) => ({ id: candidate.post.id, text: candidate.text, lang: candidate.lang })),
  );
  const vectors = new Map(results.map((result) => [result.id, result.vector]));
  const analyses = new Map<Candidate, Analysis>();
  const analysisOf = (candidate: Candidate, clusterId: string, assessment: Assessment, vector: number[]): Analysis => ({
    clusterId,
    tokens: segment(candidate.text, assessment.lang).join(' '),
    bands: candidate.bands,
    signature: encodeSignature(candidate.signature),
    vector,
    assessment,
    flagged: route(
      { violating: assessment.violating, categories: assessment.categories, lang: assessment.lang },
      policy,
    ).flagged,
  });
  for (const { candidate, followers } of leaders) {
    const result = results.find((one) => one.id === candidate.post.id);
    if (result === undefined) continue;
    const clusterId = clusterIdOf(candidate.post.id);
    const assessment = await assessmentOf(candidate.text, result, context);
    for (const member of [candidate, ...followers])
      analyses.set(member, analysisOf(member, clusterId, assessment, vectors.get(candidate.post.id) ?? []));
  }
  for (const [candidate, twin] of joined) {
    const assessment = { ...twin.assessment, routingReason: `near-duplicate of ${twin.id.slice(0, 12)}` };
    const [vector] = await store.posts.vectors([twin.id]);
    analyses.set(candidate, analysisOf(candidate, twin.clusterId, assessment, vector ?? []));
  }

  await store.posts.setAnalysis([...analyses].map(([candidate, analysis]) => ({ id: candidate.post.id, analysis })));
  for (const [candidate, analysis] of analyses) {
    if (analysis.flagged) await placeInCase(candidate.post, candidate.text, analysis, context);
    await leaveOldCases(candidate.post, analysis, context);
  }
  return 'done';
};
