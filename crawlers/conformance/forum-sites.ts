import type { ServerResponse } from 'node:http';
import { sourceOf, startSite } from './site.ts';
import { escaped, newestFirst, type Subject, sendTagged, type Written } from './written.ts';

const json = (response: ServerResponse, value: unknown, status = 200): void =>
  void response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));

/** Threads of 15 posts. */
const threadOf = ({ id }: Written): number => Math.floor(id / 15) + 1;

/** Discourse as it has been since 2025 (`before` is left out), and as it was before (a window of 50 ids, `before` is in it). */
const discourseOf = (name: string, window: boolean): Subject => ({
  name,
  pageSize: 50,
  open: async () => {
    const posts: Written[] = [];
    const entity = (post: Written): object => ({
      id: post.id,
      username: 'ada',
      created_at: post.publishedAt,
      cooked: `<p>${escaped(post.text)}</p>`,
      raw: post.text,
      post_number: (post.id % 15) + 1,
      post_type: 1,
      updated_at: post.editedAt ?? post.publishedAt,
      version: post.editedAt === null ? 1 : 2,
      topic_id: threadOf(post),
      topic_slug: 'harvest',
      topic_title: 'Harvest',
      hidden: false,
      user_deleted: false,
      deleted_at: null,
    });
    const site = await startSite((request, response, url) => {
      if (url.pathname === '/posts.json') {
        const asked = Number(url.searchParams.get('before') ?? 0);
        const last = asked > 0 ? asked : (newestFirst(posts)[0]?.id ?? 0) + (window ? 0 : 1);
        const page = newestFirst(posts)
          .filter(({ id }) => (window ? id <= last && id > last - 50 : id < last))
          .slice(0, 50);
        const body = JSON.stringify({ latest_posts: page.map(entity) });
        return sendTagged(request, response, 'application/json; charset=utf-8', body);
      }
      const [, topic, number] = /^\/posts\/by_number\/(\d+)\/(\d+)\.json$/.exec(url.pathname) ?? [];
      const post = posts.find((one) => threadOf(one) === Number(topic) && (one.id % 15) + 1 === Number(number));
      if (post === undefined) json(response, { errors: ['not found'], error_type: 'not_found' }, 404);
      else json(response, entity(post));
    });
    const source = sourceOf(site, { adapter: 'discourse' });
    return { site, source, posts, nativeIdOf: ({ id }) => String(id) };
  },
});

export const discourse = discourseOf('discourse', false);
export const olderDiscourse = discourseOf('discourse (pages of 50 ids)', true);

export const nodebb: Subject = {
  name: 'nodebb',
  pageSize: 20,
  open: async () => {
    const posts: Written[] = [];
    const summary = (post: Written): object => ({
      pid: post.id,
      tid: threadOf(post),
      content: escaped(post.text),
      uid: 1,
      timestamp: Date.parse(post.publishedAt),
      timestampISO: post.publishedAt,
      deleted: 0,
      user: { uid: 1, username: 'ada', userslug: 'ada' },
      topic: { tid: threadOf(post), title: 'Harvest', slug: `${threadOf(post)}/harvest` },
      isMainPost: post.id % 15 === 0,
    });
    const site = await startSite((request, response, url) => {
      if (/^\/api\/recent\/posts(\/month)?$/.test(url.pathname)) {
        const start = (Number(url.searchParams.get('page') ?? 1) - 1) * 20;
        const body = JSON.stringify(
          newestFirst(posts)
            .slice(start, start + 20)
            .map(summary),
        );
        return sendTagged(request, response, 'application/json; charset=utf-8', body);
      }
      const pid = /^\/api\/v3\/posts\/(\d+)$/.exec(url.pathname)?.[1];
      const post = posts.find(({ id }) => id === Number(pid));
      const status = post === undefined ? { code: 'not-found' } : { code: 'ok', message: 'OK' };
      json(response, { status, response: post === undefined ? {} : summary(post) }, post === undefined ? 404 : 200);
    });
    const source = sourceOf(site, { adapter: 'nodebb' });
    return { site, source, posts, nativeIdOf: ({ id }) => String(id) };
  },
};

/** Even ids are posts, odd ones comments: two lists of 50. */
export const lemmy: Subject = {
  name: 'lemmy',
  pageSize: 100,
  open: async () => {
    const posts: Written[] = [];
    const kindOf = ({ id }: Written): 'post' | 'comment' => (id % 2 === 0 ? 'post' : 'comment');
    const view = (post: Written): object => ({
      [kindOf(post)]: {
        id: post.id,
        [kindOf(post) === 'post' ? 'body' : 'content']: post.text,
        ...(kindOf(post) === 'post' ? { name: 'Harvest' } : { post_id: 2 }),
        removed: false,
        deleted: false,
        local: true,
        published: post.publishedAt,
        ...(post.editedAt === null ? {} : { updated: post.editedAt }),
        ap_id: `${site.origin}/${kindOf(post)}/${post.id}`,
      },
      creator: { id: 1, name: 'ada', actor_id: `${site.origin}/u/ada` },
      community: { id: 1, name: 'fields', visibility: 'Public' },
    });
    const site = await startSite((request, response, url) => {
      const kind = url.pathname.includes('comment') ? 'comment' : 'post';
      const list = newestFirst(posts).filter((post) => kindOf(post) === kind);
      if (url.pathname === `/api/v3/${kind}/list`) {
        const below = Number(url.searchParams.get('page_cursor')?.slice(1) ?? Number.POSITIVE_INFINITY);
        const start = (Number(url.searchParams.get('page') ?? 1) - 1) * 50;
        const page = list.filter(({ id }) => id < below).slice(start, start + 50);
        // Only posts have a cursor.
        const next = kind === 'post' ? { next_page: page.length === 0 ? null : `P${page.at(-1)?.id}` } : {};
        const body = JSON.stringify({ [`${kind}s`]: page.map(view), ...next });
        return sendTagged(request, response, 'application/json', body);
      }
      const post = list.find(
        ({ id }) => url.pathname === `/api/v3/${kind}` && url.searchParams.get('id') === String(id),
      );
      if (post === undefined) json(response, { error: `couldnt_find_${kind}` }, 404);
      else json(response, { [`${kind}_view`]: view(post) });
    });
    const source = sourceOf(site, { adapter: 'lemmy' });
    return { site, source, posts, nativeIdOf: (post) => `${site.origin}/${kindOf(post)}/${post.id}` };
  },
};
