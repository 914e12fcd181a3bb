import type { AssessmentResult } from '#classifiers/assessor.ts';
import { encodeSignature } from '#classifiers/near-duplicates/minhash.ts';
import { exactTokens } from '#classifiers/text/exact-tokens.ts';
import { segment } from '#classifiers/text/segment.ts';
import type { Assessment, VectorCodes } from '#core/assessment.ts';
import type { CaseDraft, Location, Sample } from '#core/case.ts';
import { addLocation, checkLocation, flagSample, isSample } from '#core/case-state.ts';
import { isWeirError } from '#core/errors.ts';
import { type KnownMatch, knownReason } from '#core/known-list.ts';
import { saidBy } from '#core/picture.ts';
import { effectOf, leadingCategory, marginOf, type Policy, route } from '#core/policy.ts';
import type { Analysis, Post } from '#core/post.ts';
import { type Candidate, candidateOf, knownAround, nearTo, type Placed, type Scores, sameAs } from './cluster.ts';
import { type PipelineContext, systemActor } from './context.ts';
import type { Outcome } from './jobs.ts';
import { noveltyOf } from './novelty.ts';
import { publishCase, publishCaseEvents } from './publish.ts';
import { openDraw, sampleReason } from './sampling.ts';

export const caseIdOf = (clusterId: string): string => `case-${clusterId}`;
export const clusterIdOf = (postId: string): string => postId.slice(0, 24);

const locationOf = (post: Post, known: readonly KnownMatch[] = []): Location => ({
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
  ...(known.length === 0 ? {} : { known: [...known] }),
});

/** A post whose images are still to be read waits for what they say. */
export const isReadable = (post: Pick<Post, 'images' | 'pictures'>): boolean =>
  (post.images?.length ?? 0) === 0 || post.pictures !== undefined;

/** What a case needs to know of an analysis. */
type Judged = Pick<Analysis, 'clusterId' | 'assessment' | 'sample'>;

const openCase = (post: Post, text: string, analysis: Judged): CaseDraft => {
  const { assessment } = analysis;
  const leading = leadingCategory(assessment.categories);
  const { stretches } = saidBy(post);
  return {
    type: 'case.opened',
    data: {
      clusterId: analysis.clusterId,
      // The text begins with the title; explanation spans count on that.
      title: null,
      text,
      lang: assessment.lang,
      contentHash: post.contentHash,
      ...(analysis.sample === undefined ? {} : { purpose: analysis.sample }),
      ...(post.pictures === undefined ? {} : { pictures: post.pictures, pictureStretches: stretches }),
      ...(post.drill === undefined ? {} : { drill: post.drill }),
      // A threat that the model is sure of tops the queue; a person decides what it is.
      imminentThreat:
        analysis.sample === undefined &&
        leading === 'threat' &&
        assessment.categories.threat >= 0.9 &&
        assessment.violating >= 0.9,
      assessment: {
        modelVersion: assessment.modelVersion,
        policyVersion: assessment.policyVersion,
        violating: assessment.violating,
        categories: assessment.categories,
        leading,
        context: assessment.context,
        contextProbability: assessment.contextProbability,
        spans: assessment.spans,
        ...(assessment.truncated === undefined ? {} : { truncated: assessment.truncated }),
        routingReason: assessment.routingReason,
      },
      location: locationOf(post, assessment.known),
    },
  };
};

/** Puts a post that people are to see into the case of its cluster, opening one where there is none. Doing it twice changes nothing. */
export const placeInCase = async (
  post: Post,
  text: string,
  analysis: Judged,
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
  const { state, events } = await cases.change(id, actor, (current) => [
    ...(analysis.sample === undefined ? flagSample(current) : []),
    ...addLocation(current, locationOf(post, analysis.assessment.known)),
  ]);
  if (events.length === 0) return;
  await publishCaseEvents(context, state, events);
};

