import type { Case } from '#core/case.ts';
import type { Notice } from '#core/notice.ts';
import type { Order } from '#core/order.ts';
import { publishChange } from './changes.ts';
import type { PipelineContext } from './context.ts';

type Publisher = Pick<PipelineContext, 'store'>;

export const publishCase = ({ store }: Publisher, state: Case): Promise<void> =>
  publishChange(store.redis, store.namespace, { topic: 'case', id: state.id, state: state.state, seq: state.seq });

export const publishOrder = ({ store }: Publisher, state: Order): Promise<void> =>
  publishChange(store.redis, store.namespace, { topic: 'order', id: state.id, state: state.state, seq: state.seq });

export const publishNotice = ({ store }: Publisher, state: Notice): Promise<void> =>
  publishChange(store.redis, store.namespace, { topic: 'notice', id: state.id, state: state.state, seq: state.seq });

/** Tells everybody at once when a text that people had confirmed is up anew. */
export const publishAlarms = async (
  { store }: Publisher,
  state: Case,
  events: readonly { type: string }[],
): Promise<void> => {
  if (!events.some(({ type }) => type === 'case.returned')) return;
  await publishChange(store.redis, store.namespace, {
    topic: 'alarm',
    id: state.id,
    state: state.state,
    seq: state.seq,
  });
};

/** Tells of a case and, where its events say that a confirmed text is up anew, of that too. */
export const publishCaseEvents = async (
  context: Publisher,
  state: Case,
  events: readonly { type: string }[],
): Promise<void> => {
  await publishCase(context, state);
  await publishAlarms(context, state, events);
};
