import { describe, expect, it } from 'vitest';
import { ManualClock } from '#core/clock.ts';
import type { PageRecipe } from '#core/source.ts';
import type { AdapterContext, Cursor } from '../contract.ts';
import { openPageSite } from './page-site.ts';

const LIST = 'https://forum.example/board';
const THREADS = ['https://forum.example/t/1', 'https://forum.example/t/2'];
const field = { selector: 'a' };
const recipe: PageRecipe = {
  item: 'article',
  id: field,
  url: field,
  text: field,
  follow: 'a',
  render: 'http',
  maxPages: 3,
  revisitSeconds: 60,
};
const clock = new ManualClock('2026-03-01T10:00:00Z');
const context = { now: () => clock.now().toISOString(), gone: () => {} } as unknown as AdapterContext;
const post = (n: number) => ({ nativeId: `p${n}`, url: `https://forum.example/p/${n}`, text: `text ${n}` });

/** One visit; `list` is the list's text, or null where the server says that it has not changed. @returns pages visited */
const visit = async (cursor: Cursor, list: string | null): Promise<string[]> => {
  const site = openPageSite(context, LIST, recipe, cursor);
  const visited: string[] = [];
  for (let job = site.next('later'); job !== undefined; job = site.next('later')) {
    visited.push(job.url);
    site.finish(job);
    if (job.list && list === null) site.unchanged(job);
    else if (job.list) site.took(job, { items: [], follow: THREADS, next: undefined } as never, list ?? '');
    else site.took(job, { items: [post(THREADS.indexOf(job.url))], follow: [], next: undefined } as never, 'thread');
  }
  await site.close(cursor, false);
  return visited;
};

describe('pages that a list leads to', () => {
  it('are visited at once when the list changed, and otherwise only when their round is due', async () => {
    const cursor: Cursor = {};
    expect(await visit(cursor, 'list A')).toEqual([LIST, ...THREADS]);
    clock.advance(10_000);
    expect(await visit(cursor, null)).toEqual([LIST]);
    expect(await visit(cursor, 'list A')).toEqual([LIST]);
    expect(await visit(cursor, 'list B')).toEqual([LIST, ...THREADS]);
    clock.advance(60_000);
    expect(await visit(cursor, null)).toEqual([LIST, ...THREADS]);
  });
});