/** An edit that says something else takes its address out of the case of the old text. */
export const leaveOldCases = async (
  post: Post,
  analysis: Pick<Analysis, 'clusterId'>,
  context: PipelineContext,
): Promise<void> => {
  const versions = await context.store.posts.byItem(post.itemId);
  const current = versions.find((version) => version.status === 'live');
  // By the time of the analysis the text may have been edited again, or back: the case that is left is never that of what is up.
  const now = current?.id === post.id ? analysis : current?.analysis;
  if (current === undefined || now == null) return;
  const checkedAt = context.clock.now().toISOString();
  for (const version of versions) {
    if (version.id === current.id || version.analysis === null || version.analysis.clusterId === now.clusterId)
      continue;
    const old = await context.store.cases.byCluster(version.analysis.clusterId);
    if (old === null) continue;
    const { state, events } = await context.store.cases.change(old.id, systemActor('analyse'), (subject) =>
      checkLocation(subject, { postId: version.id, status: 'gone_by_author', checkedAt }),
    );
    if (events.length > 0) await publishCase(context, state);
  }
};

export const assessmentOf = (result: AssessmentResult, policy: Policy, at: string): Assessment => ({
  modelVersion: result.modelVersion,
  policyVersion: policy.version,
  lang: result.lang as Assessment['lang'],
  violating: result.violating,
  categories: result.categories,
  context: result.context.label,
  contextProbability: result.context.probabilities[result.context.label],
  spans: [],
  ...(result.truncated ? { truncated: true } : {}),
  routingReason: route(result as Scores, policy).reason,
  assessedAt: at,
});

/**
 * Names the lists that a post matched as the reason why people see it; the scores stay as they are. A copy of what matched is
 * shown as well: it is the same content.
 */
const withKnown = (assessment: Assessment, own: readonly KnownMatch[], twin: Assessment | null): Assessment => {
  const { known: _, ...scores } = assessment;
  const names = new Set(own.map(({ listId, entryId }) => `${listId} ${entryId}`));
  const inherited = (twin?.known ?? []).filter(({ listId, entryId }) => !names.has(`${listId} ${entryId}`));
  const known = [...own, ...inherited];
  if (known.length === 0) return scores;
  return { ...scores, known, routingReason: own.length === 0 ? scores.routingReason : knownReason(own) };
};

/**
 * Scores a batch of posts. Copies of what is known take over its assessment and never reach the model again; the rest is
 * scored together, and near-duplicates that the model also judges alike join one cluster. Then what people should see is
 * placed in cases. Lists of known content are
 * asked first; what they name is scored all the same.
 */
