/** A source whose pages are ready before the measurement begins: what is measured starts at the collected item. */
import { type Capture, type CaptureManifest, captureIdOf } from '#core/capture.ts';
import { sha256 } from '#core/hash.ts';
import type { CollectedItem } from '#core/post.ts';
import type { Source } from '#core/source.ts';
import type { Collector, PollResult } from '#crawlers/crawl.ts';
import type { Text } from './texts.ts';

const DAY = 86_400_000;
const ITEMS_A_PAGE = 40;

export const cannedSource = (now: Date): Source => ({
  id: 'canned',
  name: 'Canned timeline',
  adapter: 'mastodon',
  addresses: ['https://canned.example/api/v1/timelines/public'],
  hosts: ['canned.example'],
  operatorId: 'operator-canned',
  languages: ['en', 'zh'],
  everySeconds: 86_400,
  delayMilliseconds: 0,
  maxRequestsPerPoll: 1000,
  legalBasis: 'None: everything here is invented',
  purpose: 'Measurement',
  owner: 'bench',
  approvedBy: 'bench',
  approvedAt: new Date(now.getTime() - DAY).toISOString(),
  reviewBy: new Date(now.getTime() + 90 * DAY).toISOString(),
  paused: false,
});

interface Page {
  items: CollectedItem[];
  capture: Capture;
}

const pageOf = (texts: readonly Text[], number: number, source: Source, now: Date): Page => {
  const found = texts.map(({ text, lang }, index) => {
    const nativeId = String(number * ITEMS_A_PAGE + index);
    return {
      nativeId,
      url: `https://canned.example/posts/${nativeId}`,
      text,
      lang,
      author: `author-${Number(nativeId) % 97}`,
      publishedAt: new Date(now.getTime() - DAY + Number(nativeId) * 1000).toISOString(),
      tags: [],
    };
  });
  const url = `https://canned.example/api/v1/timelines/public?page=${number}`;
  const body = Buffer.from(JSON.stringify(found));
  const manifest: CaptureManifest = {
    v: 1,
    sourceId: source.id,
    legalBasis: source.legalBasis,
    requestedUrl: url,
    finalUrl: url,
    redirects: [],
    address: null,
    status: 200,
    at: now.toISOString(),
    collector: 'bench',
    robots: 'canned: no request was made',
    rendered: false,
    files: [{ path: 'body', sha256: sha256(body), bytes: body.byteLength, type: 'application/json' }],
  };
  const id = captureIdOf(manifest);
  return {
    items: found.map((item) => ({ ...item, captureId: id })),
    capture: { id, manifest, files: new Map([['body', body]]) },
  };
};

/** Hands out one page of 40 items for each poll until there are none. */
export const cannedCollector = (texts: readonly Text[], source: Source, now: Date): Collector => {
  const pages: Page[] = [];
  for (let index = 0; index < texts.length; index += ITEMS_A_PAGE)
    pages.push(pageOf(texts.slice(index, index + ITEMS_A_PAGE), pages.length, source, now));
  return {
    poll: async (_source, cursor, { keep } = {}): Promise<PollResult> => {
      const number = Number(cursor.page ?? 0);
      const page = pages[number];
      if (page !== undefined) await keep?.(page.capture);
      return {
        items: page?.items ?? [],
        gone: [],
        captures: page === undefined ? [] : [page.capture],
        skipped: [],
        nextCursor: { page: String(number + 1) },
        notBefore: null,
        unfinished: number + 1 < pages.length,
        requests: 0,
        bytes: 0,
        notModified: 0,
      };
    },
    check: async () => ({ status: null, verdict: 'unknown', detail: 'canned' }),
    image: async () => ({ kind: 'refused', reason: 'dead', detail: 'canned' }),
    look: async () => ({ kind: 'refused', reason: 'dead', detail: 'canned' }),
    streams: () => false,
    stream: async () => {},
    browser: null,
    close: async () => {},
  };
};
