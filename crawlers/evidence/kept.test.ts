/** Captures are handed on as they are made, so that a long visit does not hold all of them in memory. */
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { captureIdOf } from '#core/capture.ts';
import { WeirError } from '#core/errors.ts';
import type { Source } from '#core/source.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { openWorkshop, type Site, sourceOf, startSite, type Workshop } from '../conformance/site.ts';
import type { KeepCapture } from '../contract.ts';

const namespace = testNamespace();
let run = 0;
let site: Site;
let workshop: Workshop;
let source: Source;

beforeEach(async () => {
  run += 1;
  site = await startSite((request, response, url) => {
    const number = Number(url.pathname.slice(1)) || 1;
    if (request.headers['if-none-match'] === `"${number}"`) {
      response.writeHead(304, { etag: `"${number}"` }).end();
      return;
    }
    const next = number < 3 ? `<a class="next" href="/${number + 1}">next</a>` : '';
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8', etag: `"${number}"` })
      .end(`<article id="p${number}"><a class="at" href="/p/${number}">#</a><p>渡口 ${number}</p></article>${next}`);
  });
  workshop = openWorkshop(`${namespace}:${run}:`, [site]);
  source = sourceOf(site, {
    recipes: [
      {
        item: 'article',
        id: { selector: '', attr: 'id' },
        url: { selector: 'a.at', attr: 'href' },
        text: { selector: 'p' },
        next: { selector: 'a.next', attr: 'href' },
        render: 'http',
        maxPages: 3,
      },
    ],
  });
});
afterEach(async () => {
  await workshop.close();
  await site.close();
});

const pages = (): string[] => site.visits.map(({ path }) => path).filter((path) => path !== '/robots.txt');
const disk = new Error('the disk is full');

describe('whoever keeps captures', () => {
  it('gets each, whole, before the next page is asked for, and the result holds no file of them', async () => {
    const kept: { id: string; files: string[]; pagesThen: number }[] = [];
    const keep: KeepCapture = async ({ id, manifest, files }) => {
      expect(captureIdOf(manifest)).toBe(id);
      kept.push({ id, files: [...files.keys()], pagesThen: pages().length });
    };
    const result = await workshop.collector().poll(source, {}, { keep });
    expect(kept.map(({ pagesThen }) => pagesThen)).toEqual([1, 2, 3]);
    expect(kept.every(({ files }) => files.includes('body'))).toBe(true);
    expect(result.items.map(({ captureId }) => captureId)).toEqual(kept.map(({ id }) => id));
    expect(result.captures.map(({ id, files }) => [id, files.size])).toEqual(kept.map(({ id }) => [id, 0]));
  });

  it('holds up no request, gets one capture at a time, and has all of them when the poll ends', async () => {
    const steps: string[] = [];
    const keep: KeepCapture = async () => {
      const number = pages().length;
      steps.push(`begins ${number}`);
      await vi.waitUntil(() => pages().length === Math.min(number + 1, 3));
      await setImmediate();
      steps.push(`has ${number}`);
    };
    const { captures } = await workshop.collector().poll(source, {}, { keep });
    expect(steps).toEqual(['begins 1', 'has 1', 'begins 2', 'has 2', 'begins 3', 'has 3']);
    expect(captures).toHaveLength(3);
  });

  it('ends the poll with its error, so that nothing is taken that has no evidence', async () => {
    let taken = 0;
    const keep: KeepCapture = async () => {
      taken += 1;
      if (taken === 2) throw disk;
    };
    await expect(workshop.collector().poll(source, {}, { keep })).rejects.toBe(disk);
    expect(pages()).toEqual(['/', '/2']);
  });

  it('is no fault of a page that is as it was', async () => {
    const collector = workshop.collector();
    const first = await collector.poll(source, {});
    for (const { manifest } of first.captures) for (const { sha256 } of manifest.files) workshop.stored.add(sha256);
    workshop.clock.advance(3_600_000);
    const unreachable = new WeirError('EVIDENCE_UNREACHABLE', 'The bucket is away.');
    const keep = (): Promise<void> => Promise.reject(unreachable);
    await expect(collector.poll(source, first.nextCursor, { keep })).rejects.toBe(unreachable);
    expect(site.visits.at(-1)?.headers['if-none-match']).toBe('"1"');
  });
});
