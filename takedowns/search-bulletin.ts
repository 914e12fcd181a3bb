/** Tells the house that a watched search has found something: how many and where to look, never what. */
import { canonicalJson } from '#core/hash.ts';
import type { AlertWay } from '#core/saved-search.ts';
import { type BulletinChannel, sendBulletin } from './bulletin.ts';

export interface SearchBulletin {
  /** The same at every attempt: twice is once. */
  id: string;
  searchId: string;
  at: string;
  count: number;
}

/** Neither the question nor what it found. @returns what went wrong, or null where it has arrived */
export const sendSearchBulletin = (
  { id, searchId, at, count }: SearchBulletin,
  way: AlertWay,
  channel: BulletinChannel,
): Promise<string | null> => {
  const search = `${channel.publicUrl}/archive/searches/${searchId}/new`;
  const body = canonicalJson({ form: 'search-bulletin', version: 1, id, at, count, search });
  const text = [
    `A saved search has found ${count} new post(s) by ${at}. Sign in to look at them.`,
    '',
    `截至 ${at}，一条已保存的检索新找到 ${count} 条帖文。请登录查看。`,
    '',
    search,
  ].join('\n');
  return sendBulletin({ id, body, subject: `[Weir] ${count} new / 新增 ${count}`, text }, way, channel);
};
