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

/** Numbers come as numbers or as text, by version and database. */
const numberOf = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : Number.NaN;

const isPost = (value: unknown): value is Fields => isFields(value) && Number.isFinite(numberOf(value.pid));

const isDeleted = ({ deleted }: Fields): boolean => deleted === true || numberOf(deleted) === 1;

const entryOf = (post: Fields, root: string): Entry => {
  const pid = numberOf(post.pid);
  const topic = isFields(post.topic) ? post.topic : {};
  const user = isFields(post.user) ? post.user : {};
  const content = textOf(post.content);
  const text = htmlText(content);
  const title = post.isMainPost === true ? htmlText(textOf(topic.title)) || undefined : undefined;
  return {
    order: pid,
    version: versionOf(title, text),
    item: {
      nativeId: String(pid),
      url: new URL(`post/${pid}`, root).href,
      title,
      text,
      lang: undefined,
      author: textOf(user.username) || undefined,
      publishedAt: readDate(textOf(post.timestampISO) || String(numberOf(post.timestamp))),
      // The list does not say whether a post was edited; its text does.
      editedAt: undefined,
      thread: String(numberOf(post.tid)),
      tags: [],
      images: imagesInHtml(content, root),
    },
  };
};

const withPage = (url: string, number: number): string => {
  const address = new URL(url);
  address.searchParams.set('page', String(number));
  return address.href;
};

const pageOf = (url: string): number => Number(new URL(url).searchParams.get('page') ?? 1);

const readPosts = (page: VisitedPage, root: string): ListPage | string => {
  const found = jsonOf(page);
  if (!Array.isArray(found)) return 'the answer is not a list of posts';
  // What a guest may not read is taken out after the page was cut, so only an empty page is the end.
  const older = found.length === 0 ? null : withPage(page.url, pageOf(page.url) + 1);
  const posts = found.filter(isPost).filter((post) => !isDeleted(post));
  return { entries: posts.map((post) => entryOf(post, root)), older };
};

/** NodeBB (1.16 or later): `api/recent/posts`, what a guest may read of the whole forum, in numbered pages of 20. */
export const nodebb: Forum = {
  lists: (address) => {
    const root = rootOf(address, /(api\/)?recent(\/posts.*)?$/);
    return [
      {
        name: 'posts',
        // Older versions show one day where no term is named, newer ones all.
        newest: new URL('api/recent/posts/month', root).href,
        read: (page) => readPosts(page, root),
        newer: (url) => (pageOf(url) > 2 ? withPage(url, pageOf(url) - 1) : null),
      },
    ];
  },
  probe: {
    where: (url) => url.replace(/\/post\/(\d+)\/?$/, '/api/v3/posts/$1'),
    shows: (page) => {
      const found = jsonOf(page);
      const post = isFields(found) && isFields(found.response) ? found.response : {};
      return !isDeleted(post);
    },
  },
};

export const nodebbAdapter = forumAdapter(nodebb);
