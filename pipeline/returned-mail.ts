/** What a mail server sent back goes to the message that it is about: a dead letter, which the board tells of. */
import { timingSafeEqual } from 'node:crypto';
import { WeirError } from '#core/errors.ts';
import type { LetterKind } from '#core/letter.ts';
import type { Notice } from '#core/notice.ts';
import { noticeReturned, noticeWithdrawalReturned } from '#core/notice-state.ts';
import { notInformed } from '#core/operator-record.ts';
import type { Order } from '#core/order.ts';
import { letterReturned } from '#core/order-letters.ts';
import { messageReturned } from '#core/order-service.ts';
import type { Message } from '#core/service.ts';
import { readDeliveryStatus } from '#takedowns/mail/delivery-status.ts';
import { messageIdOf, returnTagOf, tagIn } from '#takedowns/mail/return-tag.ts';
import { type PipelineContext, systemActor } from './context.ts';
import { publishNotice, publishOrder } from './publish.ts';

export interface ReturnedMail {
  reference: string;
  /** `forgotten`: prior information for what has not left; the directory counts on it no more. `nothing`: no failure, or nobody waits for it any more. */
  effect: 'dead_letter' | 'forgotten' | 'nothing';
  of: Message | LetterKind | 'notice' | 'withdrawal';
  words: string;
}

type Context = Pick<PipelineContext, 'store'>;
/** Is this `Message-ID`, before its `@`, the one that the address was made for? */
type IsOf = (messageId: string) => boolean;

const ACTOR = systemActor('returned-mail');

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Which message of the order it is; null where none of them has this address. */
const messageOf = (order: Order, isOf: IsOf): { of: Message } | { of: LetterKind; letterId: string } | null => {
  const sent = (order.service?.sent ?? []).findLast(({ proof }) => isOf(localPart(proof.messageId)));
  if (sent !== undefined) return { of: sent.of };
  const letter = (order.letters ?? []).find(({ id }) => isOf(messageIdOf(id)));
  return letter === undefined ? null : { of: letter.kind, letterId: letter.id };
};

const takeOfOrder = async (
  order: Order,
  found: NonNullable<ReturnType<typeof messageOf>>,
  error: string,
  { store }: Context,
): Promise<ReturnedMail['effect']> => {
  const { state, events } = await store.orders.change(order.id, ACTOR, (current) =>
    'letterId' in found ? letterReturned(current, found.letterId, error) : messageReturned(current, found.of, error),
  );
  // The next order to this operator must not count on words that never arrived.
  const sentAt = found.of === 'prior-information' ? order.priorInformationSentAt : null;
  const forgot =
    sentAt === null
      ? []
      : (await store.operators.change(order.operatorId, ACTOR, (entry) => notInformed(entry, sentAt))).events;
  if (events.length > 0) await publishOrder({ store }, state);
  // Of a draft, which tells the operator anew, nothing stands still.
  if (events.length > 0 && state.state !== 'draft') return 'dead_letter';
  return events.length + forgot.length > 0 ? 'forgotten' : 'nothing';
};

const takeOfNotice = async (
  notice: Notice,
  of: 'notice' | 'withdrawal',
  error: string,
  { store }: Context,
): Promise<ReturnedMail['effect']> => {
  const { state, events } = await store.notices.change(notice.id, ACTOR, (current) =>
    of === 'notice' ? noticeReturned(current, error) : noticeWithdrawalReturned(current, error),
  );
  if (events.length > 0) await publishNotice({ store }, state);
  return events.length > 0 ? 'dead_letter' : 'nothing';
};

/**
 * Takes in one returned message. `to`: the address that the mail server was given for it, where it tells; else its headers say.
 * @throws WeirError RETURNED_UNREADABLE (422) · RETURNED_FOREIGN (403) where no address of it is one that the house gave out
 */
export const takeReturnedMail = async (
  message: Uint8Array,
  { store, requestKey, to }: Pick<PipelineContext, 'store' | 'requestKey'> & { to?: string | undefined },
): Promise<ReturnedMail> => {
  const status = await readDeliveryStatus(message);
  const foreign = new WeirError(
    'RETURNED_FOREIGN',
    'No address of this message is one that the house gave to a message of its own.',
    {
      status: 403,
      fix: 'Nothing was changed. Hand on only what came to the mailbox of WEIR_SMTP_RETURNS, with its address; look at who wrote it.',
    },
  );
  const found = (to === undefined ? status.to : [to]).map(tagIn).find((one) => one !== null);
  if (found == null) throw foreign;
  const { reference, tag } = found;
  const isOf: IsOf = (messageId) => isSame(returnTagOf(reference, messageId, requestKey), tag);
  const result = { reference, words: status.words };
  const isFailure = status.action === 'failed';
  const error = `RETURNED: ${status.words}`;

  const order = await store.orders.byReference(reference);
  if (order !== null) {
    const one = messageOf(order, isOf);
    if (one === null) throw foreign;
    return { ...result, of: one.of, effect: isFailure ? await takeOfOrder(order, one, error, { store }) : 'nothing' };
  }
  const notice = await store.notices.byReference(reference);
  if (notice === null) throw foreign;
  const isNotice = isOf(messageIdOf(notice.id));
  if (!isNotice && !isOf(messageIdOf(`${notice.id}-withdrawal`))) throw foreign;
  const of = isNotice ? 'notice' : 'withdrawal';
  return { ...result, of, effect: isFailure ? await takeOfNotice(notice, of, error, { store }) : 'nothing' };
};

/** `<left@right>` */
const localPart = (messageId: string): string => messageId.replace(/^</, '').replace(/@[^@]*$/, '');
