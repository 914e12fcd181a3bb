import { requireReal } from '#core/drill.ts';
import { isWeirError } from '#core/errors.ts';
import { canonicalJson } from '#core/hash.ts';
import type { Operator } from '#core/operator.ts';
import type { Order } from '#core/order.ts';
import { checker } from '#core/schema.ts';
import { type Clarification, DeliveryReceipt, type PriorInformation } from '#core/wire.ts';
import { type SignatureKey, type SignedRequest, signRequest } from './message-signature.ts';

/** The way out of the house: the pipeline hands in the safe-egress client, so that one filter guards everything. */
export type Send = (
  request: SignedRequest,
) => Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }>;

export type DeliveryResult =
  | { kind: 'received'; receipt: DeliveryReceipt }
  | { kind: 'failed'; error: string; retryAfterMilliseconds: number };

const readReceipt = checker(DeliveryReceipt, 'RECEIPT_INVALID', 'The delivery receipt');

export const retryAfter = (value: string | string[] | undefined, at: Date): number => {
  const text = Array.isArray(value) ? value[0] : value;
  if (text === undefined) return 0;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(0, date - at.getTime());
};

interface Context {
  operator: Operator;
  key: SignatureKey;
  send: Send;
  now: () => Date;
  newNonce: () => string;
}

const parseReceipt = (body: string): DeliveryReceipt => readReceipt(JSON.parse(body)) as DeliveryReceipt;

const failed = (error: string, retryAfterMilliseconds = 0): DeliveryResult => ({
  kind: 'failed',
  error,
  retryAfterMilliseconds,
});

export const words = (error: unknown): string =>
  isWeirError(error) ? `${error.code}: ${error.message}` : error instanceof Error ? error.message : String(error);

/** Posts one signed message and reads the receipt that answers it. `path`: below the operator's `ordersUrl`. */
const post = async (path: string, body: unknown, idempotencyKey: string, context: Context): Promise<DeliveryResult> => {
  const { channel } = context.operator;
  if (channel.kind !== 'https') return failed(`nothing is sent by the channel ${channel.kind} yet`);
  const url = `${channel.ordersUrl}${path}`;
  try {
    const request = await signRequest(
      { method: 'POST', url, body: canonicalJson(body), idempotencyKey },
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

/**
 * Brings one order to its operator and keeps the receipt. If an earlier attempt may have arrived (a crash, a lost answer),
 * the operator is asked first, so that an order is not sent twice; the idempotency key guards what is left.
 */
export const deliverOrder = async (order: Order, context: Context): Promise<DeliveryResult> => {
  requireReal(order);
  const { channel } = context.operator;
  if (order.attempts.length > 1 && channel.kind === 'https') {
    const known = await askForReceipt(`${channel.ordersUrl}/${order.reference}`, context);
    if (known !== null) return known;
  }
  return post('', order.document, order.id, context);
};

/** The receipt that the operator already gave, or null where it has none; a failure to ask is a failed attempt. */
const askForReceipt = async (url: string, context: Context): Promise<DeliveryResult | null> => {
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

/** Sends the clarification that an Annex III asked for; the receipt's time starts a fresh hour (art. 3(8)). */
export const deliverClarification = async (order: Order, text: string, context: Context): Promise<DeliveryResult> => {
  requireReal(order);
  const clarification: Clarification = {
    form: 'clarification',
    version: 1,
    reference: order.reference,
    text,
    sentAt: context.now().toISOString(),
  };
  return post(
    `/${order.reference}/clarification`,
    clarification,
    `${order.id}-clarification-${order.clarifications.length + 1}`,
    context,
  );
};

/** Tells the operator that an order has lost its effect. Twice is once: the operator knows the message by its key. */
export const deliverReinstatement = async (order: Order, context: Context): Promise<DeliveryResult> => {
  requireReal(order);
  return post(`/${order.reference}/reinstatement`, order.annulment?.document, `${order.id}-reinstatement`, context);
};

/** Explains procedures and deadlines before a first order (art. 3(2)). */
export const deliverPriorInformation = async (order: Order, context: Context): Promise<DeliveryResult> => {
  requireReal(order);
  const information: PriorInformation = {
    form: 'prior-information',
    version: 1,
    reference: order.reference,
    addressee: context.operator.name,
    text:
      'A removal order under article 3 of Regulation (EU) 2021/784 will reach you no sooner than 12 hours after this message. ' +
      'The content it names is to be removed, or access to it disabled in all Member States, within one hour of receipt; you ' +
      'answer with Annex II, or with Annex III where you cannot execute it.',
    sentAt: context.now().toISOString(),
  };
  return post('/prior-information', information, `${order.id}-prior-information`, context);
};