export const analyse = async (payload: { postIds: string[] }, context: PipelineContext): Promise<Outcome> => {
  const { store } = context;
  const found = await store.posts.getMany(payload.postIds);
  const candidates = found.filter((post) => post.analysis === null && isReadable(post)).map(candidateOf);
  if (candidates.length === 0) return 'skipped';
  const [{ live: policy, dryRuns }] = await Promise.all([context.policies.current(), context.known.refresh()]);
  const at = context.clock.now().toISOString();
  const known = new Map(candidates.map((candidate) => [candidate, context.known.match(candidate.post, at)]));

  const placed = await knownAround(store, candidates);
  const before = placed.length;
  const fresh: Candidate[] = [];
  const copies: { candidate: Candidate; of: Placed | Candidate }[] = [];
  for (const candidate of candidates) {
    const twin = placed.find((one) => sameAs(candidate, one)) ?? fresh.find((one) => sameAs(candidate, one));
    if (twin === undefined) fresh.push(candidate);
    else copies.push({ candidate, of: twin });
  }

  const results = await context.assessor.assess(
    fresh.map(({ post, full }) => ({ id: post.id, text: full, ...(post.lang === 'und' ? {} : { lang: post.lang }) })),
  );
  const novelties = await noveltyOf(
    store,
    results.map((result) => result.vector),
  );
  const draw = await openDraw(store, policy, context.sampling);
  const analyses = new Map<Candidate, Analysis>();
  const vectors = new Map<string, number[]>(results.map((result) => [result.id, result.vector]));
  /** Samples of this batch, by cluster: their cases are not there yet. */
  const drawn = new Map<string, Sample>();
  const sampleOf = async (clusterId: string): Promise<Sample | undefined> => {
    const here = drawn.get(clusterId);
    if (here !== undefined) return here;
    const subject = await store.cases.get(caseIdOf(clusterId));
    return subject !== null && isSample(subject) ? (subject.purpose as Sample) : undefined;
  };
  /** `isNear`: it joined a cluster that was there. `codes`: null for a copy, of which the model was not asked. */
  const keep = async (
    candidate: Candidate,
    clusterId: string,
    scored: Assessment,
    from: { vectorOf: string; novelty: number | null; codes: VectorCodes | null; isNear: boolean },
  ): Promise<Assessment> => {
    const { vectorOf, novelty, codes, isNear } = from;
    const isCopy = codes === null;
    const isKnown = (scored.known?.length ?? 0) > 0;
    const flagged = route(scored, policy).flagged || isKnown;
    const margin = marginOf(scored, policy);
    let sample: Sample | undefined;
    // A copy of a sample joins its case; a copy of what was not drawn is not drawn either.
    if (!flagged)
      sample = isNear ? await sampleOf(clusterId) : draw({ contentHash: candidate.post.contentHash, margin, novelty });
    if (sample !== undefined) drawn.set(clusterId, sample);
    const isShown = flagged || sample !== undefined;
    const assessment: Assessment = {
      ...scored,
      ...(isShown && codes !== null
        ? { spans: await context.assessor.explain(candidate.full, scored.lang), codes }
        : {}),
      ...(sample === undefined || isCopy ? {} : { routingReason: sampleReason(sample, scored.routingReason) }),
    };
    analyses.set(candidate, {
      clusterId,
      tokens: segment(candidate.full, assessment.lang).join(' '),
      exact: exactTokens(candidate.full).join(' '),
      bands: candidate.bands,
      signature: encodeSignature(candidate.signature),
      vector: vectors.get(vectorOf) ?? (await store.posts.vectors([vectorOf]))[0] ?? [],
      assessment,
      flagged,
      ...(novelty === null ? {} : { novelty }),
      ...(flagged ? {} : { margin }),
      ...(sample === undefined ? {} : { sample }),
      ...(dryRuns.length === 0
        ? {}
        : {
            dryRuns: dryRuns.map((other) => ({
              policy: other.version,
              effect: effectOf(flagged, route(scored, other).flagged || isKnown),
            })),
          }),
    });
    return assessment;
  };
  for (const [index, candidate] of fresh.entries()) {
    const result = results[index];
    if (result === undefined) continue;
    const near = nearTo(candidate, result, placed, policy);
    const clusterId = near?.clusterId ?? clusterIdOf(candidate.post.id);
    const scored = withKnown(assessmentOf(result, policy, at), known.get(candidate) ?? [], near?.assessment ?? null);
    const assessment = await keep(candidate, clusterId, scored, {
      ...{ vectorOf: candidate.post.id, novelty: novelties[index] ?? null },
      ...{ codes: result.codes, isNear: near !== undefined },
    });
    placed.push({ ...candidate, postId: candidate.post.id, clusterId, scores: result, assessment });
  }
  for (const { candidate, of } of copies) {
    const twin = 'post' in of ? placed.slice(before).find((one) => one.postId === of.post.id) : of;
    if (twin?.assessment == null) continue;
    const copied = { ...twin.assessment, routingReason: `near-duplicate of ${twin.postId.slice(0, 12)}` };
    const assessment = withKnown(copied, known.get(candidate) ?? [], twin.assessment);
    await keep(candidate, twin.clusterId, assessment, {
      ...{ vectorOf: twin.postId, novelty: 0, codes: null, isNear: true },
    });
  }

  await store.posts.setAnalysis([...analyses].map(([candidate, analysis]) => ({ id: candidate.post.id, analysis })));
  for (const [candidate, analysis] of analyses) {
    if (analysis.flagged || analysis.sample !== undefined)
      await placeInCase(candidate.post, candidate.full, analysis, context);
    await leaveOldCases(candidate.post, analysis, context);
  }
  return 'done';
};
