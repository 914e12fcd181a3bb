import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '#core/hash.ts';
import type { CollectedItem, Disappearance } from '#core/post.ts';
import type { Source } from '#core/source.ts';
import type { Platform } from '#fixtures/post.ts';
import { demoSources } from '#fixtures/seed.ts';
import { type FixtureWeb, startFixtureWeb } from '#fixtures/web.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { Collector, Cursor } from '../crawl.ts';
import { openWorkshop, type Workshop } from './site.ts';

const namespace = testNamespace();
let web: FixtureWeb;
let workshop: Workshop;
let collector: Collector;

beforeAll(async () => {
  web = await startFixtureWeb({
    authorityPublicKeys: {},
    tickMilliseconds: 0,
    trickleEverySeconds: 0,
    rateLimit: 10_000,
    crawlDelaySeconds: 0,
  });
  const sites = (['lanternfish', 'ferry', 'papertrail'] as const).map((platform) => ({
    host: new URL(web[platform].url).host,
  }));
  workshop = openWorkshop(`${namespace}:`, sites);
  collector = workshop.collector({
    chromium: {
      executablePath: process.env.CHROMIUM_PATH ?? '',
      args: ['--disable-gpu', '--no-sandbox', '--disable-quic'],
    },
    maxPollMilliseconds: 600_000,
  });
});
afterAll(async () => {
  await workshop.close();
  await web.close();
});

const sourceFor = (platform: Platform): Source => {
  const source = demoSources(web, new Date()).find(({ id }) => id === platform);
  if (source === undefined) throw new Error(`no source ${platform}`);
  const addresses = platform === 'papertrail' ? [`${web.papertrail.url}/atom.xml`] : source.addresses;
  // Every visit is a full round here, so that an edit shows at the next one.
  const recipes = source.recipes?.map(({ revisitSeconds: _, ...recipe }) => recipe);
  return {
    ...source,
    ...(recipes === undefined ? {} : { recipes }),
    addresses,
    delayMilliseconds: 0,
    maxRequestsPerPoll: 1000,
  };
};

const cursors: Record<string, Cursor> = {};
/** Bytes of body that the first, whole visit took. */
const firstBytes: Partial<Record<Platform, number>> = {};
/** Those of the second one, on which nothing had changed. */
const secondBytes: Partial<Record<Platform, number>> = {};
/** Polls until there is nothing new left. */
const collect = async (
  platform: Platform,
): Promise<{ items: CollectedItem[]; gone: Disappearance[]; notModified: number }> => {
  const items: CollectedItem[] = [];
  const gone: Disappearance[] = [];
  let notModified = 0;
  for (let more = true; more; ) {
    const result = await collector.poll(sourceFor(platform), cursors[platform] ?? {});
    for (const { files } of result.captures) for (const bytes of files.values()) workshop.stored.add(sha256(bytes));
    items.push(...result.items);
    gone.push(...result.gone);
    notModified += result.notModified;
    cursors[platform] = result.nextCursor;
    more = result.unfinished;
  }
  return { items, gone, notModified };
};

describe.each(['lanternfish', 'ferry', 'papertrail'] as const)('the demo source %s', (platform) => {
  const live = () => web.control.posts(platform).filter(({ status }) => status === 'live');
  const indexable = async (): Promise<string[]> => {
    const { NOINDEX_AUTHORS } = await import('#fixtures/places.ts');
    const wanted = live().filter(({ post }) => platform !== 'lanternfish' || !NOINDEX_AUTHORS.has(post.author));
    return wanted.map(({ id }) => id).sort();
  };
  const idOf = ({ nativeId }: { nativeId: string }): string => nativeId.split(/[/:]/).at(-1) ?? '';

  it('is collected whole, each post once, and its traps never', async () => {
    const { items } = await collect(platform);
    firstBytes[platform] = web.control.traffic(platform).bytes;
    expect(items.map(idOf).sort()).toEqual(await indexable());
    for (const item of items) {
      const post = live().find(({ id }) => id === idOf(item));
      expect(item.text.replace(/\s+/g, ' ')).toBe(post?.text.replace(/\s+/g, ' ').trim());
      expect(item.publishedAt).toBe(post?.publishedAt);
      expect(item.url).toBe(web.control.urlOf(post?.post.key ?? ''));
    }
    expect(web.control.traffic(platform).trapHits).toBe(0);
  });

  it('brings nothing again when nothing has changed', async () => {
    web.control.resetTraffic();
    const { items, gone, notModified } = await collect(platform);
    const again = web.control.traffic(platform).bytes;
    const saved = 1 - again / (firstBytes[platform] ?? 0);
    process.stderr.write(
      `re-crawl of ${platform}: ${again} bytes of body instead of ${firstBytes[platform]}, ${(100 * saved).toFixed(1)} % less\n`,
    );
    secondBytes[platform] = again;
    expect(saved).toBeGreaterThanOrEqual(0.95);
    expect(items).toEqual([]);
    expect(notModified).toBeGreaterThan(0);
    expect(gone).toEqual([]);
  });

  it('shows an edit, and a removal as its operator answers it', async () => {
    const [edited, removed] = live().slice(-2);
    if (edited === undefined || removed === undefined) throw new Error('too few posts');
    web.control.edit(edited.post.key, 'The text is another one now.');
    web.control.remove(removed.post.key);
    const { items, gone } = await collect(platform);
    expect(items.find((item) => idOf(item) === edited.id)?.text).toBe('The text is another one now.');
    if (platform !== 'papertrail') expect(gone.map(idOf)).toEqual([removed.id]);
    const source = sourceFor(platform);
    expect(await collector.check(web.control.urlOf(removed.post.key), source)).toMatchObject({
      verdict: 'gone',
      status: 410,
    });
    expect(await collector.check(web.control.urlOf(edited.post.key), source)).toMatchObject({
      verdict: 'up',
      status: 200,
    });
  });
});

describe('the whole fixture web', () => {
  it('costs less than a twentieth of the body bytes when nothing has changed', () => {
    const sum = (bytes: Partial<Record<Platform, number>>): number => Object.values(bytes).reduce((a, b) => a + b, 0);
    const saved = 1 - sum(secondBytes) / sum(firstBytes);
    process.stderr.write(`re-crawl of the fixture web: ${(100 * saved).toFixed(1)} % fewer bytes of body\n`);
    expect(Object.keys(secondBytes)).toHaveLength(3);
    expect(saved).toBeGreaterThanOrEqual(0.95);
  });
});
