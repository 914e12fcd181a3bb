/**
 * A bundle of ours in ReplayWeb.page, the viewer that archives use, with its service worker, served from a page of this test: the
 * archived page shows, and nothing but the bundle is asked for it.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ManualClock } from '#core/clock.ts';
import { openWorkshop, sourceOf, startSite } from '#crawlers/conformance/site.ts';
import { writeBundle } from '#store/evidence/bundle.ts';
import { openEvidenceStore } from '#store/evidence/evidence-store.ts';
import { launchBrowser, PATIENCE } from './browser.ts';
import { testNamespace } from './namespace.ts';

const VIEWER = fileURLToPath(new URL('../node_modules/replaywebpage/', import.meta.url));
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferry board</title></head><body><article id="one"><a href="/p/one">#</a>
<p>The ferry to Lantern Bay is late again. 渡口</p></article></body></html>`;

let browser: Browser;
let server: Server;
let origin: string;
let archived: string;
let folder: string;
let bundle: Buffer;
/** What the viewer's page asked of its own server. */
const asked: string[] = [];

/** A page that is captured over the wire, packed as servers pack it; the site is gone when this returns. */
const captured = async (): Promise<void> => {
  const site = await startSite((_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'gzip' })
      .end(gzipSync(PAGE)),
  );
  const workshop = openWorkshop(`${testNamespace()}:`, [site]);
  archived = `${site.origin}/`;
  try {
    const recipe = { item: 'article', id: { selector: '', attr: 'id' }, url: { selector: 'a', attr: 'href' } };
    const { captures } = await workshop
      .collector()
      .poll(sourceOf(site, { recipes: [{ ...recipe, text: { selector: 'p' }, render: 'http', maxPages: 1 }] }), {});
    const clock = new ManualClock(new Date());
    const evidence = await openEvidenceStore({ dir: folder, clock, newId: () => crypto.randomUUID() });
    const ids: string[] = [];
    for (const capture of captures) ids.push(await evidence.putCapture(capture));
    bundle = await writeBundle(evidence, ids, { keys: [], ledgerKeys: {} }, {});
    await evidence.close();
  } finally {
    await workshop.close();
    await site.close();
  }
};

const script = (name: string): { type: string; body: Buffer } => ({
  type: 'text/javascript; charset=utf-8',
  body: readFileSync(join(VIEWER, name)),
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-viewer-'));
  await captured();
  const served: Record<string, () => { type: string; body: Buffer }> = {
    '/': () => ({
      type: 'text/html',
      body: Buffer.from(
        `<!doctype html><script src="/ui.js"></script><replay-web-page source="/bundle.wacz" url="${archived}" embed="replayonly" replayBase="/replay/"></replay-web-page>`,
      ),
    }),
    '/ui.js': () => script('ui.js'),
    '/replay/ui.js': () => script('ui.js'),
    '/replay/sw.js': () => script('sw.js'),
    '/bundle.wacz': () => ({ type: 'application/wacz+zip', body: bundle }),
  };
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://viewer.test');
    asked.push(pathname);
    const found = served[pathname]?.();
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const { type, body } = found;
    if (from === undefined) response.writeHead(200, { 'content-type': type, 'accept-ranges': 'bytes' }).end(body);
    else {
      const end = to === '' ? body.length - 1 : Math.min(Number(to), body.length - 1);
      const range = `bytes ${from}-${end}/${body.length}`;
      response
        .writeHead(206, { 'content-type': type, 'content-range': range })
        .end(body.subarray(Number(from), end + 1));
    }
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

it('a bundle opens in a public viewer, offline, and shows the archived page', async () => {
  // The viewer does not know the locale of machines that have none.
  const page = await browser.newPage({ locale: 'en-GB' });
  page.setDefaultTimeout(PATIENCE);
  const left: string[] = [];
  // A service worker answers what is below it; what it lets go shows here, and ends here.
  await page.context().route(
    (url) => url.origin !== origin,
    (route) => {
      left.push(route.request().url());
      return route.abort();
    },
  );
  await page.goto(`${origin}/`);
  const replayed = page.frameLocator('replay-web-page >> iframe').frameLocator('iframe');
  await replayed.getByText('The ferry to Lantern Bay is late again. 渡口').waitFor();
  const frame = page.frames().find((one) => one.url().endsWith(`/${archived}`));
  expect(await frame?.title()).toBe('Ferry board');
  expect(asked).toContain('/replay/sw.js');
  expect(asked).toContain('/bundle.wacz');
  expect(left.filter((url) => url.startsWith(archived))).toEqual([]);
});
