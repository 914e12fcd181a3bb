/**
 * Tells a partner what is new or was taken back, in one signed message (RFC 9421). Sent again it has the same key and says how
 * things stand by then, so that nothing is told as valid that was taken back meanwhile.
 */

import type { NOTICES } from '#core/handover.ts';
import { canonicalJson } from '#core/hash.ts';
import { retryAfter, type Send, words } from '../delivery.ts';
import { type SignatureKey, signRequest } from '../message-signature.ts';
import type { SharedView, Sharer } from './item.ts';
import { identityOf, indicatorOf } from './stix.ts';

export interface Notice {
  /** Of the handover; it is the idempotency key too. */
  id: string;
  notice: (typeof NOTICES)[number];
  at: string;
  items: readonly SharedView[];
}

export type NoticeResult =
  | { kind: 'delivered' }
  | { kind: 'failed'; error: string; final: boolean; retryAfter: number };

/** The body: STIX objects, so that a partner reads messages, collections and files with the same code. */
export const noticeBody = ({ id, notice, at, items }: Notice, sharer: Sharer): string =>
  canonicalJson({
    ...{ form: 'sharing-notice', version: 1, id, notice, at },
    objects: [identityOf(sharer), ...items.map((item) => indicatorOf(item, sharer))],
  });

/** What a partner says when it will never take this message: it is gone, or it does not want it. */
const FINAL: ReadonlySet<number> = new Set([400, 404, 405, 410, 413, 415, 422]);

interface Channel {
  key: SignatureKey;
  send: Send;
  now: () => Date;
  newNonce: () => string;
}

/** One signed message to a webhook. `id` is its idempotency key; any 2xx means that it has arrived. */
export const sendWebhook = async (
  url: string,
  message: { id: string; body: string; to: string },
  channel: Channel,
): Promise<NoticeResult> => {
  const failed = (error: string, final = false, pause = 0): NoticeResult => ({
    kind: 'failed',
    ...{ error, final, retryAfter: pause },
  });
  try {
    const request = await signRequest(
      { method: 'POST', url, body: message.body, idempotencyKey: message.id },
      ...([channel.key, channel.now(), channel.newNonce()] as const),
    );
    const { status, headers } = await channel.send(request);
    if (status >= 200 && status < 300) return { kind: 'delivered' };
    return failed(
      `${message.to} answered ${status}`,
      FINAL.has(status),
      retryAfter(headers['retry-after'], channel.now()),
    );
  } catch (error) {
    return failed(words(error));
  }
};

export const sendNotice = (url: string, notice: Notice, context: Channel & { sharer: Sharer }): Promise<NoticeResult> =>
  sendWebhook(url, { id: notice.id, body: noticeBody(notice, context.sharer), to: 'the partner' }, context);
