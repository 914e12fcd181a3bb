import { DEFAULT_LEADS } from '#core/clocks.ts';
import { nextNoticeStep } from '#core/notice-state.ts';
import { dueMoments } from '#core/order-clocks.ts';
import { dueLetters } from '#core/order-letters.ts';
import { nextDeliveryStep } from '#core/order-state.ts';
import { caseIdOf, leaveOldCases, placeInCase } from './analyse.ts';
import { fullText } from './cluster.ts';
import { initialStatus, isOverdue } from './collect.ts';
import { dueCollections } from './collections.ts';
import { isComparisonDue } from './compare-archive.ts';
import type { PipelineContext } from './context.ts';
import { isDriftDue } from './drift.ts';
import type { Work } from './jobs.ts';
import { keptSince } from './seal.ts';

const BATCH = 32;
/** Captures that one job seals: enough to share an entry of the ledger. */
const SEAL_BATCH = 50;
const EXPIRY_MILLISECONDS = 3_600_000;

/**
 * Reads out of Elasticsearch all the work that is due now. Redis is never asked, so nothing that Redis forgets is lost.
 */
export const findWork = async (
  context: Pick<PipelineContext, 'store' | 'clock' | 'allowList' | 'sharer' | 'escalation' | 'drift'> &
    Partial<Pick<PipelineContext, 'known'>>,
): Promise<Work[]> => {
  const { store, clock } = context;
  const now = clock.now().toISOString();
  const work: Work[] = [];
  await context.allowList.refresh();
  // Events that a crash left in an outbox enter the ledger, each once.
  await store.drainOutboxes(500);
  for (const source of await store.sources.list()) {
    if (source.paused || isOverdue(source, now)) continue;
    const status = (await store.sourceStatus.get(source.id)) ?? initialStatus(source, now);
    if (status.nextPollAt <= now) work.push({ job: 'crawl', payload: { sourceId: source.id } });
  }
  for (const postId of await store.posts.unread(BATCH)) work.push({ job: 'pictures', payload: { postId } });
  const unanalysed = await store.posts.unanalysed(BATCH * 8);
  for (let index = 0; index < unanalysed.length; index += BATCH)
    work.push({ job: 'analyse', payload: { postIds: unanalysed.slice(index, index + BATCH) } });
  const { known } = context;
  if (known !== undefined && (await isComparisonDue({ store, known }))) work.push({ job: 'compare', payload: {} });
  for (const caseId of await store.cases.dueHolds(now, 200)) work.push({ job: 'hold', payload: { caseId } });
  for (const caseId of await store.cases.dueLooks(now, 50)) work.push({ job: 'look', payload: { caseId } });
  work.push(...(await findSharing(context, now)));
  for (const tipId of await store.tips.due(now, 50)) work.push({ job: 'tip', payload: { tipId } });
  for (const drillId of await store.drills.due(10)) work.push({ job: 'drill', payload: { drillId } });
  for (const complaintId of await store.complaints.upheld(50)) work.push({ job: 'reverse', payload: { complaintId } });
  work.push(...(await findOrders(store, now)));
  work.push(...(await findOrderClocks(context, now)));
  work.push(...(await findNotices(store, now)));
  for (const searchId of await store.searchAlerts.due(now, 50)) work.push({ job: 'watch', payload: { searchId } });
  for (const exportId of await store.exports.due(now, 50)) work.push({ job: 'export', payload: { exportId } });
  const unsealed = await store.evidence.seals.unsealed(now, SEAL_BATCH * 4);
  for (let index = 0; index < unsealed.length; index += SEAL_BATCH) {
    const captureIds = unsealed.slice(index, index + SEAL_BATCH).map((one) => one.captureId);
    work.push({ job: 'seal', payload: { captureIds } });
  }
  if (isDriftDue(context)) work.push({ job: 'drift', payload: {} });
  work.push(...(await findExpired(store, clock)));
  return work;
};

/** Clocks that run out, whoever was there to see it, and letters that wait. The state is asked again: the index may be a second old. */
const findOrderClocks = async (
  { store, escalation }: Pick<PipelineContext, 'store' | 'escalation'>,
  now: string,
): Promise<Work[]> => {
  const work: Work[] = [];
  const leads = escalation?.leads ?? DEFAULT_LEADS;
  for (const orderId of await store.orders.dueClocks(now, leads, 200)) {
    const order = await store.orders.get(orderId);
    if (order !== null && dueMoments(order, now, leads).length > 0) work.push({ job: 'clocks', payload: { orderId } });
  }
  for (const orderId of await store.orders.dueLetters(now, 200)) {
    const order = await store.orders.get(orderId);
    if (order !== null && dueLetters(order, now).length > 0) work.push({ job: 'letters', payload: { orderId } });
  }
  return work;
};

