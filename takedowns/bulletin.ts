/** A message to the house's own people: to the mailboxes and the webhook that are set for warnings, and nowhere else. */
import { type MailChannel, type Send, words } from './delivery.ts';
import type { SignatureKey } from './message-signature.ts';
import { sendWebhook } from './sharing/notice.ts';

export const BULLETIN_WAYS = ['webhook', 'email'] as const;
export type BulletinWay = (typeof BULLETIN_WAYS)[number];

export interface Bulletin {
  /** The same at every attempt: twice is once. */
  id: string;
  /** For the webhook. Never content, an address or a name: a message goes over lines that are not the authority's own. */
  body: string;
  /** The same for people, in both languages of the pages. */
  subject: string;
  text: string;
}
export interface BulletinChannel {
  /** Mailboxes and webhook of the house; nobody enters others. */
  emails: readonly string[];
  webhookUrl: string | null;
  publicUrl: string;
  key: SignatureKey;
  send: Send;
  mail?: MailChannel | undefined;
  now: () => Date;
  newNonce: () => string;
}

/** @returns what went wrong, or null where it has arrived */
export const sendBulletin = async (
  { id, body, subject, text }: Bulletin,
  way: BulletinWay,
  channel: BulletinChannel,
): Promise<string | null> => {
  if (way === 'webhook') {
    if (channel.webhookUrl === null) return 'no address is set for warnings';
    const result = await sendWebhook(channel.webhookUrl, { id, body, to: 'the webhook' }, channel);
    return result.kind === 'failed' ? result.error : null;
  }
  if (channel.mail === undefined || channel.emails.length === 0) return 'no mail server or no mailbox is configured';
  try {
    for (const [index, to] of channel.emails.entries())
      await channel.mail.send({ to, subject, text, messageId: `${id}-${index}`, attachments: [] });
    return null;
  } catch (error) {
    return words(error);
  }
};
