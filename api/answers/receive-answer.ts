import { sha256 } from '#core/hash.ts';
import { readAnswer } from '#takedowns/answers.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import type { AnswerAccepted } from '../schemas/orders.ts';
import { byReference, takeAnswer } from './take-answer.ts';

/** Added to a nonce's memory, so that it outlives the signature on a clock that stands apart from ours. */
const MARGIN = 60_000;

/**
 * Takes an operator's answer, to a removal order or another instrument. Whose it is comes from the signature; a signature counts once; the same
 * answer under a fresh signature changes nothing.
 * @throws SIGNATURE_INVALID · SIGNATURE_REPLAYED · ANSWER_INVALID · STATEMENT_INVALID · ANSWER_MISMATCH · ORDER_STATE · NOTICE_STATE
 */
export const receiveAnswer = async (
  deps: ApiDependencies,
  request: { method: string; url: string; headers: Record<string, string | string[]>; body: Uint8Array },
): Promise<AnswerAccepted> => {
  const { store } = deps;
  const now = store.clock.now();
  const { answer, operator, signature } = await readAnswer(request, await store.operators.list(), now);
  const key = `${store.namespace}:nonce:${sha256(`${signature.keyId}\n${signature.nonce}`)}`;
  const lifetime = Math.max(0, signature.expiresAt.getTime() - now.getTime()) + MARGIN;
  if ((await store.redis.set(key, '1', 'PX', lifetime, 'NX')) === null) throw apiError('SIGNATURE_REPLAYED');
  const to = await byReference(store, answer.reference);
  // Somebody else's order is as unknown to this operator as one that does not exist.
  if (to === null || to.subject.operatorId !== operator.id) throw apiError('ANSWER_MISMATCH');
  const isNew = await takeAnswer(deps, to, answer, { via: 'signed' }, { kind: 'operator', id: operator.id });
  return { reference: answer.reference, acceptedAt: now.toISOString(), new: isNew };
};
