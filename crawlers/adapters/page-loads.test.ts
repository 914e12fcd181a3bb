import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '#core/hash.ts';
import type { PageRecipe, Source } from '#core/source.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '../conformance/site.ts';
import type { Collector, Cursor } from '../crawl.ts';

const namespace = testNamespace();
const HOUR = 3_600_000;

const RECIPE: PageRecipe = {
  item: 'article',
  id: { selector: '', attr: 'id' },
  url: { selector: 'a', attr: 'href' },
  text: { selector: 'p' },
  render: 'browser',
  waitFor: 'main[data-ready]',
  maxPages: 1,
};

/** A page whose script asks for its texts: nothing in it changes when they do. */
const shell = (method: string): string => `<!doctype html><body><main></main><script src="/build.js"></script><script>
fetch('/texts.json', { method: '${method}' }).then((answer) => answer.json()).then(build);
</script>`;
const BUILD = `const build = (texts) => {
  const main = document.querySelector('main');
  for (const id of texts) main.innerHTML += '<article id="' + id + '"><a href="/p/' + id + '"></a><p>text ' + id + '</p></article>';
  main.dataset.ready = 'yes';
};`;

let run = 0;
let site: Site;
let workshop: Workshop;
let collector: Collector;
let source: Source;
let cursor: Cursor;
let texts: string[];
let method: string;
/** What the server calls its texts; undefined where it says nothing. */
let named: (() => string) | undefined;

beforeEach(async () => {
  run += 1;
  [texts, cursor, method, named] = [['one'], {}, 'GET', () => `"${texts.join('+')}"`];
  site = await startSite((request, response, { pathname }) => {
    const answers: Record<string, [type: string, body: string, etag: string | undefined]> = {
      '/': ['text/html', shell(method), '"shell"'],
      '/build.js': ['text/javascript', BUILD, '"program"'],
      '/texts.json': ['application/json', JSON.stringify(texts), named?.()],
    };
    const [type, body, etag] = answers[pathname] ?? [];
    if (type === undefined) return response.writeHead(404).end();
    const headers = { 'content-type': type, ...(etag === undefined ? {} : { etag }) };
    if (etag !== undefined && request.headers['if-none-match'] === etag) return response.writeHead(304, headers).end();
    response.writeHead(200, headers).end(body);
  });
  workshop = openWorkshop(`${namespace}:${run}:`, [site]);
  collector = workshop.collector({
    chromium: {
      executablePath: process.env.CHROMIUM_PATH ?? '',
      args: ['--disable-gpu', '--no-sandbox', '--disable-quic'],
      deadlineMilliseconds: 90_000,
    },
  });
  source = sourceOf(site, { recipes: [RECIPE] });
});
afterEach(async () => {
  await workshop.close();
  await site.close();
});

interface Seen {
  ids: string[];
  notModified: number;
  /** Paths in the order in which they were asked for, `?` behind those that were asked for conditionally. */
  asked: string[];
}

/** One visit whose captures are stored. */
const visit = async (): Promise<Seen> => {
  site.visits.length = 0;
  const result = await collector.poll(source, cursor);
  for (const { files } of result.captures) for (const bytes of files.values()) workshop.stored.add(sha256(bytes));
  cursor = result.nextCursor;
  return {
    ids: result.items.map(({ nativeId }) => nativeId).sort(),
    notModified: result.notModified,
    asked: site.visits
      .filter(({ path }) => path !== '/robots.txt' && path !== '/favicon.ico')
      .map(({ path, headers }) => (headers['if-none-match'] === undefined ? path : `${path}?`)),
  };
};
const NOTHING: Seen = { ids: [], notModified: 1, asked: ['/texts.json?', '/build.js?', '/?'] };

describe('a page that scripts build', () => {
  it('is not built again while nothing that they load has changed, and costs no body then', async () => {
    expect((await visit()).ids).toEqual(['one']);
    expect(await visit()).toEqual(NOTHING);
    expect(await visit()).toEqual(NOTHING);
  });

  it('is built when what they load has changed although the page itself has not; that is asked for once', async () => {
    await visit();
    texts.push('two');
    const { ids, notModified, asked } = await visit();
    expect({ ids, notModified }).toEqual({ ids: ['one', 'two'], notModified: 0 });
    expect(asked).toEqual(['/texts.json?', '/', '/build.js']);
    expect(await visit()).toEqual(NOTHING);
  });

  it.each([
    ['has no validator', () => (named = undefined)],
    ['is asked for by POST', () => (method = 'POST')],
  ])('is built each time where what they load %s', async (_what, change) => {
    change();
    await visit();
    texts.push('two');
    const { ids, asked } = await visit();
    expect(ids).toEqual(['one', 'two']);
    expect(asked).not.toContain('/?');
  });

  it('is built each time where its picture and text are not stored', async () => {
    await visit();
    workshop.stored.clear();
    const { ids, asked } = await visit();
    expect(ids).toEqual(['one']);
    expect(asked[0]).toBe('/');
  });

  it('loses nothing to a server that calls other texts by the same name: found out after a day, and not believed again', async () => {
    named = () => '"always"';
    await visit();
    texts.push('two');
    expect(await visit()).toEqual(NOTHING);
    workshop.clock.advance(25 * HOUR);
    expect((await visit()).ids).toEqual(['one', 'two']);
    texts.push('three');
    workshop.clock.advance(HOUR);
    expect((await visit()).ids).toEqual(['one', 'three', 'two']);
  });

  it('that one source has read is read by another one too', async () => {
    await visit();
    [source, cursor] = [{ ...source, id: 'source-2' }, {}];
    expect((await visit()).ids).toEqual(['one']);
  });
});
