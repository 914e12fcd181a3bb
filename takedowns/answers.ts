import { WeirError } from '#core/errors.ts';
import type { Operator } from '#core/operator.ts';
import { checker } from '#core/schema.ts';
import { OperatorAnswer } from '#core/wire.ts';
import { type VerifiedSignature, verifyRequest } from './message-signature.ts';

const readBody = checker(OperatorAnswer, 'ANSWER_INVALID', 'The answer');

export interface SignedAnswer {
  answer: OperatorAnswer;
  operator: Operator;
  signature: VerifiedSignature;
}

/**
 * Reads an operator's answer (Annex II or III): whose it is comes from the signature, never from the body.
 * @throws WeirError SIGNATURE_INVALID (401) · ANSWER_INVALID (400)
 */
export const readAnswer = async (
  request: { method: string; url: string; headers: Record<string, string | string[]>; body: Uint8Array },
  operators: readonly Operator[],
  at: Date,
): Promise<SignedAnswer> => {
  const byKey = new Map(operators.map((operator) => [operator.keyId, operator]));
  const signature = await verifyRequest(request, (keyId) => byKey.get(keyId)?.publicKeyPem ?? null, at);
  const operator = byKey.get(signature.keyId);
  if (operator === undefined)
    throw new WeirError('SIGNATURE_INVALID', 'The key is not in the directory.', { status: 401 });
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(request.body).toString('utf8'));
  } catch (cause) {
    throw new WeirError('ANSWER_INVALID', 'The answer is not JSON.', {
      status: 400,
      fix: 'Send Annex II or III as JSON.',
      cause,
    });
  }
  return { answer: readBody(value) as OperatorAnswer, operator, signature };
};
