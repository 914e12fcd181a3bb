import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '#core/source.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '../conformance/site.ts';
import type { Collector, PollResult } from '../crawl.ts';
import { laterId } from './mastodon-status.ts';
import { createEventReader } from './server-sent-events.ts';

const namespace = testNamespace();
let run = 0;
let site: Site;
let workshop: Workshop;
let collector: Collector;
let source: Source;
let statuses: object[];
let streams: ServerResponse[];
/** Resolves when the stream has been opened this many times. */
let opened: (count: number) => Promise<void>;

const status = (id: string, fields: object = {}) => ({
  id,
  uri: `${site.origin}/users/ada/statuses/${id}`,
  url: `${site.origin}/@ada/${id}`,
  created_at: '2026-01-01T00:00:00.000Z',
  edited_at: null,
  content: `<p>Post ${id}</p>`,
  spoiler_text: '',
  visibility: 'public',
  language: 'en',
  in_reply_to_id: null,
  reblog: null,
  tags: [{ name: 'fair' }],
  account: { acct: 'ada', noindex: false },
  ...fields,
});

beforeEach(async () => {
  run += 1;
  statuses = [];
  streams = [];
  const waiting: { count: number; done: () => void }[] = [];
  opened = (count) =>
    new Promise((done) => {
      if (streams.length >= count) done();
      else waiting.push({ count, done });
    });
  site = await startSite((_request, response, url) => {
    if (url.pathname === '/api/v1/streaming/public') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(':)\n');
      streams.push(response);
      for (const { count, done } of waiting) if (streams.length >= count) done();
      return;
    }
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(url.search.includes('_id') ? [] : statuses));
  });
  workshop = openWorkshop(`${namespace}:${run}:`, [site]);
  collector = workshop.collector();
  source = sourceOf(site, { adapter: 'mastodon' });
});
afterEach(async () => {
  for (const stream of streams) stream.destroy();
  await workshop.close();
  await site.close();
});

describe('the public timeline', () => {
  it('reads a status into an item', async () => {
    statuses = [
      status('7', {
        content: '<p>Line one<br>line two</p><p>#fair</p>',
        spoiler_text: 'Careful',
        language: 'zh-CN',
        in_reply_to_id: '5',
        edited_at: '2026-01-02T00:00:00Z',
      }),
    ];
    const { items } = await collector.poll(source, {});
    expect(items).toMatchObject([
      {
        nativeId: `${site.origin}/users/ada/statuses/7`,
        url: `${site.origin}/@ada/7`,
        title: 'Careful',
        text: 'Line one\nline two\n\n#fair',
        lang: 'zh',
        author: `@ada@${site.host}`,
        publishedAt: '2026-01-01T00:00:00.000Z',
        editedAt: '2026-01-02T00:00:00.000Z',
        thread: '5',
        tags: ['fair'],
      },
    ]);
  });

  it.each([
    ['noindex', { account: { acct: 'ada', noindex: true } }],
    ['not_allowed', { visibility: 'unlisted' }],
    ['not_allowed', { reblog: { id: '1' } }],
  ])('skips what is not to be taken: %s', async (reason, fields) => {
    statuses = [status('8'), status('7', fields)];
    const { items, skipped } = await collector.poll(source, {});
    expect(items).toHaveLength(1);
    expect(skipped).toMatchObject([{ url: `${site.origin}/@ada/7`, reason }]);
  });

  it('brings a status again that was hidden and is back, and no other', async () => {
    const poll = async (ids: string[], cursor: Record<string, string>) => {
      statuses = ids.map((id) => status(id));
      const { items, nextCursor } = await collector.poll(source, cursor);
      return { texts: items.map(({ text }) => text), nextCursor };
    };
    const first = await poll(['9', '8', '7'], {});
    const hidden = await poll(['9', '7'], first.nextCursor);
    expect(hidden.texts).toEqual([]);
    const shown = await poll(['9', '8', '7', '6'], hidden.nextCursor);
    expect(shown.texts).toEqual(['Post 8']);
    expect((await poll(['9', '8', '7'], shown.nextCursor)).texts).toEqual([]);
  });

  it('says so when the answer is not a timeline', async () => {
    site.answer = (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"error":1}');
    expect((await collector.poll(source, {})).skipped).toMatchObject([{ reason: 'type' }]);
  });

  it('orders ids as the servers count them', () => {
    expect(laterId('10', '9')).toBe(true);
    expect(laterId('113', '112')).toBe(true);
    expect(laterId('112', '112')).toBe(false);
    expect(laterId('01HQ0000000000000000000002', '01HQ0000000000000000000001')).toBe(true);
  });
});

