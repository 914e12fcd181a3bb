/** Sends what goes out beside an order: to the other State's authority, to the operator, to our own people. */
import { requireReal } from '#core/drill.ts';
import { canonicalJson } from '#core/hash.ts';
import type { Letter } from '#core/letter.ts';
import type { Operator } from '#core/operator.ts';
import type { Order } from '#core/order.ts';
import type { AuthorityCopy, ExtensionNotice, FinalNotice } from '#core/wire.ts';
import { type MailChannel, mailMessage, postForReceipt, type Send, words } from './delivery.ts';
import type { SignatureKey } from './message-signature.ts';
import { sendWebhook } from './sharing/notice.ts';

export type LetterResult =
  | { kind: 'delivered'; deliveredAt: string | null; receiptId: string | null }
  /** A mail server took it: nobody knows yet when it was received. */
  | { kind: 'sent'; proof: { messageId: string; server: string; answer: string } }
  | { kind: 'failed'; error: string; retryAfterMilliseconds: number };

interface Channel {
  /** Null where the directory does not know it any more. */
  operator: Operator | null;
  /** Under which people of this installation open the order. */
  publicUrl: string;
  key: SignatureKey;
  send: Send;
  /** Left out where no mail server is configured. */
  mail?: MailChannel | undefined;
  now: () => Date;
  newNonce: () => string;
}

const authorityCopy = (order: Order, letter: Letter): AuthorityCopy => ({
  ...{ form: 'tco-copy', version: 1, recipient: order.terms?.counterpart?.contact ?? letter.to.name },
  sentAt: letter.preparedAt,
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

const CLOCK_WORDS: Record<string, { en: string; zh: string }> = {
  removal: { en: 'the hour of article 3(3)', zh: '第3条第3款的一小时期限' },
  redress: { en: 'the time to challenge the order', zh: '对命令提出异议的期限' },
  scrutiny: { en: 'scrutiny by the other authority', zh: '另一机关的审查期限' },
  nonDisclosure: { en: 'non-disclosure', zh: '不披露期限' },
  preservation: { en: 'preservation', zh: '保存期限' },
};

/** The same in words, in both languages of the pages. */
const warningText = (order: Order, letter: Letter, publicUrl: string): { subject: string; text: string } => {
  const { clock = '', dueAt = '', late = false } = letter.subject;
  const { reference, operatorId } = order;
  const link = `${publicUrl}/liaison/orders/${order.id}`;
  if (clock === 'exposure')
    return {
      subject: `[${reference}] Two or more final orders in twelve months`,
      text: [
        `Order ${reference} became final at ${dueAt}. With it two or more orders to the operator ${operatorId} became final within twelve`,
        'months: one of the objective factors of article 5(4). What follows from it is for people to decide.',
        '',
        `命令 ${reference} 已于 ${dueAt} 成为终局。该服务提供者（${operatorId}）在十二个月内有两份或更多命令成为终局：`,
        '这是第5条第4款所列客观因素之一。后续由人决定。',
        '',
        `${publicUrl}/liaison/operators/${operatorId}`,
        link,
      ].join('\n'),
    };
  const name = CLOCK_WORDS[clock.split(':')[0] ?? ''] ?? { en: clock, zh: clock };
  return {
    subject: `[${reference}] ${late ? 'Ran out' : 'Runs out'}: ${name.en}`,
    text: [
      `Order ${reference}, operator ${operatorId}: ${name.en} ${late ? 'ran out' : 'runs out'} at ${dueAt}.`,
      '',
      `命令 ${reference}，服务提供者 ${operatorId}：${name.zh}${late ? '已' : '将'}于 ${dueAt} 届满。`,
      '',
      link,
    ].join('\n'),
  };
};

/** What a letter says; a warning to our own people is none. */
export const letterDocument = (order: Order, letter: Letter): AuthorityCopy | FinalNotice | ExtensionNotice => {
  if (letter.to.by === 'operator') return extensionNotice(order, letter);
  return letter.kind === 'authority_final' ? finalNotice(order, letter) : authorityCopy(order, letter);
};

/** Where a letter goes to electronically; null where nothing leads to the addressee. */
const targetOf = (
  order: Order,
  { to }: Letter,
  operator: Operator | null,
): { url: string } | { email: string } | null => {
  if (to.by !== 'operator') {
    if (to.url !== null) return { url: to.url };
    return to.by === 'email' ? { email: to.name } : null;
  }
  if (operator?.channel.kind === 'https') return { url: `${operator.channel.ordersUrl}/${order.reference}/extension` };
  return operator?.channel.kind === 'email' ? { email: operator.channel.address } : null;
};

/** The same letter always has the same body, and its id as idempotency key: twice is once. */
export const sendLetter = async (order: Order, letter: Letter, channel: Channel): Promise<LetterResult> => {
  requireReal(order);
  const failed = (error: string, retryAfterMilliseconds = 0): LetterResult => ({
    ...{ kind: 'failed', error, retryAfterMilliseconds },
  });
  const { url } = letter.to;
  if (letter.kind === 'warning' && letter.to.by === 'email') {
    if (channel.mail === undefined) return failed('MAIL_NOT_CONFIGURED: no mail server is configured (WEIR_SMTP_HOST)');
    try {
      const told = warningText(order, letter, channel.publicUrl);
      const { messageId } = await channel.mail.send({
        to: letter.to.name,
        ...told,
        messageId: letter.id,
        attachments: [],
      });
      return { kind: 'delivered', deliveredAt: null, receiptId: messageId };
    } catch (error) {
      return failed(words(error));
    }
  }
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
  const document = letterDocument(order, letter);
  if ('email' in target) {
    const { reference, document: annex } = order;
    const message = { document, reference, language: annex.language, answerUrl: null, idempotencyKey: letter.id };
    const mailed = await mailMessage(target.email, message, channel);
    return mailed.kind === 'failed' ? failed(mailed.error, mailed.retryAfterMilliseconds) : mailed;
  }
  const result = await postForReceipt(target.url, { document, idempotencyKey: letter.id }, channel);
  if (result.kind === 'failed') return failed(result.error, result.retryAfterMilliseconds);
  const { reference, receiptId, receivedAt } = result.receipt;
  if (reference !== order.reference) return failed(`the receipt names another order, ${reference}`);
  return { kind: 'delivered', deliveredAt: receivedAt, receiptId };
};