const findOrders = async (store: PipelineContext['store'], now: string): Promise<Work[]> => {
  const work: Work[] = [];
  for (const orderId of await store.orders.dueDeliveries(now, 200)) {
    const order = await store.orders.get(orderId);
    if (order === null) continue;
    const { step } = nextDeliveryStep(order, now);
    if (['attempt', 'send_prior_information', 'reinstate'].includes(step))
      work.push({ job: 'deliver', payload: { orderId } });
  }
  for (const orderId of await store.orders.dueRechecks(now, 200)) {
    const at = (await store.orders.get(orderId))?.nextRecheckAt ?? null;
    if (at !== null && at <= now) work.push({ job: 'recheck', payload: { orderId } });
  }
  return work;
};

const findNotices = async (store: PipelineContext['store'], now: string): Promise<Work[]> => {
  const work: Work[] = [];
  for (const noticeId of await store.notices.dueDeliveries(now, 200)) {
    const notice = await store.notices.get(noticeId);
    const step = notice === null ? 'nothing' : nextNoticeStep(notice, now).step;
    if (step === 'attempt' || step === 'withdraw') work.push({ job: 'notice', payload: { noticeId } });
  }
  for (const noticeId of await store.notices.dueLooks(now, 200)) {
    const notice = await store.notices.get(noticeId);
    if (notice === null) continue;
    const isDue = [notice.nextRecheckAt, notice.expectedBy].some((at) => at !== null && at < now);
    if (isDue || notice.nextRecheckAt === now) work.push({ job: 'notice-look', payload: { noticeId } });
  }
  return work;
};

/** When each store was last searched for what has been kept long enough: that is a walk through folders. */
const searched = new WeakMap<object, number>();

const findExpired = async (store: PipelineContext['store'], clock: PipelineContext['clock']): Promise<Work[]> => {
  const now = clock.now();
  if (now.getTime() - (searched.get(store) ?? Number.NEGATIVE_INFINITY) < EXPIRY_MILLISECONDS) return [];
  searched.set(store, now.getTime());
  const work: Work[] = (await dueCollections(store, now.toISOString())).map((collectionId) => ({
    ...{ job: 'tidy', payload: { collectionId } },
  }));
  for (const { id, retentionDays } of await store.sources.list()) {
    if (retentionDays === undefined) continue;
    const found = await store.evidence.seals.keptBefore(id, keptSince(retentionDays, now), 1);
    if (found.length > 0) work.push({ job: 'expire', payload: { sourceId: id } });
  }
  return work;
};

/** Without a partner nothing is shared, and nobody is asked. */
const findSharing = async (
  { store, sharer }: Pick<PipelineContext, 'store' | 'sharer'>,
  now: string,
): Promise<Work[]> => {
  if (sharer === undefined || (await store.partners.list()).length === 0) return [];
  const work: Work[] = [];
  for (const caseId of await store.cases.dueShares(50)) work.push({ job: 'share', payload: { caseId } });
  if ((await store.shares.unannounced(1)).length > 0) work.push({ job: 'announce', payload: {} });
  for (const handoverId of await store.handovers.due(now, 200)) work.push({ job: 'notify', payload: { handoverId } });
  return work;
};

/** Puts the work that is due into the queues; what waits there already is not put twice. */
export const sweep = async (context: PipelineContext): Promise<number> => {
  const work = await findWork(context);
  for (const { job, payload } of work) await context.queues.enqueue(job, payload);
  return work.length;
};

/**
 * A crash between scoring and placing leaves a flagged post without its case, or the case of an edited text with an address
 * that shows it no more. Run when a worker starts, and after a job of analysis has failed.
 * @returns how many posts were placed or taken out
 */
export const repairPlacement = async (context: PipelineContext): Promise<number> => {
  const { store } = context;
  // What was scored a moment ago is the very thing to be found.
  await store.posts.refresh();
  let placed = 0;
  for (let after: string | undefined; ; ) {
    const page = await store.posts.search({
      query: { text: '', tokens: [], phrases: [] },
      isShown: true,
      sort: 'oldest',
      size: 100,
      ...(after === undefined ? {} : { after }),
    });
    for (const { post } of page.items) {
      if (post.analysis === null) continue;
      const subject = await store.cases.get(caseIdOf(post.analysis.clusterId));
      const location = subject?.locations.find((one) => one.postId === post.id || one.url === post.url);
      const isUnplaced = location === undefined;
      if (isUnplaced) await placeInCase(post, fullText(post), post.analysis, context);
      const isEdited = post.status === 'superseded' && (isUnplaced || location.status === 'up');
      const now = isEdited ? (await store.posts.byItem(post.itemId)).find((one) => one.status === 'live') : undefined;
      const hasLeft = now?.analysis != null && now.analysis.clusterId !== post.analysis.clusterId;
      if (hasLeft && now.analysis !== null) await leaveOldCases(now, now.analysis, context);
      if (isUnplaced || hasLeft) placed++;
    }
    if (page.next === null) return placed;
    after = page.next;
  }
};