/** Follows the stream and hands out its batches one by one, as they come. */
const follow = (cursor: Record<string, string> = {}) => {
  const controller = new AbortController();
  const batches: PollResult[] = [];
  const waiting: ((batch: PollResult) => void)[] = [];
  const ended = collector.stream(
    source,
    cursor,
    (batch) => {
      const next = waiting.shift();
      if (next === undefined) batches.push(batch);
      else next(batch);
    },
    controller.signal,
  );
  return {
    ended,
    next: (): Promise<PollResult> => {
      const batch = batches.shift();
      return batch === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(batch);
    },
    stop: async () => {
      controller.abort();
      await ended;
    },
  };
};

const say = (event: string, data: unknown): void => {
  streams.at(-1)?.write(`event: ${event}\ndata: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
};

describe('the public stream', () => {
  it('brings new statuses, edits and deletions as they happen, with evidence', async () => {
    const line = follow();
    await opened(1);
    say('update', status('7'));
    const published = await line.next();
    expect(published.items).toMatchObject([{ text: 'Post 7' }]);
    expect(Buffer.from(published.captures[0]?.files.get('body') ?? []).toString()).toContain(
      'event: update\ndata: {"id":"7"',
    );
    expect(published.items[0]?.captureId).toBe(published.captures[0]?.id);
    say('status.update', status('7', { content: '<p>Changed</p>', edited_at: '2026-01-02T00:00:00Z' }));
    expect((await line.next()).items).toMatchObject([{ text: 'Changed', editedAt: '2026-01-02T00:00:00.000Z' }]);
    say('delete', '7');
    expect((await line.next()).gone).toMatchObject([{ nativeId: `${site.origin}/users/ada/statuses/7` }]);
    await line.stop();
  });

  it('knows what a deletion means from the last poll', async () => {
    statuses = [status('7')];
    const { nextCursor } = await collector.poll(source, {});
    const line = follow(nextCursor);
    await opened(1);
    say('delete', '7');
    expect((await line.next()).gone).toMatchObject([{ url: `${site.origin}/@ada/7` }]);
    say('delete', '6');
    expect(await line.next()).toMatchObject({ gone: [], skipped: [{ reason: 'dead' }] });
    await line.stop();
  });

  it('leaves the cursor to the polls, so that nothing is lost while it was down', async () => {
    const line = follow({ min_id: '3' });
    await opened(1);
    say('update', status('7'));
    expect((await line.next()).nextCursor).toEqual({ min_id: '3' });
    await line.stop();
  });

  it('takes local statuses only, and none that asked not to be indexed', async () => {
    const line = follow();
    await opened(1);
    say('update', status('6', { account: { acct: 'bo@elsewhere.example' } }));
    say('update', status('7', { account: { acct: 'ada', noindex: true } }));
    expect(await line.next()).toMatchObject({ items: [], skipped: [{ reason: 'noindex' }] });
    await line.stop();
  });

  it('opens a broken line again', async () => {
    const line = follow();
    await opened(1);
    streams[0]?.end();
    expect((await line.next()).skipped).toMatchObject([{ reason: 'dead' }]);
    await opened(2);
    say('update', status('9'));
    expect((await line.next()).items).toHaveLength(1);
    await line.stop();
  });

  it.each([401, 404])('ends with the reason when the server does not offer it (%i)', async (code) => {
    site.answer = (_request, response) => response.writeHead(code).end();
    const line = follow();
    await line.ended;
    expect((await line.next()).skipped).toMatchObject([
      { reason: 'refused', detail: expect.stringContaining(String(code)) },
    ]);
  });

  it('is never opened where robots.txt forbids it', async () => {
    site.robots = 'User-agent: *\nDisallow: /api/v1/streaming\n';
    const line = follow();
    await line.ended;
    expect((await line.next()).skipped).toMatchObject([{ reason: 'robots' }]);
    expect(site.visits.map(({ path }) => path)).toEqual(['/robots.txt']);
  });

  it('does not hold the host while it is open', async () => {
    const line = follow();
    await opened(1);
    expect((await collector.poll(source, {})).skipped).toEqual([]);
    await line.stop();
  });

  it('ends with the failure of whoever takes the batches', async () => {
    const controller = new AbortController();
    const ended = collector.stream(source, {}, () => Promise.reject(new Error('the store is down')), controller.signal);
    await opened(1);
    say('update', status('7'));
    await expect(ended).rejects.toThrow('the store is down');
  });
});

describe('server-sent events', () => {
  it('are read the same however the bytes are cut', () => {
    const bytes = Buffer.from(
      ':hello\r\nevent: update\r\ndata: 船\r\ndata: two\r\n\r\nevent: delete\ndata: 7\n\ndata:bare\n\n',
    );
    for (let size = 1; size <= bytes.length; size += 1) {
      const read = createEventReader();
      const events = [];
      for (let at = 0; at < bytes.length; at += size) events.push(...read(bytes.subarray(at, at + size)));
      expect(events).toEqual([
        { event: 'update', data: '船\ntwo' },
        { event: 'delete', data: '7' },
        { event: 'message', data: 'bare' },
      ]);
    }
  });
});
