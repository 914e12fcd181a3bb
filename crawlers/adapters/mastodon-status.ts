import type { FoundItem } from '../contract.ts';
import { readDate } from '../text/dates.ts';
import { htmlText } from '../text/html-text.ts';
import { imagesOf } from './images.ts';

/** What is read of a status (Mastodon API entity Status); everything else is left alone. */
export interface Status {
  id: string;
  uri: string;
  url: string | null;
  created_at: string;
  edited_at: string | null;
  content: string;
  spoiler_text: string;
  visibility: string;
  language: string | null;
  in_reply_to_id: string | null;
  reblog: unknown;
  tags: { name: string }[];
  media_attachments?: unknown;
  account: { acct: string; url?: string; noindex?: boolean | null };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Is this a status that can be read? Servers of other makes leave fields out; those that matter must be there. */
export const isStatus = (value: unknown): value is Status =>
  isRecord(value) &&
  typeof value.id === 'string' &&
  typeof value.uri === 'string' &&
  typeof value.content === 'string' &&
  isRecord(value.account) &&
  typeof value.account.acct === 'string';

/** Ids grow with time: numbers as text (snowflakes) or ULIDs. Longer is later, then by spelling. */
export const laterId = (a: string, b: string): boolean => (a.length === b.length ? a > b : a.length > b.length);

export const statusUrl = (status: Status): string => status.url ?? status.uri;

/** Why a status is not taken although it was seen; null when it may be taken. */
export const statusRefusal = (status: Status): { reason: 'noindex' | 'not_allowed'; detail: string } | null => {
  if (status.account.noindex === true) return { reason: 'noindex', detail: 'the author asked not to be indexed' };
  if (status.visibility !== undefined && status.visibility !== 'public') {
    return { reason: 'not_allowed', detail: `the status is ${status.visibility}, not public` };
  }
  if (status.reblog != null)
    return { reason: 'not_allowed', detail: 'a boost: the original is collected at its own server' };
  return null;
};

/** Addresses of the images attached (entity MediaAttachment), with what the author wrote for those who cannot see them. */
const images = (status: Status): FoundItem['images'] => {
  const attached = Array.isArray(status.media_attachments) ? status.media_attachments.filter(isRecord) : [];
  return imagesOf(
    attached
      .filter(({ type }) => type === 'image')
      .map(({ url, remote_url, description }) => ({ url: url ?? remote_url, alt: description })),
    statusUrl(status),
  );
};

const author = (status: Status, host: string): string =>
  `@${status.account.acct.includes('@') ? status.account.acct : `${status.account.acct}@${host}`}`;

export const statusItem = (status: Status, host: string, captureId: string): FoundItem => ({
  nativeId: status.uri,
  url: statusUrl(status),
  title: status.spoiler_text || undefined,
  text: htmlText(status.content),
  lang: status.language ?? undefined,
  author: author(status, host),
  publishedAt: readDate(status.created_at),
  editedAt: readDate(status.edited_at),
  thread: status.in_reply_to_id ?? undefined,
  tags: (status.tags ?? []).map((tag) => tag.name),
  images: images(status),
  captureId,
});
