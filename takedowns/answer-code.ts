/**
 * The code that goes out with a message to an operator without a signed channel. It is derived from the house's own key, so that every
 * attempt at a message brings the same code, and a form can be printed again with it; what is kept is its hash, as for every code.
 */
import { hkdfSync } from 'node:crypto';
import type { AnswerCode } from '#core/answer-code.ts';
import { answerCodeHashOf, CODE_BYTES, codeFrom } from '#core/receipt-code.ts';
import type { SignatureKey } from './message-signature.ts';

/** What a message says of its code. */
export interface SentCode {
  code: string;
  /** Where it is used. */
  page: string;
  /** ISO 8601 */
  until: string;
}

const SALT = 'weir answer code 1';

/** The code of the message about an order or notice of this id. */
export const messageCodeOf = (id: string, key: SignatureKey): string =>
  codeFrom(new Uint8Array(hkdfSync('sha256', key.privateKeyPem, SALT, id, CODE_BYTES)));

export const messageCodeHashOf = (id: string, key: SignatureKey): string => answerCodeHashOf(messageCodeOf(id, key));

/** The code of a message that was made ready with one, until it is used; else null. */
export const sentCodeOf = (
  subject: { id: string; answerCodes?: readonly AnswerCode[]; document: { answerUrl: string } },
  key: SignatureKey,
): SentCode | null => {
  const code = messageCodeOf(subject.id, key);
  const hash = answerCodeHashOf(code);
  const known = subject.answerCodes?.find((one) => one.hash === hash);
  if (known === undefined) return null;
  const page = subject.document.answerUrl.replace(/\/api\/v1\/answers$/, '/public/answer');
  return { code, page, until: known.expiresAt };
};
