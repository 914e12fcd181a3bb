import { WeirError } from '#core/errors.ts';
import type { NoticeAnswer } from '#core/notice-wire.ts';
import { FreeText, NoticeConfirmation, NoticeDecision, StatementAnswer } from '#core/notice-wire.ts';
import type { Operator } from '#core/operator.ts';
import { checker } from '#core/schema.ts';
import { readStatement } from '#core/statement-of-reasons.ts';
import { AnnexII, AnnexIII, type OperatorAnswer } from '#core/wire.ts';
import { type VerifiedSignature, verifyRequest } from './message-signature.ts';

/** Whatever an operator can answer, to a removal order or to another instrument. */
export type AnyAnswer = OperatorAnswer | NoticeAnswer;

const as = (schema: Parameters<typeof checker>[0]) => checker(schema, 'ANSWER_INVALID', 'The answer');
const READERS: Record<AnyAnswer['form'], (value: unknown) => unknown> = {
  'tco-annex-2': as(AnnexII),
  'tco-annex-3': as(AnnexIII),
  'notice-receipt': as(NoticeConfirmation),
  'notice-decision': as(NoticeDecision),
  'dsa-statement': as(StatementAnswer),
  text: as(FreeText),
};
export const ANSWER_FORMS = Object.keys(READERS) as AnyAnswer['form'][];

/**
 * Reads an answer by the form that it names, however it came in, so that faults are told of that form alone.
 * @throws WeirError ANSWER_INVALID (400) · STATEMENT_INVALID (422), with one detail for each wrong field
 */
export const readAnyAnswer = (value: unknown): AnyAnswer => {
  const form = (value as { form?: unknown } | null)?.form;
  if (typeof form !== 'string' || !Object.hasOwn(READERS, form))
    throw new WeirError('ANSWER_INVALID', 'The answer names no form that is known.', {
      status: 400,
      fix: `Give one of ${ANSWER_FORMS.join(', ')} as form.`,
      details: [{ location: '/form', message: 'is not a known form' }],
    });
  const given =
    form === 'dsa-statement'
      ? { ...(value as object), statement: readStatement((value as { statement?: unknown }).statement) }
      : value;
  return READERS[form as AnyAnswer['form']](given) as AnyAnswer;
};

export interface SignedAnswer {
  answer: AnyAnswer;
  operator: Operator;
  signature: VerifiedSignature;
}

/**
 * Reads an operator's answer: whose it is comes from the signature, never from the body.
 * @throws WeirError SIGNATURE_INVALID (401) · ANSWER_INVALID (400) · STATEMENT_INVALID (422)
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
      fix: 'Send the answer as JSON.',
      cause,
    });
  }
  return { answer: readAnyAnswer(value), operator, signature };
};
