import type { AnswerCode } from '#core/answer-code.ts';
import { requireReal } from '#core/drill.ts';
import { isWeirError } from '#core/errors.ts';
import { canonicalJson, hashOf, sha256 } from '#core/hash.ts';
import type { Notice } from '#core/notice.ts';
import type { Operator } from '#core/operator.ts';
import type { Order } from '#core/order.ts';
import { checker } from '#core/schema.ts';
import type { SendingProof } from '#core/service.ts';
import { type Clarification, DeliveryReceipt, type PriorInformation } from '#core/wire.ts';
import { type SentCode, sentCodeOf } from './answer-code.ts';
import type { PrintPdf } from './forms/print.ts';
import { writeFormMail } from './mail/form-mail.ts';
import type { SendMail } from './mail/mailer.ts';
import { type SignatureKey, type SignedRequest, signRequest } from './message-signature.ts';

/** The way out of the house: the pipeline hands in the safe-egress client, so that one filter guards everything. */
export type Send = (
  request: SignedRequest,
) => Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }>;

export type DeliveryResult =
  | { kind: 'received'; receipt: DeliveryReceipt }
  /** A mail server took it: it was sent, and nobody knows yet when it was received. */
  | { kind: 'sent'; proof: SendingProof }
  /** The channel is a person. */
  | { kind: 'by_hand' }
  /** `permanent`: trying again does not help. */
  | { kind: 'failed'; error: string; retryAfterMilliseconds: number; permanent?: boolean };

/** What the channel `email` needs. */
export interface MailChannel {
  send: SendMail;
  print: PrintPdf;
}

const readReceipt = checker(DeliveryReceipt, 'RECEIPT_INVALID', 'The delivery receipt');

export const retryAfter = (value: string | string[] | undefined, at: Date): number => {
  const text = Array.isArray(value) ? value[0] : value;
  if (text === undefined) return 0;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(0, date - at.getTime());
};

export interface DeliveryContext {
  operator: Operator;
  /** Left out where no mail server is configured. */
  mail?: MailChannel | undefined;
  key: SignatureKey;
  send: Send;
  now: () => Date;
  newNonce: () => string;
}

const parseReceipt = (body: string): DeliveryReceipt => readReceipt(JSON.parse(body)) as DeliveryReceipt;

const failed = (error: string, retryAfterMilliseconds = 0): Extract<DeliveryResult, { kind: 'failed' }> => ({
  kind: 'failed',
  error,
  retryAfterMilliseconds,
});

export const words = (error: unknown): string =>
  isWeirError(error) ? `${error.code}: ${error.message}` : error instanceof Error ? error.message : String(error);

/** One message to an operator, whatever way it takes. */
export interface OutgoingMessage {
  /** Below the operator's `ordersUrl`. */
  path: string;
  /** Its `form` names the form that it is printed on. */
  document: { form: string };
  reference: string;
  language: string;
  answerUrl: string | null;
  /** With which it is answered on the public page, where the channel has no signed answers. */
  answerCode?: SentCode | null;
  /** The same message has the same key, so that twice is once. */
  idempotencyKey: string;
}

/** Posts one signed message and reads the receipt that answers it. */
export const postForReceipt = async (
  url: string,
  message: { document: unknown; idempotencyKey: string },
  context: Pick<DeliveryContext, 'key' | 'send' | 'now' | 'newNonce'>,
): Promise<Extract<DeliveryResult, { kind: 'received' | 'failed' }>> => {
  try {
    const request = await signRequest(
      { method: 'POST', url, body: canonicalJson(message.document), idempotencyKey: message.idempotencyKey },
      context.key,
      context.now(),
      context.newNonce(),
    );
    const answer = await context.send(request);
    if (answer.status === 200 || answer.status === 202) return { kind: 'received', receipt: parseReceipt(answer.body) };
    return failed(`the operator answered ${answer.status}`, retryAfter(answer.headers['retry-after'], context.now()));
  } catch (error) {
    return failed(words(error));
  }
};

