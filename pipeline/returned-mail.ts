/** What a mail server sent back goes to the message that it is about: a dead letter, which the board tells of, or a person's errand. */
import { timingSafeEqual } from 'node:crypto';
import { WeirError } from '#core/errors.ts';
import { noticeReturned } from '#core/notice-state.ts';
import { notInformed } from '#core/operator-record.ts';
import { messageReturned } from '#core/order-service.ts';
import type { Message } from '#core/service.ts';
import { readDeliveryStatus } from '#takedowns/mail/delivery-status.ts';
import { messageIdOf, returnTagOf, tagIn } from '#takedowns/mail/return-tag.ts';
import { type PipelineContext, systemActor } from './context.ts';
import { publishNotice, publishOrder } from './publish.ts';

export interface ReturnedMail {
  reference: string;
  /** `dead_letter`: an order's; `by_hand`: a notice that a person has to bring; `nothing`: no failure, or nobody waits for it any more. */
  effect: 'dead_letter' | 'by_hand' | 'nothing';
  of: Message | 'notice';
  words: string;
}

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

const refuse = (code: string, message: string, fix: string, status: number): never => {
  throw new WeirError(code, message, { status, fix });
};

/**
 * Takes in one returned message. `to`: the address that the mail server was given for it, where it tells; else its headers say.
 * @throws WeirError RETURNED_UNREADABLE (422) · RETURNED_FOREIGN (403) where no address of it is one that the house gave out ·
 *   RETURNED_BY_HAND (409) for a message whose return the house cannot act on: a person must
 */
export const takeReturnedMail = async (
  message: Uint8Array,
  { store, requestKey, to }: Pick<PipelineContext, 'store' | 'requestKey'> & { to?: string | undefined },
): Promise<ReturnedMail> => {
  const status = await readDeliveryStatus(message);
  const actor = systemActor('returned-mail');
  const foreign = (): never =>
    refuse(
      'RETURNED_FOREIGN',
      'No address of this message is one that the house gave to a message of its own.',
      'Nothing was changed. Hand on only what came to the mailbox of WEIR_SMTP_RETURNS, with its address; look at who wrote it.',
      403,
    );
  const found = (to === undefined ? status.to : [to]).map(tagIn).find((one) => one !== null);
  if (found == null) return foreign();
  const { reference, tag } = found;
  const isOf = (messageId: string): boolean => isSame(returnTagOf(reference, messageId, requestKey), tag);
  const result = { reference, words: status.words };
  const isFailure = status.action === 'failed';
  const error = `RETURNED: ${status.words}`;

  const order = await store.orders.byReference(reference);
  if (order !== null) {
    const sent = (order.service?.sent ?? []).findLast(({ proof }) => isOf(localPart(proof.messageId)));
    if (sent === undefined) {
      const letter = (order.letters ?? []).find(({ id }) => isOf(messageIdOf(id)));
      if (letter === undefined) return foreign();
      return refuse(
        'RETURNED_BY_HAND',
        `A letter of ${reference} (${letter.kind}) came back: ${status.words}`,
        'Look at the letters on the page of the order, and bring this one another way.',
        409,
      );
    }
    const { of } = sent;
    if (!isFailure) return { ...result, of, effect: 'nothing' };
    const before = order.priorInformationSentAt;
    const { state, events } = await store.orders.change(order.id, actor, (current) =>
      messageReturned(current, of, error),
    );
    if (events.length === 0) {
      if (of === 'prior-information')
        return refuse(
          'RETURNED_BY_HAND',
          `The prior information for ${reference} came back after the order had left: ${status.words}`,
          'Look at the order: it went to an operator that nothing was explained to (article 3(2)).',
          409,
        );
      return { ...result, of, effect: 'nothing' };
    }
    // The next order to this operator must not count on words that never arrived.
    if (of === 'prior-information' && before !== null)
      await store.operators.change(order.operatorId, actor, (entry) => notInformed(entry, before));
    await publishOrder({ store }, state);
    return { ...result, of, effect: 'dead_letter' };
  }

  const notice = await store.notices.byReference(reference);
  if (notice === null) return foreign();
  if (!isOf(messageIdOf(notice.id))) {
    if (!isOf(messageIdOf(`${notice.id}-withdrawal`))) return foreign();
    return refuse(
      'RETURNED_BY_HAND',
      `The withdrawal of ${reference} came back: ${status.words}`,
      'Tell the platform another way that it was taken back.',
      409,
    );
  }
  if (!isFailure) return { ...result, of: 'notice', effect: 'nothing' };
  const { state, events } = await store.notices.change(notice.id, actor, (current) => noticeReturned(current, error));
  if (events.length > 0) await publishNotice({ store }, state);
  return { ...result, of: 'notice', effect: events.length > 0 ? 'by_hand' : 'nothing' };
};

/** `<left@right>` */
const localPart = (messageId: string): string => messageId.replace(/^</, '').replace(/@[^@]*$/, '');
