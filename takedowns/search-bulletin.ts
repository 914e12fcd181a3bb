/** Tells the house that a watched search has found something: how many and where to look, never what. */
import { canonicalJson } from '#core/hash.ts';
import type { AlertWay } from '#core/saved-search.ts';
import { type MailChannel, type Send, words } from './delivery.ts';
import type { SignatureKey } from './message-signature.ts';
import { sendWebhook } from './sharing/notice.ts';

export interface SearchBulletin {
  /** The same at every attempt: twice is once. */
  id: string;
  searchId: string;
  at: string;
  count: number;
}
interface Channel {
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

const linkOf = ({ searchId }: SearchBulletin, { publicUrl }: Channel): string =>
  `${publicUrl}/archive/searches/${searchId}/new`;

/** Neither the question nor what it found: a message goes over lines that are not the authority's own. */
const bodyOf = (bulletin: SearchBulletin, channel: Channel): string =>
  canonicalJson({
    ...{ form: 'search-bulletin', version: 1, id: bulletin.id, at: bulletin.at, count: bulletin.count },
    search: linkOf(bulletin, channel),
  });

const textOf = (bulletin: SearchBulletin, channel: Channel): string =>
  [
    `A saved search has found ${bulletin.count} new post(s) by ${bulletin.at}. Sign in to look at them.`,
    '',
    `截至 ${bulletin.at}，一条已保存的检索新找到 ${bulletin.count} 条帖文。请登录查看。`,
    '',
    linkOf(bulletin, channel),
  ].join('\n');

/** @returns what went wrong, or null where it has arrived */
export const sendSearchBulletin = async (
  bulletin: SearchBulletin,
  way: AlertWay,
  channel: Channel,
): Promise<string | null> => {
  if (way === 'webhook') {
    if (channel.webhookUrl === null) return 'no address is set for warnings';
    const message = { id: bulletin.id, body: bodyOf(bulletin, channel), to: 'the webhook' };
    const result = await sendWebhook(channel.webhookUrl, message, channel);
    return result.kind === 'failed' ? result.error : null;
  }
  if (channel.mail === undefined || channel.emails.length === 0) return 'no mail server or no mailbox is configured';
  try {
    for (const [index, to] of channel.emails.entries())
      await channel.mail.send({
        ...{ to, subject: `[Weir] ${bulletin.count} new / 新增 ${bulletin.count}`, text: textOf(bulletin, channel) },
        ...{ messageId: `${bulletin.id}-${index}`, attachments: [] },
      });
    return null;
  } catch (error) {
    return words(error);
  }
};