const PRINT_MILLISECONDS = 20_000;

/** Hands one message to the mail server, and keeps what it answered. */
export const mailMessage = async (
  to: string,
  message: Omit<OutgoingMessage, 'path'>,
  context: Pick<DeliveryContext, 'mail' | 'key'>,
): Promise<Extract<DeliveryResult, { kind: 'sent' | 'failed' }>> => {
  if (context.mail === undefined)
    return { ...failed('MAIL_NOT_CONFIGURED: no mail server is configured (WEIR_SMTP_HOST)'), permanent: true };
  try {
    const begun = Date.now();
    const written = await writeFormMail({ ...message, to }, context.key, context.mail.print);
    // What is left must fit into the attempt's deadline, so that no second worker begins while this one sends.
    if (Date.now() - begun > PRINT_MILLISECONDS) return failed('printing the form took too long');
    const taken = await context.mail.send(written);
    return { kind: 'sent', proof: { ...taken, to, documentHash: hashOf(message.document) } };
  } catch (error) {
    return { ...failed(words(error)), ...(isWeirError(error, 'MAIL_REFUSED') ? { permanent: true } : {}) };
  }
};

/** Sends one message by the channel that the directory names for its operator. */
export const dispatch = async (message: OutgoingMessage, context: DeliveryContext): Promise<DeliveryResult> => {
  const { channel } = context.operator;
  switch (channel.kind) {
    case 'https':
      return postForReceipt(`${channel.ordersUrl}${message.path}`, message, context);
    case 'email':
      return mailMessage(channel.address, message, context);
    case 'manual':
      return { kind: 'by_hand' };
  }
};

/** What every message about an order says of it. @throws WeirError DRILL_STAYS_INSIDE for one that no message may be about */
const about = (order: Order): Pick<OutgoingMessage, 'reference' | 'language' | 'answerUrl'> => {
  requireReal(order);
  const { reference, document } = order;
  return { reference, language: document.language, answerUrl: document.answerUrl };
};

/** What is brought to an operator: an order, or another instrument. */
interface Brought {
  id: string;
  reference: string;
  document: { form: string; language: string; answerUrl: string };
  attempts: readonly unknown[];
  answerCodes?: readonly AnswerCode[];
}

/**
 * Brings one message to its operator and keeps the receipt. If an earlier attempt may have arrived (a crash, a lost answer),
 * the operator is asked first, so that an order is not sent twice; the idempotency key guards what is left.
 */
const bring = async (message: Brought, path: string, context: DeliveryContext): Promise<DeliveryResult> => {
  const { channel } = context.operator;
  const { id, reference, document, attempts } = message;
  if (attempts.length > 1 && channel.kind === 'https') {
    const known = await askForReceipt(`${channel.ordersUrl}/${reference}`, context);
    if (known !== null) return known;
  }
  const { language, answerUrl } = document;
  const answerCode = sentCodeOf(message, context.key);
  return dispatch({ reference, language, answerUrl, path, document, answerCode, idempotencyKey: id }, context);
};

export const deliverOrder = async (order: Order, context: DeliveryContext): Promise<DeliveryResult> => {
  requireReal(order);
  return bring(order, '', context);
};

/** An order or notice under the DSA, or a referral: the same way, at an address of its own. */
export const deliverNotice = async (notice: Notice, context: DeliveryContext): Promise<DeliveryResult> => {
  requireReal(notice);
  return bring(notice, '/notices', context);
};

/** Tells the operator that a notice was taken back. Twice is once: the operator knows the message by its key. */
export const deliverNoticeWithdrawal = async (notice: Notice, context: DeliveryContext): Promise<DeliveryResult> => {
  requireReal(notice);
  const document = notice.withdrawal?.document ?? null;
  if (document === null) return { ...failed('it was not taken back, or never left'), permanent: true };
  const { reference } = notice;
  const { language } = notice.document;
  const idempotencyKey = `${notice.id}-withdrawal`;
  return dispatch(
    { reference, language, answerUrl: null, path: `/${reference}/withdrawal`, document, idempotencyKey },
    context,
  );
};

