/** Sends what goes out beside an order: to the other State's authority, to the operator, to our own people. */
import { requireReal } from '#core/drill.ts';
import { canonicalJson } from '#core/hash.ts';
import type { Letter } from '#core/letter.ts';
import type { Operator } from '#core/operator.ts';
import type { Order } from '#core/order.ts';
import type { AuthorityCopy, ExtensionNotice, FinalNotice } from '#core/wire.ts';
import { postForReceipt, type Send } from './delivery.ts';
import type { SignatureKey } from './message-signature.ts';
import { sendWebhook } from './sharing/notice.ts';

export type LetterResult =
  | { kind: 'delivered'; deliveredAt: string | null; receiptId: string | null }
  | { kind: 'failed'; error: string; retryAfterMilliseconds: number };

interface Channel {
  /** Null where the directory does not know it any more. */
  operator: Operator | null;
  /** Under which people of this installation open the order. */
  publicUrl: string;
  key: SignatureKey;
  send: Send;
  now: () => Date;
  newNonce: () => string;
}

const authorityCopy = (order: Order, letter: Letter): AuthorityCopy => ({
  ...{ form: 'tco-copy', version: 1, recipient: letter.to.name, sentAt: letter.preparedAt },
  memberState: order.document.sectionA.memberStateOfEstablishment,
  order: order.document,
});

const finalNotice = (order: Order, letter: Letter): FinalNotice => ({
  ...{ form: 'order-final', version: 1, reference: order.reference, sentAt: letter.preparedAt },
  finalAt: letter.subject.until ?? letter.preparedAt,
});

const extensionNotice = (order: Order, letter: Letter): ExtensionNotice => ({
  ...{ form: 'extension', version: 1, reference: order.reference },
  what: letter.kind === 'preservation_extended' ? 'preservation' : 'non-disclosure',
  until: letter.subject.until ?? letter.preparedAt,
  reason: letter.subject.reason ?? '',
  issuedAt: letter.preparedAt,
});

/** Never the content, an address of it or a name: a warning goes over lines that are not the authority's own. */
const warning = (order: Order, letter: Letter, publicUrl: string): string =>
  canonicalJson({
    ...{ form: 'clock-warning', version: 1, id: letter.id, reference: order.reference },
    order: `${publicUrl}/liaison/orders/${order.id}`,
    operatorId: order.operatorId,
    clock: letter.subject.clock ?? '',
    dueAt: letter.subject.dueAt ?? null,
    late: letter.subject.late ?? false,
  });

/** Null where nothing electronic leads to the addressee. */
const targetOf = (order: Order, letter: Letter, operator: Operator | null): { url: string; body: unknown } | null => {
  if (letter.to.by === 'operator')
    return operator?.channel.kind !== 'https'
      ? null
      : { url: `${operator.channel.ordersUrl}/${order.reference}/extension`, body: extensionNotice(order, letter) };
  return letter.to.url === null
    ? null
    : { url: letter.to.url, body: (letter.kind === 'authority_final' ? finalNotice : authorityCopy)(order, letter) };
};

/** The same letter always has the same body, and its id as idempotency key: twice is once. */
export const sendLetter = async (order: Order, letter: Letter, channel: Channel): Promise<LetterResult> => {
  requireReal(order);
  const failed = (error: string, retryAfterMilliseconds = 0): LetterResult => ({
    ...{ kind: 'failed', error, retryAfterMilliseconds },
  });
  const { url } = letter.to;
  if (letter.kind === 'warning') {
    if (url === null) return failed('no address is set for warnings');
    const body = warning(order, letter, channel.publicUrl);
    const result = await sendWebhook(url, { id: letter.id, body, to: 'the webhook' }, channel);
    return result.kind === 'failed'
      ? failed(result.error, result.retryAfter)
      : { kind: 'delivered', deliveredAt: null, receiptId: null };
  }
  const target = targetOf(order, letter, channel.operator);
  if (target === null) return failed('there is no electronic way to the addressee: a person brings it');
  const result = await postForReceipt(target.url, { document: target.body, idempotencyKey: letter.id }, channel);
  if (result.kind === 'failed') return failed(result.error, result.retryAfterMilliseconds);
  const { reference, receiptId, receivedAt } = result.receipt;
  if (reference !== order.reference) return failed(`the receipt names another order, ${reference}`);
  return { kind: 'delivered', deliveredAt: receivedAt, receiptId };
};
