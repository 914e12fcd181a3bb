import type { Case } from '#core/case.ts';
import type { Order } from '#core/order.ts';
import { publishChange } from './changes.ts';
import type { PipelineContext } from './context.ts';

type Publisher = Pick<PipelineContext, 'store'>;

export const publishCase = ({ store }: Publisher, state: Case): Promise<void> =>
  publishChange(store.redis, store.namespace, { topic: 'case', id: state.id, state: state.state, seq: state.seq });

export const publishOrder = ({ store }: Publisher, state: Order): Promise<void> =>
  publishChange(store.redis, store.namespace, { topic: 'order', id: state.id, state: state.state, seq: state.seq });
