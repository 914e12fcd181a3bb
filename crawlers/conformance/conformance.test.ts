import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { captureIdOf } from '#core/capture.ts';
import { sha256 } from '#core/hash.ts';
import type { CollectedItem } from '#core/post.ts';
import type { Source } from '#core/source.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { Collector, Cursor, PollResult } from '../crawl.ts';
import { openWorkshop, type Site, type Workshop } from './site.ts';
import { SUBJECTS } from './subjects.ts';
import type { Written } from './written.ts';

const namespace = testNamespace();
let run = 0;

describe.each(SUBJECTS)('the adapter $name', (subject) => {
  let site: Site;
  let source: Source;
  let posts: Written[];
  let nativeIdOf: (post: Written) => string;
  let workshop: Workshop;
  let collector: Collector;

  beforeEach(async () => {
    ({ site, source, posts, nativeIdOf } = await subject.open());
    run += 1;
    workshop = openWorkshop(`${namespace}:${run}:`, [site]);
    collector = workshop.collector();
  });
  afterEach(async () => {
    await workshop.close();
    await site.close();
  });

  const publish = (count: number): Written[] => {
    const from = (posts.at(-1)?.id ?? 0) + 1;
    const fresh = Array.from({ length: count }, (_value, index) => ({
      id: from + index,
      text: `Post number ${from + index} about the harvest fair`,
      publishedAt: new Date(Date.UTC(2026, 0, 1, 0, from + index)).toISOString(),
      editedAt: null,
    }));
    posts.push(...fresh);
    return fresh;
  };
  const edit = (index: number, text: string): Written => {
    const post = posts.at(index);
    if (post === undefined) throw new Error('nothing to edit');
    post.text = text;
    post.editedAt = '2026-02-01T00:00:00.000Z';
    return post;
  };
  const remove = (index: number): Written => {
    const [post] = posts.splice(index, 1);
    if (post === undefined) throw new Error('nothing to remove');
    return post;
  };
  const store = (result: PollResult): PollResult => {
    for (const { files } of result.captures) for (const bytes of files.values()) workshop.stored.add(sha256(bytes));
    return result;
  };
  const poll = async (cursor: Cursor, limits: Partial<Source> = {}): Promise<PollResult> =>
    store(await collector.poll({ ...source, ...limits }, cursor));
  const texts = (items: readonly CollectedItem[]): string[] =>
    items.map(({ nativeId, text }) => `${nativeId} ${text}`).sort();
  const written = (some: readonly Written[]): string[] => some.map((post) => `${nativeIdOf(post)} ${post.text}`).sort();

  it('collects what is there, with evidence for every item', async () => {
    publish(5);
    const result = await poll({});
    expect(texts(result.items)).toEqual(written(posts));
    expect(result.skipped).toEqual([]);
    const captures = new Map(result.captures.map((capture) => [capture.id, capture]));
    for (const item of result.items) {
      const capture = captures.get(item.captureId);
      expect(capture).toBeDefined();
      expect(Buffer.from(capture?.files.get('body') ?? []).toString()).toContain(item.text);
      expect(item.publishedAt).toMatch(/^2026-01-01T00:0\d:00\.000Z$/);
      expect(item.author).toContain('ada');
    }
    for (const { id, manifest, files } of result.captures) {
      expect(captureIdOf(manifest)).toBe(id);
      expect(manifest).toMatchObject({
        sourceId: source.id,
        legalBasis: source.legalBasis,
        address: '127.0.0.1',
        status: 200,
      });
      expect(manifest.robots).toContain('there is no robots.txt (404)');
      expect(manifest.files.map(({ path }) => path).slice(0, 2)).toEqual(['capture.warc.gz', 'body']);
      for (const file of manifest.files) expect(sha256(files.get(file.path) ?? '')).toBe(file.sha256);
    }
  });

  it('says who it is, in every request', async () => {
    publish(1);
    await poll({});
    for (const { headers } of site.visits) {
      expect(headers['user-agent']).toBe('Weir/0.0.0 (+https://weir.example/bot)');
      expect(headers.from).toBe('bot@weir.example');
    }
    expect(site.visits[0]?.path).toBe('/robots.txt');
  });

  it('loses nothing when more than a page arrived between two polls', async () => {
    publish(3);
    const first = await poll({});
    const fresh = publish(subject.pageSize * 2 + 5);
    const second = await poll(first.nextCursor);
    expect(texts(second.items)).toEqual(expect.arrayContaining(written(fresh)));
  });

  it('loses nothing when a poll ends before it is through', async () => {
    publish(3);
    let { nextCursor } = await poll({});
    const fresh = publish(subject.pageSize * 3);
    const found: CollectedItem[] = [];
    for (let polls = 0; polls < 40; polls += 1) {
      const result = await poll(nextCursor, { maxRequestsPerPoll: 2 });
      found.push(...result.items);
      ({ nextCursor } = result);
      if (!result.skipped.some(({ reason }) => reason === 'budget')) break;
    }
    expect(new Set(texts(found))).toEqual(new Set([...written(fresh), ...texts(found)]));
  });

  it('brings the same again when a cursor is used twice, and does no harm', async () => {
    publish(4);
    const first = await poll({});
    publish(4);
    const once = await poll(first.nextCursor);
    const twice = await poll(first.nextCursor);
    expect(texts(twice.items)).toEqual(texts(once.items));
    expect(twice.gone).toEqual([]);
    expect((await poll(twice.nextCursor)).gone).toEqual([]);
  });

  it('brings an edit as a second version of the same item', async () => {
    publish(4);
    const first = await poll({});
    const edited = edit(-2, 'Changed: the harvest fair is off');
    const second = await poll(first.nextCursor);
    const versions = second.items.filter(({ nativeId }) => nativeId === nativeIdOf(edited));
    expect(versions.map(({ text }) => text)).toEqual(['Changed: the harvest fair is off']);
  });

  it('reports what was taken away, and only that', async () => {
    publish(6);
    const first = await poll({});
    const removed = remove(-3);
    const second = await poll(first.nextCursor);
    expect(second.gone.map(({ nativeId }) => nativeId)).toEqual([nativeIdOf(removed)]);
    expect((await poll(second.nextCursor)).gone).toEqual([]);
  });

  it('does not take for gone what has only moved on', async () => {
    publish(subject.pageSize);
    let result = await poll({});
    for (let round = 0; round < 3; round += 1) {
      publish(Math.ceil(subject.pageSize / 2));
      result = await poll(result.nextCursor);
      expect(result.gone).toEqual([]);
    }
  });

  it('moves no items and few bytes when nothing has changed', async () => {
    publish(subject.pageSize);
    const first = await poll({});
    const second = await poll(first.nextCursor);
    const third = await poll(second.nextCursor);
    expect(second.items).toEqual([]);
    expect(third.items).toEqual([]);
    expect(third.captures).toEqual([]);
    if (subject.isPushed === true) {
      expect(third.requests).toBe(1);
      return;
    }
    expect(third.notModified).toBeGreaterThan(0);
    expect(third.notModified).toBe(third.requests);
    expect(site.visits.at(-1)?.headers['if-none-match']).toMatch(/^W\/"[\w-]{12}"$/);
  });

  it('sends no validators when the stored body is missing', async () => {
    publish(4);
    const first = await poll({});
    workshop.stored.clear();
    const second = await poll(first.nextCursor);
    expect(second.notModified).toBe(0);
    expect(site.visits.every(({ headers }) => headers['if-none-match'] === undefined)).toBe(true);
  });

  it('sends no validators before the last poll was stored with its cursor', async () => {
    publish(4);
    await poll({});
    const again = await poll({});
    expect(texts(again.items)).toEqual(written(posts));
  });

  it('never asks for a disallowed path', async () => {
    publish(4);
    site.robots = 'User-agent: Weir\nDisallow: /\n';
    const result = await poll({});
    expect(result.items).toEqual([]);
    expect(new Set(result.skipped.map(({ reason }) => reason))).toEqual(new Set(['robots']));
    expect(result.skipped[0]?.detail).toContain('line 2 of robots.txt: Disallow: /');
    expect(site.visits.map(({ path }) => path)).toEqual(['/robots.txt']);
  });
});
