import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testNamespace } from '../../tests/namespace.ts';
import { type BlueskySite, openBlueskySite } from '../conformance/bluesky-site.ts';
import { openWorkshop, startSite, type Workshop } from '../conformance/site.ts';
import type { Collector, PollResult } from '../crawl.ts';

const namespace = testNamespace();
let run = 0;
let service: BlueskySite;
let workshop: Workshop;
let collector: Collector;

beforeEach(async () => {
  service = await openBlueskySite();
  run += 1;
  workshop = openWorkshop(`${namespace}:${run}:`, [service.site]);
  collector = workshop.collector();
});
afterEach(async () => {
  await workshop.close();
  await service.site.close();
});

const publish = (text: string): number => {
  const id = service.posts.length + 1;
  service.posts.push({ id, text, publishedAt: '2026-01-01T00:00:00.000Z', editedAt: null });
  return id;
};
const lines = (): string[] =>
  service.site.visits.map(({ path }) => path).filter((path) => path.startsWith('/subscribe'));

describe('labels of an author', () => {
  it('that close a profile to people without an account close it to us: no item, no capture', async () => {
    const closed = publish('The harvest fair opens on Friday');
    service.labels.set(closed, [{ val: '!no-unauthenticated' }]);
    const result = await collector.poll(service.source, {});
    expect(result.items).toEqual([]);
    expect(result.captures).toEqual([]);
    expect(result.skipped).toMatchObject([{ reason: 'noindex' }]);
    // Nobody asks for it again.
    const again = await collector.poll(service.source, result.nextCursor);
    expect(again.items).toEqual([]);
    expect(service.site.visits.filter(({ path }) => path.includes('getPosts'))).toHaveLength(1);
  });

  it('that were taken back, or say something else, do not', async () => {
    service.labels.set(publish('one'), [{ val: '!no-unauthenticated', neg: true }]);
    service.labels.set(publish('two'), [{ val: 'bot' }]);
    const result = await collector.poll(service.source, {});
    expect(result.items.map(({ text }) => text).sort()).toEqual(['one', 'two']);
    expect(result.skipped).toEqual([]);
  });

  it('close one post among others, which are taken', async () => {
    publish('open');
    service.labels.set(publish('closed'), [{ val: '!no-unauthenticated' }]);
    const result = await collector.poll(service.source, {});
    expect(result.items.map(({ text }) => text)).toEqual(['open']);
    expect(result.skipped).toMatchObject([{ reason: 'noindex' }]);
  });
});

