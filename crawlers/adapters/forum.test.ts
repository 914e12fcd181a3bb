import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '#core/source.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '../conformance/site.ts';
import type { Collector } from '../crawl.ts';

const namespace = testNamespace();
let run = 0;
let site: Site;
let workshop: Workshop;
let collector: Collector;
/** Path and query -> answer; what is not here is a 404. */
let answers: Record<string, unknown>;

beforeEach(async () => {
  run += 1;
  answers = {};
  site = await startSite((_request, response, url) => {
    const answer = answers[url.pathname + url.search] ?? answers[url.pathname];
    response
      .writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(answer ?? { error: 'not found' }));
  });
  workshop = openWorkshop(`${namespace}:${run}:`, [site]);
  collector = workshop.collector();
});
afterEach(async () => {
  await workshop.close();
  await site.close();
});

const source = (adapter: Source['adapter'], path = '/'): Source =>
  sourceOf(site, { adapter, addresses: [`${site.origin}${path}`] });
const asked = (): string[] => site.visits.map(({ path }) => path).filter((path) => path !== '/robots.txt');

const discoursePost = (id: number, fields: object = {}) => ({
  id,
  username: 'ada',
  created_at: '2026-01-02T03:04:05.000Z',
  updated_at: '2026-01-03T00:00:00.000Z',
  cooked:
    '<p>About <b>beans</b> <img class="emoji" src="/e.png" title=":bean:"></p><p><img src="/up/a.png" alt="a bean"></p>',
  post_number: 1,
  topic_id: 4,
  topic_slug: 'beans',
  topic_title: 'Beans & peas',
  version: 2,
  ...fields,
});

describe('discourse', () => {
  it('reads a post, in a forum that lives below a path', async () => {
    answers['/forum/posts.json'] = { latest_posts: [discoursePost(1)] };
    const { items } = await collector.poll(source('discourse', '/forum/latest'), {});
    expect(items).toMatchObject([
      {
        nativeId: '1',
        url: `${site.origin}/forum/t/beans/4/1`,
        title: 'Beans & peas',
        text: 'About beans',
        author: 'ada',
        publishedAt: '2026-01-02T03:04:05.000Z',
        editedAt: '2026-01-03T00:00:00.000Z',
        thread: '4',
        images: [{ url: `${site.origin}/up/a.png`, alt: 'a bean' }],
      },
    ]);
  });

  it('gives the title to the first post only, and leaves out what was taken back or hidden', async () => {
    answers['/posts.json'] = {
      latest_posts: [
        discoursePost(9, { user_deleted: true }),
        discoursePost(8, { hidden: true }),
        discoursePost(7, { post_number: 2 }),
      ],
    };
    answers['/posts.json?before=7'] = { latest_posts: [] };
    const { items } = await collector.poll(source('discourse'), {});
    expect(items.map(({ nativeId, title }) => [nativeId, title])).toEqual([['7', undefined]]);
  });

  it('asks for the post, not for its topic, whether it is gone', async () => {
    answers['/posts/by_number/4/2.json'] = discoursePost(7, { user_deleted: true });
    answers['/posts/by_number/4/3.json'] = discoursePost(8);
    const check = (number: number) => collector.check(`${site.origin}/t/beans/4/${number}`, source('discourse'));
    expect(await check(2)).toMatchObject({ verdict: 'gone' });
    expect(await check(3)).toMatchObject({ verdict: 'up' });
    expect(await check(5)).toMatchObject({ verdict: 'gone', status: 404 });
  });
});

describe('nodebb', () => {
  it('reads a post whose numbers are text, and no deleted one', async () => {
    const post = {
      pid: '12',
      tid: '3',
      content: 'Fish &amp; chips',
      timestamp: 1767323045000,
      deleted: 0,
      user: { username: 'ada' },
      topic: { title: 'Lunch &amp; tea' },
      isMainPost: true,
    };
    answers['/api/recent/posts/month'] = [post, { ...post, pid: '11', deleted: '1' }];
    answers['/api/recent/posts/month?page=2'] = [];
    const { items } = await collector.poll(source('nodebb', '/recent'), {});
    expect(items).toMatchObject([
      {
        nativeId: '12',
        url: `${site.origin}/post/12`,
        title: 'Lunch & tea',
        text: 'Fish & chips',
        publishedAt: '2026-01-02T03:04:05.000Z',
        thread: '3',
      },
    ]);
    expect(items).toHaveLength(1);
  });

  it('tells a deleted post, which a guest is shown as an empty one', async () => {
    answers['/api/v3/posts/12'] = { status: { code: 'ok' }, response: { pid: 12, deleted: 1 } };
    answers['/api/v3/posts/13'] = { status: { code: 'ok' }, response: { pid: 13, deleted: 0 } };
    expect(await collector.check(`${site.origin}/post/12`, source('nodebb'))).toMatchObject({ verdict: 'gone' });
    expect(await collector.check(`${site.origin}/post/13`, source('nodebb'))).toMatchObject({ verdict: 'up' });
  });
});

