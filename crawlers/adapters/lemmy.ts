import type { VisitedPage } from '../contract.ts';
import { readDate } from '../text/dates.ts';
import { type Fields, type Forum, forumAdapter, isFields, jsonOf, rootOf, textOf, versionOf } from './forum.ts';
import { imagesOf } from './images.ts';
import type { Entry, ListPage } from './newest-first.ts';

const LIMIT = 50;

type Kind = 'post' | 'comment';

interface Contribution extends Fields {
  id: number;
  ap_id: string;
}

const contribution = (view: unknown, kind: Kind): Contribution | null => {
  const value = isFields(view) ? view[kind] : undefined;
  return isFields(value) && typeof value.id === 'number' && typeof value.ap_id === 'string'
    ? (value as Contribution)
    : null;
};

const isWithdrawn = (value: Fields): boolean => value.deleted === true || value.removed === true;

const authorOf = (creator: unknown): string | undefined => {
  if (!isFields(creator)) return undefined;
  const name = textOf(creator.name);
  const actor = textOf(creator.actor_id);
  return name === '' ? undefined : URL.canParse(actor) ? `@${name}@${new URL(actor).host}` : `@${name}`;
};

/** A community that is for its own members is not public, whatever the list shows. */
const refusalOf = (community: unknown): Entry['refusal'] =>
  isFields(community) && (textOf(community.visibility) || 'Public') !== 'Public'
    ? { reason: 'not_allowed', detail: `the community is ${textOf(community.visibility)}, not public` }
    : null;

const entryOf = (view: Fields, value: Contribution, kind: Kind, root: string): Entry => {
  const isPost = kind === 'post';
  const text = textOf(isPost ? value.body : value.content);
  const title = isPost ? textOf(value.name) || undefined : undefined;
  const updated = readDate(textOf(value.updated));
  const picture = /\.(jpe?g|png|gif|webp)(\?|$)/i.test(textOf(value.url)) ? value.url : undefined;
  return {
    order: value.id,
    version: versionOf(updated, title, text),
    refusal: refusalOf(view.community),
    item: {
      nativeId: value.ap_id,
      url: value.ap_id,
      title,
      text,
      lang: undefined,
      author: authorOf(view.creator),
      publishedAt: readDate(textOf(value.published)),
      editedAt: updated,
      thread: String(isPost ? value.id : value.post_id),
      tags: [],
      images: isPost ? imagesOf([{ url: picture, alt: value.alt_text }], root) : undefined,
    },
  };
};

const pageOf = (url: string): number => Number(new URL(url).searchParams.get('page') ?? 1);

const withPage = (url: string, number: number): string => {
  const address = new URL(url);
  address.searchParams.set('page', String(number));
  return address.href;
};

/** Posts are paged by a cursor that the server gives (0.19), comments, and posts before that, by number. */
const olderOf = (page: VisitedPage, found: Fields, count: number): string | null => {
  if (count < LIMIT) return null;
  const cursor = textOf(found.next_page);
  if (cursor === '') return withPage(page.url, pageOf(page.url) + 1);
  const url = new URL(page.url);
  url.searchParams.set('page_cursor', cursor);
  return url.href;
};

const readViews = (page: VisitedPage, kind: Kind, root: string): ListPage | string => {
  const found = jsonOf(page);
  const views = isFields(found) ? found[`${kind}s`] : undefined;
  if (!isFields(found) || !Array.isArray(views)) return `the answer is not a list of ${kind}s`;
  const entries = views.filter(isFields).flatMap((view) => {
    const value = contribution(view, kind);
    return value === null || isWithdrawn(value) ? [] : [entryOf(view, value, kind, root)];
  });
  return { entries, older: olderOf(page, found, views.length) };
};

/** Lemmy (API v3): posts and comments that were written on this server, newest first. */
export const lemmy: Forum = {
  lists: (address) => {
    const root = rootOf(address, /api\/v3\/.*$/);
    return (['post', 'comment'] as const).map((kind) => ({
      name: kind,
      newest: new URL(`api/v3/${kind}/list?type_=Local&sort=New&limit=${LIMIT}`, root).href,
      read: (page) => readViews(page, kind, root),
      newer: (url) => (pageOf(url) > 2 ? withPage(url, pageOf(url) - 1) : null),
    }));
  },
  probe: {
    where: (url) => url.replace(/\/(post|comment)\/(\d+)\/?$/, '/api/v3/$1?id=$2'),
    shows: (page) => {
      const found = jsonOf(page);
      if (!isFields(found)) return true;
      const view = isFields(found.post_view) ? found.post_view : isFields(found.comment_view) ? found.comment_view : {};
      const value = isFields(found.post_view) ? view.post : view.comment;
      return !isFields(value) || !isWithdrawn(value);
    },
  },
};

export const lemmyAdapter = forumAdapter(lemmy);