describe('the live stream', () => {
  /** Follows it until `until` says that enough has been heard. */
  const follow = async (
    during: () => void,
    until: (batches: readonly PollResult[]) => boolean,
  ): Promise<PollResult[]> => {
    const batches: PollResult[] = [];
    const stop = new AbortController();
    const followed = collector.stream(
      service.source,
      { time: '1' },
      (batch) => {
        batches.push(batch);
        if (until(batches)) stop.abort();
      },
      stop.signal,
    );
    during();
    await followed;
    return batches;
  };
  /** As soon as a line is open. */
  const whenOpen = async (work: () => void): Promise<void> => {
    while (service.live.size === 0) await new Promise((resolve) => setImmediate(resolve));
    work();
  };

  it('is offered, from now on, and by the name of the house', async () => {
    expect(collector.streams(service.source)).toBe(true);
    publish('before');
    const batches = await follow(
      () =>
        void whenOpen(() => {
          publish('now');
          service.tell();
        }),
      () => true,
    );
    expect(batches[0]).toMatchObject({ items: [], captures: [], nextCursor: { time: '1' } });
    const [line] = service.site.visits.filter(({ path }) => path.startsWith('/subscribe'));
    expect(line?.path).not.toContain('cursor');
    expect(line?.headers['user-agent']).toBe('Weir/0.0.0 (+https://weir.example/bot)');
    expect(line?.headers['sec-websocket-extensions']).toBeUndefined();
    // It was only a reason to look: the record comes with the poll.
    expect((await collector.poll(service.source, {})).items.map(({ text }) => text).sort()).toEqual(['before', 'now']);
  });

  it('wakes nobody for what is no post, cannot be read, or is binary', async () => {
    const batches = await follow(
      () =>
        void whenOpen(() => {
          for (const line of service.live) {
            line.send('{"kind":"identity","time_us":5,"did":"did:plc:ada"}');
            line.send(
              '{"kind":"commit","time_us":5,"did":"did:plc:ada","commit":{"collection":"app.bsky.graph.follow","rkey":"1"}}',
            );
            line.send(
              '{"kind":"commit","time_us":5,"did":"not a did","commit":{"collection":"app.bsky.feed.post","rkey":"1"}}',
            );
            line.send('not JSON');
            line.send(Buffer.from([1, 2, 3]));
          }
          publish('a post at last');
          service.tell();
        }),
      () => true,
    );
    expect(batches).toHaveLength(1);
  });

  it('is opened again when it breaks', async () => {
    let broken = 0;
    await follow(
      () =>
        void whenOpen(() => {
          const [line] = service.live;
          line?.once('close', () => {
            broken += 1;
            void whenOpen(() => {
              publish('after the break');
              service.tell();
            });
          });
          line?.terminate();
        }),
      () => true,
    );
    expect(broken).toBe(1);
    expect(lines()).toHaveLength(2);
  });

  it('ends with the line of a message that is too large, and not with the house', async () => {
    const batches = await follow(
      () =>
        void whenOpen(() => {
          const [line] = service.live;
          line?.once(
            'close',
            () =>
              void whenOpen(() => {
                publish('small');
                service.tell();
              }),
          );
          line?.send(`{"kind":"commit","pad":"${'x'.repeat(2 * 1024 * 1024)}"}`);
        }),
      () => true,
    );
    expect(batches).toHaveLength(1);
    expect(lines()).toHaveLength(2);
  });
});

describe('what stands before a line', () => {
  const heardNothing = async (): Promise<PollResult> => {
    publish('unheard');
    const result = await collector.poll(service.source, {});
    expect(result.items).toEqual([]);
    return result;
  };

  it('is robots.txt', async () => {
    service.site.robots = 'User-agent: *\nDisallow: /subscribe\n';
    const { skipped } = await heardNothing();
    expect(skipped).toMatchObject([{ reason: 'robots', detail: expect.stringContaining('Disallow: /subscribe') }]);
    expect(lines()).toEqual([]);
    const batches: PollResult[] = [];
    await collector.stream(service.source, {}, (batch) => void batches.push(batch), new AbortController().signal);
    expect(batches).toMatchObject([{ skipped: [{ reason: 'robots' }] }]);
  });

  it('are the hosts of the source, and the allow-list of the house', async () => {
    const elsewhere = await startSite((_request, response) => response.end());
    try {
      const [, records = ''] = service.source.addresses;
      const addresses = [`${elsewhere.origin}/subscribe`, records];
      for (const hosts of [service.source.hosts, [...service.source.hosts, elsewhere.host]]) {
        const result = await collector.poll({ ...service.source, addresses, hosts }, {});
        expect(result.skipped).toMatchObject([{ reason: 'not_allowed' }]);
        expect(result.items).toEqual([]);
      }
      expect(elsewhere.visits).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  it.each([
    ['a redirect', 'HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/subscribe\r\ncontent-length: 0\r\n\r\n', '302'],
    ['a refusal', 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n', '403'],
  ])('is the answer: %s is not followed, and said', async (_name, answer, status) => {
    service.site.upgrade = (_request, socket) => void socket.end(answer);
    const { skipped } = await heardNothing();
    expect(skipped).toMatchObject([{ reason: 'dead', detail: expect.stringContaining(`answered ${status}`) }]);
  });

  it('is the shape of the source: one address is not enough', async () => {
    const [stream = ''] = service.source.addresses;
    const result = await collector.poll({ ...service.source, addresses: [stream] }, {});
    expect(result.skipped).toMatchObject([{ reason: 'type' }]);
    expect(collector.streams({ ...service.source, addresses: [stream] })).toBe(false);
  });
});