describe('lemmy', () => {
  const post = (id: number, fields: object = {}, community: object = { visibility: 'Public' }) => ({
    post: {
      id,
      name: 'A title',
      body: `Body of ${id}`,
      url: `${site.origin}/pictures/${id}.webp`,
      ap_id: `${site.origin}/post/${id}`,
      published: '2026-01-02T03:04:05.678901Z',
      removed: false,
      deleted: false,
      ...fields,
    },
    creator: { name: 'ada', actor_id: `${site.origin}/u/ada` },
    community,
  });
  beforeEach(() => {
    answers['/api/v3/comment/list'] = { comments: [] };
  });

  it('reads a post, and says why one of a closed community is not taken', async () => {
    answers['/api/v3/post/list'] = {
      posts: [post(5), post(4, {}, { visibility: 'LocalOnly' }), post(3, { removed: true })],
    };
    const { items, skipped } = await collector.poll(source('lemmy'), {});
    expect(items).toMatchObject([
      {
        nativeId: `${site.origin}/post/5`,
        title: 'A title',
        text: 'Body of 5',
        author: `@ada@${site.host}`,
        publishedAt: '2026-01-02T03:04:05.678Z',
        thread: '5',
        images: [{ url: `${site.origin}/pictures/5.webp` }],
      },
    ]);
    expect(skipped).toMatchObject([{ url: `${site.origin}/post/4`, reason: 'not_allowed' }]);
    expect(asked().every((path) => path.includes('type_=Local'))).toBe(true);
  });

  it.each([
    ['post', 'post_view'],
    ['comment', 'comment_view'],
  ])('tells a removed %s', async (kind, name) => {
    answers[`/api/v3/${kind}?id=6`] = { [name]: { post: { removed: false }, [kind]: { id: 6, removed: true } } };
    answers[`/api/v3/${kind}?id=7`] = { [name]: { post: { removed: false }, [kind]: { id: 7, removed: false } } };
    const check = (id: number) => collector.check(`${site.origin}/${kind}/${id}`, source('lemmy'));
    expect(await check(6)).toMatchObject({ verdict: 'gone' });
    expect(await check(7)).toMatchObject({ verdict: 'up' });
    expect(await check(8)).toMatchObject({ verdict: 'gone', status: 404 });
  });

  it('loses no comment when pages move because one was taken away during a pause', async () => {
    const comment = (id: number) => ({
      comment: { id, content: `c${id}`, ap_id: `${site.origin}/comment/${id}`, post_id: 1 },
      creator: { name: 'ada' },
    });
    let ids = Array.from({ length: 220 }, (_value, index) => 220 - index);
    site.answer = (_request, response, url) => {
      const start = (Number(url.searchParams.get('page') ?? 1) - 1) * 50;
      const comments = url.pathname.includes('/comment/') ? ids.slice(start, start + 50).map(comment) : [];
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ posts: [], comments }));
    };
    const found = new Set<string>();
    let cursor = {};
    for (let polls = 0; polls < 12; polls += 1) {
      const result = await collector.poll({ ...source('lemmy'), maxRequestsPerPoll: 3 }, cursor);
      for (const { text } of result.items) found.add(text);
      cursor = result.nextCursor;
      // What was read moves away: everything behind it moves to an earlier page.
      if (polls === 0) ids = ids.slice(3);
    }
    expect(found.size).toBe(220);
  });
});

it.each([
  ['discourse', 'a list of posts'],
  ['nodebb', 'a list of posts'],
  ['lemmy', 'a list of posts'],
] as const)('%s: says so when the answer is something else', async (adapter, words) => {
  for (const path of ['/posts.json', '/api/recent/posts/month', '/api/v3/post/list', '/api/v3/comment/list'])
    answers[path] = { error: 'not now' };
  const { skipped, nextCursor } = await collector.poll(source(adapter), {});
  expect(skipped[0]).toMatchObject({ reason: 'type', detail: expect.stringContaining(words) });
  expect(Object.keys(nextCursor).filter((key) => key.endsWith('high'))).toEqual([]);
});
