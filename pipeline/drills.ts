/**
 * Puts the invented cases of a drill into the real queue, and takes them off the desk when it ends. Each case is a cluster of its own:
 * no real text joins it, and it joins none.
 */

import { endDrillCase } from '#core/case-state.ts';
import { addMilliseconds } from '#core/clock.ts';
import { type Drill, type DrillItem, drillClosed, drillPlaced } from '#core/drill.ts';
import { WeirError } from '#core/errors.ts';
import { endDrillNotice } from '#core/notice-state.ts';
import { endDrillOrder } from '#core/order-state.ts';
import { route } from '#core/policy.ts';
import { contentHashOf, type Post } from '#core/post.ts';
import type { Store } from '#store/store.ts';
import { assessmentOf, clusterIdOf, placeInCase } from './analyse.ts';
import { fullText } from './cluster.ts';
import { type PipelineContext, systemActor } from './context.ts';
import { drillOf } from './drill-operator.ts';
import type { Outcome } from './jobs.ts';
import { publishCase, publishNotice, publishOrder } from './publish.ts';
import { sampleReason } from './sampling.ts';

const MINUTE = 60_000;

const postOf = async (drill: Drill, item: DrillItem, index: number, store: Store): Promise<Post> => {
  const source = await store.sources.get(drill.sourceId);
  const operator = source === null ? null : await store.operators.get(source.operatorId);
  if (source === null || operator === null)
    throw new WeirError('SOURCE_UNKNOWN', `The drill ${drill.id} names a source or an operator that is not there.`, {
      fix: 'End the drill and start one on a source of the register.',
    });
  const { postId: id, url, text, lang } = item;
  return {
    ...{ id, url, text, lang, tags: [], status: 'live', drill: drill.id },
    // Nothing was captured: the address is invented.
    ...{ itemId: id, captureId: id, contentHash: contentHashOf(undefined, text) },
    ...{ sourceId: source.id, operatorId: operator.id, platform: operator.platforms[0] ?? operator.id },
    publishedAt: addMilliseconds(drill.startedAt, -(7 + 11 * index) * MINUTE),
    collectedAt: drill.startedAt,
  };
};

/** Scored as any post is, by the model and the policy of now; what the policy does not flag is shown as a sample. */
const placeItem = async (post: Post, context: PipelineContext): Promise<void> => {
  const { store, assessor, clock } = context;
  const full = fullText(post);
  const [[result], { live: policy }] = await Promise.all([
    assessor.assess([{ id: post.id, text: full, lang: post.lang }]),
    context.policies.current(),
  ]);
  if (result === undefined)
    throw new WeirError('NOT_ASSESSED', `The model said nothing of ${post.id}.`, { retry: true });
  const scored = assessmentOf(result, policy, clock.now().toISOString());
  const { flagged } = route(scored, policy);
  const assessment = {
    ...scored,
    spans: await assessor.explain(full, scored.lang),
    codes: result.codes,
    ...(flagged ? {} : { routingReason: sampleReason('quality_sample', scored.routingReason) }),
  };
  const analysis = {
    ...{ clusterId: clusterIdOf(post.id), assessment, flagged },
    // Nothing to find it by: no copy joins it, nothing is measured against it.
    ...{ tokens: '', exact: '', bands: [], signature: '', vector: [] },
    ...(flagged ? {} : { sample: 'quality_sample' as const }),
  };
  await store.posts.setAnalysis([{ id: post.id, analysis }]);
  await placeInCase(post, full, analysis, context);
};

/** Every item once; a crash in between goes on with what is left. */
const place = async (drill: Drill, context: PipelineContext): Promise<void> => {
  const { store } = context;
  for (const [index, item] of drill.items.entries()) {
    if ((await store.cases.get(item.caseId)) !== null) continue;
    const post = await postOf(drill, item, index, store);
    await store.posts.indexBatch([post]);
    await placeItem(post, context);
  }
  await store.drills.change(drill.id, systemActor('drill'), drillPlaced);
};

const close = async (drill: Drill, context: PipelineContext): Promise<void> => {
  const { store } = context;
  const actor = systemActor('drill');
  for (const { id } of await store.notices.ofDrill(drill.id)) {
    const { state, events } = await store.notices.change(id, actor, endDrillNotice);
    if (events.length > 0) await publishNotice(context, state);
  }
  for (const { caseId } of drill.items) {
    const subject = await store.cases.get(caseId);
    if (subject === null) continue;
    for (const { orderId } of subject.orders) {
      const { state, events } = await store.orders.change(orderId, actor, endDrillOrder);
      if (events.length > 0) await publishOrder(context, state);
    }
    const { state, events } = await store.cases.change(caseId, actor, endDrillCase);
    if (events.length > 0) await publishCase(context, state);
  }
  await store.drills.change(drill.id, actor, drillClosed);
};

/** Does what a drill asks for now: its cases into the queue, or off the desk. */
export const drill = async (payload: { drillId: string }, context: PipelineContext): Promise<Outcome> => {
  const state = await drillOf(context, payload.drillId);
  if (state.state === 'running' && state.placedAt === null) await place(state, context);
  else if (state.state === 'ended' && state.closedAt === null) await close(state, context);
  else return 'skipped';
  return 'done';
};
