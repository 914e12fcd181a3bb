import { sha256 } from '#core/hash.ts';
import type { Adapter, Probe, VisitedPage } from '../contract.ts';
import { loadFragment } from '../text/load-html.ts';
import { imagesOf } from './images.ts';
import { type Entry, type ListPage, pollNewestFirst } from './newest-first.ts';

const JSON_TYPES = /^application\/([\w.-]+\+)?json\b/i;

export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The body of a page as a JSON object; null when it is none. */
export const jsonOf = (page: VisitedPage): Fields | unknown[] | null => {
  try {
    const value: unknown = JSON.parse(page.text);
    return isFields(value) || Array.isArray(value) ? value : null;
  } catch {
    return null; // Said by the caller, as a skip.
  }
};

/** Pictures of a post's HTML; the small ones that stand for a smiley are left out. */
export const imagesInHtml = (html: string, base: string): Entry['item']['images'] => {
  const $ = loadFragment(html);
  if ($ === null) return undefined;
  const images = $('img:not(.emoji):not(.avatar):not(.site-icon)').toArray();
  return imagesOf(
    images.map((image) => ({ url: $(image).attr('src'), alt: $(image).attr('alt') })),
    base,
  );
};

export const versionOf = (...parts: unknown[]): string => sha256(JSON.stringify(parts)).slice(0, 16);

/** One list of a forum: where it begins, and how a page of it is read. */
export interface ForumList {
  /** Tells the lists of one address apart in the cursor. */
  name: string;
  newest: string;
  read(page: VisitedPage): ListPage | string;
  newer?(url: string): string | null;
}

/** What one kind of forum software says about itself. All of them are read in the same way: by native ids, newest first. */
export interface Forum {
  lists(address: URL): ForumList[];
  probe: Probe;
}

/** The adapter for a kind of forum. `native id` is the key of an item; a gap between two visits is always closed. */
export const forumAdapter = (forum: Forum): Adapter => ({
  poll: (context, cursor) => {
    const lists = context.source.addresses.flatMap((address) =>
      forum.lists(new URL(address)).map(({ name, ...list }) => ({
        ...list,
        key: `${sha256(address).slice(0, 8)}.${name}.`,
        accept: 'application/json',
        types: JSON_TYPES,
        probe: forum.probe,
      })),
    );
    return pollNewestFirst(context, lists, cursor);
  },
  probe: forum.probe,
});

/** The root of a forum from any address of it: what comes before one of these paths. */
export const rootOf = (address: URL, paths: RegExp): string =>
  new URL(address.pathname.replace(paths, '').replace(/\/*$/, '/'), address).href;
