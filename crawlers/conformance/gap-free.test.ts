import { describe, expect, it } from 'vitest';
import { sha256 } from '#core/hash.ts';
import { seeded } from '#core/seeded.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { Cursor } from '../crawl.ts';
import { openWorkshop } from './site.ts';
import { SUBJECTS } from './subjects.ts';

const namespace = testNamespace();
/** `npm run gap-free` kills a hundred times; GAP_FREE_SEED repeats a run. */
const KILLS = Number(process.env.GAP_FREE_KILLS ?? 3);
const SEED = Number(process.env.GAP_FREE_SEED ?? Date.now() % 1_000_000);

/**
 * A collector that dies again and again: at a request of a poll, after it and before anything was stored, or between the items
 * and the cursor. Whatever was published is stored in the end, each item once.
 */
describe.each(SUBJECTS.map((subject, index) => ({ subject, index })))('$subject.name', ({ subject, index }) => {
  it(`loses nothing over ${KILLS} kills (seed ${SEED})`, async () => {
    const random = seeded(SEED + index);
    const below = (limit: number): number => Math.floor(random() * limit);
    const { site, source, posts, nativeIdOf } = await subject.open();
    const workshop = openWorkshop(`${namespace}:gaps:${index}:`, [site]);
    /** Post id -> how often it was created: the store knows an item by what it is and says. */
    const stored = new Map<string, string>();
    let cursor: Cursor = {};
    let published = 0;
    const publish = (count: number): void => {
      for (let more = 0; more < count; more += 1) {
        published += 1;
        const publishedAt = new Date(Date.UTC(2026, 0, 1, 0, published)).toISOString();
        posts.push({ id: published, text: `Tide table ${published}`, publishedAt, editedAt: null });
      }
    };
    const { answer } = site;
    try {
      publish(3);
      // How far a first visit goes back is each adapter's own affair; from then on nothing may be missing.
      const first = await workshop.collector().poll(source, {});
      for (const { nativeId, text } of first.items) stored.set(`${nativeId}\n${text}`, nativeId);
      cursor = first.nextCursor;
      for (let kill = 0; kill <= KILLS; kill += 1) {
        publish(below(subject.pageSize * 2));
        const controller = new AbortController();
        const dies =
          kill < KILLS ? (['at a request', 'before the items', 'before the cursor'] as const)[below(3)] : null;
        let left = dies === 'at a request' ? below(4) : Number.POSITIVE_INFINITY;
        site.answer = (request, response, url) => {
          if (left === 0) controller.abort();
          left -= 1;
          answer(request, response, url);
        };
        const collector = workshop.collector();
        const limits = { maxRequestsPerPoll: 2 + below(6) };
        for (let polls = 0; ; polls += 1) {
          const result = await collector.poll({ ...source, ...(dies === null ? {} : limits) }, cursor, {
            signal: controller.signal,
          });
          if (controller.signal.aborted || dies === 'before the items') break;
          for (const { files } of result.captures)
            for (const bytes of files.values()) workshop.stored.add(sha256(bytes));
          for (const { nativeId, text } of result.items) stored.set(`${nativeId}\n${text}`, nativeId);
          if (dies === 'before the cursor') break;
          cursor = result.nextCursor;
          if (!result.unfinished || polls > 60) break;
        }
      }
      // What is left over comes with the next visits, although nothing more is published.
      for (let polls = 0; stored.size < posts.length && polls < 50; polls += 1) {
        const { items, nextCursor } = await workshop.collector().poll(source, cursor);
        for (const { nativeId, text } of items) stored.set(`${nativeId}\n${text}`, nativeId);
        cursor = nextCursor;
      }
      expect([...stored.values()].sort()).toEqual(posts.map(nativeIdOf).sort());
    } finally {
      await workshop.close();
      await site.close();
    }
  });
});
