import { sha256 } from '#core/hash.ts';
import { answerOrder } from '#core/order-state.ts';
import { publishOrder } from '#pipeline/publish.ts';
import { readAnswer } from '#takedowns/answers.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import type { AnswerAccepted } from '../schemas/orders.ts';

/** Added to a nonce's memory, so that it outlives the signature on a clock that stands apart from ours. */
const MARGIN = 60_000;

/**
 * Takes an operator's answer (Annex II or III). Whose it is comes from the signature; a signature counts once; the same
 * answer under a fresh signature changes nothing.
 * @throws SIGNATURE_INVALID · SIGNATURE_REPLAYED · ANSWER_INVALID · ANSWER_MISMATCH · ORDER_STATE
 */
export const receiveAnswer = async (
  deps: ApiDependencies,
  request: { method: string; url: string; headers: Record<string, string | string[]>; body: Uint8Array },
): Promise<AnswerAccepted> => {
  const { store, queues } = deps;
  const now = store.clock.now();
  const { answer, operator, signature } = await readAnswer(request, await store.operators.list(), now);
  const key = `${store.namespace}:nonce:${sha256(`${signature.keyId}\n${signature.nonce}`)}`;
  const lifetime = Math.max(0, signature.expiresAt.getTime() - now.getTime()) + MARGIN;
  if ((await store.redis.set(key, '1', 'PX', lifetime, 'NX')) === null) throw apiError('SIGNATURE_REPLAYED');
  const order = await store.orders.byReference(answer.reference);
  // Somebody else's order is as unknown to this operator as one that does not exist.
  if (order === null || order.operatorId !== operator.id) throw apiError('ANSWER_MISMATCH');
  const { state, events } = await store.orders.change(order.id, { kind: 'operator', id: operator.id }, (current) =>
    answerOrder(current, answer),
  );
  if (events.length > 0) {
    if (answer.form === 'tco-annex-2') await queues.enqueue('recheck', { orderId: order.id });
    await publishOrder(deps, state);
  }
  return { reference: answer.reference, acceptedAt: now.toISOString(), new: events.length > 0 };
};
