import type { VisitedPage } from '../contract.ts';
import { readDate } from '../text/dates.ts';
import { htmlText } from '../text/html-text.ts';
import {
  type Fields,
  type Forum,
  forumAdapter,
  imagesInHtml,
  isFields,
  jsonOf,
  rootOf,
  textOf,
  versionOf,
} from './forum.ts';
import type { Entry, ListPage } from './newest-first.ts';

/** Older versions answer with what is among this many ids, however few posts that are. */
const IDS = 50;

const isPost = (value: unknown): value is Fields & { id: number; topic_id: number; post_number: number } =>
  isFields(value) &&
  typeof value.id === 'number' &&
  typeof value.topic_id === 'number' &&
  typeof value.post_number === 'number';

/** Taken back by its author or hidden after reports: what stands there is not the post any more. */
const isWithdrawn = (post: Fields): boolean =>
  post.user_deleted === true || post.hidden === true || typeof post.deleted_at === 'string';

const entryOf = (post: Fields & { id: number; topic_id: number; post_number: number }, root: string): Entry => {
  const cooked = textOf(post.cooked);
  const text = htmlText(cooked);
  const slug = textOf(post.topic_slug) || '-';
  const version = typeof post.version === 'number' ? post.version : 1;
  const title = post.post_number === 1 ? textOf(post.topic_title) || undefined : undefined;
  return {
    order: post.id,
    version: versionOf(version, title, text),
    item: {
      nativeId: String(post.id),
      url: new URL(`t/${slug}/${post.topic_id}/${post.post_number}`, root).href,
      title,
      text,
      lang: undefined,
      author: textOf(post.username) || undefined,
      publishedAt: readDate(textOf(post.created_at)),
      editedAt: version > 1 ? readDate(textOf(post.updated_at)) : undefined,
      thread: String(post.topic_id),
      tags: [],
      images: imagesInHtml(cooked, root),
    },
  };
};

const readPosts = (page: VisitedPage, root: string): ListPage | string => {
  const found = jsonOf(page);
  const posts = isFields(found) ? found.latest_posts : undefined;
  if (!Array.isArray(posts)) return 'the answer is not a list of posts';
  const known = posts.filter(isPost);
  const asked = Number(new URL(page.url).searchParams.get('before') ?? Number.POSITIVE_INFINITY);
  const oldest = Math.min(...known.map(({ id }) => id));
  // Whether the post `before` itself is in the answer depends on the version; either way the walk goes on from the oldest.
  const before = oldest < asked ? oldest : asked - IDS;
  const older = Number.isFinite(before) && before > 1 ? new URL(`posts.json?before=${before}`, root).href : null;
  return { entries: known.filter((post) => !isWithdrawn(post)).map((post) => entryOf(post, root)), older };
};

const POST = /\/t\/(?:[^/]+\/)?(\d+)\/(\d+)\/?$/;

/** Discourse: `posts.json`, the public posts of the whole forum, `before` an id. */
export const discourse: Forum = {
  lists: (address) => {
    const root = rootOf(address, /(latest|posts)(\.json)?$/);
    return [{ name: 'posts', newest: new URL('posts.json', root).href, read: (page) => readPosts(page, root) }];
  },
  probe: {
    // The page of a topic answers 200 when one post of it is gone.
    where: (url) => url.replace(POST, '/posts/by_number/$1/$2.json'),
    shows: (page) => {
      const post = jsonOf(page);
      return !isFields(post) || !isWithdrawn(post);
    },
  },
};

export const discourseAdapter = forumAdapter(discourse);