/** The receipt that the operator already gave, or null where it has none; a failure to ask is a failed attempt. */
const askForReceipt = async (url: string, context: DeliveryContext): Promise<DeliveryResult | null> => {
  try {
    const answer = await context.send(
      await signRequest({ method: 'GET', url }, context.key, context.now(), context.newNonce()),
    );
    if (answer.status === 200) return { kind: 'received', receipt: parseReceipt(answer.body) };
    if (answer.status === 404) return null;
    return failed(`the operator answered ${answer.status}`, retryAfter(answer.headers['retry-after'], context.now()));
  } catch (error) {
    return failed(words(error));
  }
};

/**
 * What an Annex III asked for. Its time is that from which it was asked, so that the same words are the same message however often they
 * are sent; the hour counts from their receipt. `until`: as the order stood then.
 */
export const clarificationOf = (order: Order, text: string, until?: string): Clarification => {
  const asked = order.answers.filter(
    ({ at, answer }) => answer.form === 'tco-annex-3' && (until === undefined || at <= until),
  );
  const sentAt = asked.at(-1)?.at ?? order.signedAt ?? order.createdAt;
  return { form: 'clarification', version: 1, reference: order.reference, text, sentAt };
};

/** Sends the clarification that an Annex III asked for; the receipt's time starts a fresh hour (art. 3(8)). Other words are another message. */
export const deliverClarification = async (
  order: Order,
  text: string,
  context: DeliveryContext,
): Promise<DeliveryResult> => {
  const ordinal = order.clarifications.length + 1;
  return dispatch(
    {
      ...about(order),
      path: `/${order.reference}/clarification`,
      document: clarificationOf(order, text),
      idempotencyKey: `${order.id}-clarification-${ordinal}-${sha256(text).slice(0, 12)}`,
    },
    context,
  );
};

/** Tells the operator that an order has lost its effect. Twice is once: the operator knows the message by its key. */
export const deliverReinstatement = async (order: Order, context: DeliveryContext): Promise<DeliveryResult> => {
  requireReal(order);
  const document = order.annulment?.document;
  if (document === undefined) return { ...failed('the order is not annulled'), permanent: true };
  return dispatch(
    {
      ...about(order),
      path: `/${order.reference}/reinstatement`,
      document,
      idempotencyKey: `${order.id}-reinstatement`,
      answerUrl: null,
    },
    context,
  );
};

/** What art. 3(2) asks to be explained before a first order. */
export const priorInformationOf = (reference: string, addressee: string, sentAt: string): PriorInformation => ({
  form: 'prior-information',
  version: 1,
  reference,
  addressee,
  text:
    'A removal order under article 3 of Regulation (EU) 2021/784 will reach you no sooner than 12 hours after this message. ' +
    'The content it names is to be removed, or access to it disabled in all Member States, within one hour of receipt; you ' +
    'answer with Annex II, or with Annex III where you cannot execute it.',
  sentAt,
});

/**
 * Explains procedures and deadlines before a first order (art. 3(2)). Its time is that from which it was to be sent, so that every
 * attempt is the same message; the twelve hours count from when it was sent.
 */
export const deliverPriorInformation = async (order: Order, context: DeliveryContext): Promise<DeliveryResult> =>
  dispatch(
    {
      ...about(order),
      path: '/prior-information',
      document: priorInformationOf(
        order.reference,
        context.operator.name,
        order.holdUntil ?? order.signedAt ?? context.now().toISOString(),
      ),
      idempotencyKey: `${order.id}-prior-information`,
      answerUrl: null,
    },
    context,
  );
