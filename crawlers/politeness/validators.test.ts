import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '#core/hash.ts';
import type { Source } from '#core/source.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '../conformance/site.ts';
import type { Collector, Cursor } from '../crawl.ts';
import { afterFull, conditionalHeaders, validatorsIn } from './validators.ts';

const namespace = testNamespace();
const HOUR = 3_600_000;
let run = 0;
let site: Site;
let workshop: Workshop;
let collector: Collector;
let source: Source;
let cursor: Cursor;
let items: string[];
/** What the server says of every body, whatever it is. */
let named: Record<string, string>;
/** Answers 304 to whoever sends what it says. */
let believes: boolean;

beforeEach(async () => {
  run += 1;
  [items, cursor, named, believes] = [['one'], {}, { etag: '"always"' }, true];
  site = await startSite((request, response) => {
    const { 'if-none-match': match, 'if-modified-since': since } = request.headers;
    const isNamed =
      match === undefined ? since !== undefined && since === named['last-modified'] : match === named.etag;
    if (believes && isNamed) return response.writeHead(304, named).end();
    const body = items.map((id) => `<article id="${id}"><p>text ${id}</p></article>`).join('');
    response.writeHead(200, { 'content-type': 'text/html', ...named }).end(body);
  });
  workshop = openWorkshop(`${namespace}:${run}:`, [site]);
  collector = workshop.collector();
  const recipe = { item: 'article', id: { selector: '', attr: 'id' }, url: { selector: 'a', attr: 'href' } };
  source = sourceOf(site, { recipes: [{ ...recipe, text: { selector: 'p' }, render: 'http', maxPages: 1 }] });
});
afterEach(async () => {
  await workshop.close();
  await site.close();
});

/** One visit whose captures are stored; the ids that it brought. */
const visit = async (): Promise<string[]> => {
  const result = await collector.poll(source, cursor);
  for (const { files } of result.captures) for (const bytes of files.values()) workshop.stored.add(sha256(bytes));
  cursor = result.nextCursor;
  return result.items.map(({ nativeId }) => nativeId.split(/[/#:]/).at(-1) ?? '');
};
const asked = (): string | undefined => {
  const { headers } = site.visits.filter(({ path }) => path !== '/robots.txt').at(-1) ?? {};
  return headers?.['if-none-match'] ?? headers?.['if-modified-since'];
};

describe('a server that calls another body by the same validators', () => {
  it('is found out after a day, and not believed again: nothing is lost', async () => {
    expect(await visit()).toContain('one');
    items.push('two');
    await visit();
    expect(asked()).toBe('"always"');
    workshop.clock.advance(25 * HOUR);
    expect(await visit()).toContain('two');
    expect(asked()).toBeUndefined();
    items.push('three');
    workshop.clock.advance(HOUR);
    expect(await visit()).toContain('three');
    expect(asked()).toBeUndefined();
  });

  it('is found out at once where it sends the body all the same', async () => {
    believes = false;
    await visit();
    items.push('two');
    expect(await visit()).toContain('two');
    expect(asked()).toBe('"always"');
    items.push('three');
    expect(await visit()).toContain('three');
    expect(asked()).toBeUndefined();
  });

  it('is found out where its ETag is weak', async () => {
    named = { etag: 'W/"about-the-same"' };
    await visit();
    items.push('two');
    workshop.clock.advance(25 * HOUR);
    expect(await visit()).toContain('two');
    items.push('three');
    expect(await visit()).toContain('three');
  });
});

describe('an honest server', () => {
  it('is asked for the whole body once a day, and believed in between', async () => {
    await visit();
    const seen: (string | undefined)[] = [];
    for (let hour = 0; hour < 50; hour += 5) {
      workshop.clock.advance(5 * HOUR);
      await visit();
      seen.push(asked());
    }
    expect(seen.filter((validator) => validator === undefined)).toHaveLength(2);
  });

  it('is not asked by a Last-Modified of the same minute, which a second change would share', async () => {
    named = { 'last-modified': new Date().toUTCString() };
    await visit();
    items.push('two');
    expect(await visit()).toContain('two');
    expect(asked()).toBeUndefined();
    named = { 'last-modified': new Date(Date.now() - HOUR).toUTCString() };
    await visit();
    await visit();
    expect(asked()).toBe(named['last-modified']);
  });
});

describe('validators', () => {
  const NOW = '2026-03-01T00:00:00.000Z';
  const known = { etag: '"a"', lastModified: null, bodyHash: 'b1', fullAt: NOW };
  it('are kept byte for byte', () => {
    expect(validatorsIn({ etag: ' W/"x,y"' }, NOW).etag).toBe(' W/"x,y"');
  });
  it('lie when the body is another and the name is not', () => {
    expect(afterFull({ ...known, bodyHash: 'b2' }, known, NOW).lies).toBe(true);
    expect(afterFull({ ...known, bodyHash: 'b2', etag: '"b"' }, known, NOW).lies).toBeUndefined();
    expect(afterFull(known, known, NOW).lies).toBeUndefined();
    expect(afterFull({ ...known, etag: null, bodyHash: 'b2' }, { ...known, etag: null }, NOW).lies).toBeUndefined();
    expect(afterFull({ ...known, etag: '"b"' }, { ...known, lies: true }, NOW).lies).toBe(true);
  });
  it('are not sent without the body that they belong to', () => {
    expect(conditionalHeaders({ ...known, bodyPresent: true }, NOW)).toEqual({ 'if-none-match': '"a"' });
    expect(conditionalHeaders({ ...known, bodyPresent: false }, NOW)).toEqual({});
  });
});
