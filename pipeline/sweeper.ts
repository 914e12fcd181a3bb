import { nextDeliveryStep } from '#core/order-state.ts';
import { caseIdOf, leaveOldCases, placeInCase } from './analyse.ts';
import { fullText } from './cluster.ts';
import { initialStatus, isOverdue } from './collect.ts';
import type { PipelineContext } from './context.ts';
import type { Work } from './jobs.ts';

const BATCH = 32;

/**
 * Reads out of Elasticsearch all the work that is due now. Redis is never asked, so nothing that Redis forgets is lost.
 */
export const findWork = async (context: Pick<PipelineContext, 'store' | 'clock' | 'allowList'>): Promise<Work[]> => {
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
  for (const caseId of await store.cases.dueHolds(now, 200)) work.push({ job: 'hold', payload: { caseId } });
  for (const caseId of await store.cases.dueLooks(now, 50)) work.push({ job: 'look', payload: { caseId } });
  for (const orderId of await store.orders.due(now, 200)) {
    const order = await store.orders.get(orderId);
    if (order === null) continue;
    const delivering = nextDeliveryStep(order, now).step;
    if (delivering === 'attempt' || delivering === 'send_prior_information')
      work.push({ job: 'deliver', payload: { orderId } });
    const clockDue = order.state === 'received' && order.dueAt !== null && order.dueAt < now;
    const recheckDue = order.nextRecheckAt !== null && order.nextRecheckAt <= now;
    if (clockDue || recheckDue) work.push({ job: 'recheck', payload: { orderId } });
  }
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
