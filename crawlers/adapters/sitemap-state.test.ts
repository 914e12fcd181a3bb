import { describe, expect, it } from 'vitest';
import { seeded } from '#core/seeded.ts';
import type { Listed } from './sitemap-file.ts';
import {
  closeReading,
  REMEMBERED,
  ROUND,
  readState,
  remember,
  type SitemapState,
  takeListed,
  UNDATED,
} from './sitemap-state.ts';

const MAP = 'https://quay.example/sitemap.xml';
const SEED = Number(process.env.GAP_FREE_SEED ?? Date.now() % 1_000_000);
type Entry = Listed & { url: string };

const day = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString();
const entry = (name: string, lastmod: string | null): Entry => {
  const url = `https://quay.example/${name}`;
  return { loc: url, url, lastmod, until: null };
};
const opened = (): SitemapState => ({
  ...readState({}, 'key'),
  maps: [{ url: MAP, parent: null, lastmod: null, until: null, read: { lastmod: null, at: day(0) } }],
});

/** One round in which everything that is pending is visited. @returns `address lastmod` of each visit */
const round = (state: SitemapState, entries: readonly Entry[]): string[] => {
  state.again = [];
  takeListed(state, MAP, entries);
  closeReading(state);
  const visited: string[] = [];
  for (const { url, map, lastmod } of state.pending.splice(0)) {
    visited.push(`${url} ${lastmod}`);
    remember(state, { url, map, lastmod, open: null, ids: [] });
  }
  return visited;
};
/** Rounds until nothing is left of what is new. */
const rounds = (state: SitemapState, entries: readonly Entry[]): string[] => {
  const visited: string[] = [];
  for (let count = 0; count < 50; count += 1) {
    visited.push(...round(state, entries));
    expect(state.known.length).toBeLessThanOrEqual(REMEMBERED + UNDATED);
    if (state.backlog === null) return visited;
  }
  throw new Error('it does not come to an end');
};
const names = (entries: readonly Entry[]): string[] => entries.map(({ url, lastmod }) => `${url} ${lastmod}`);

describe('what is known of a sitemap', () => {
  it('a first visit takes the newest, and what is older counts as known', () => {
    const state = opened();
    const entries = Array.from({ length: ROUND * 3 }, (_value, n) => entry(`p${n}`, day(n)));
    expect(rounds(state, entries)).toEqual(names(entries.slice(-ROUND)).reverse());
    expect(round(state, entries)).toEqual([]);
  });

  it('more than a round holds is read in rounds, also where many changed at the same time', () => {
    const state = opened();
    rounds(state, [entry('first', day(0))]);
    const fresh = Array.from({ length: ROUND * 4 + 1 }, (_value, n) => entry(`p${n}`, day(1 + (n % 3))));
    const listed = [entry('first', day(0)), ...fresh];
    const visited = rounds(state, listed);
    // What was known may be taken once more while more than a round is read; everything new comes once.
    expect(visited.filter((name) => !name.includes('first')).sort()).toEqual(names(fresh).sort());
    expect(round(state, listed)).toEqual([]);
  });

  it(`nothing that is added or changed later is left out (seed ${SEED})`, () => {
    const random = seeded(SEED);
    const state = opened();
    const entries = new Map<string, Entry>();
    const seen = new Set(rounds(state, []));
    let clock = 0;
    for (let change = 0; change < 30; change += 1) {
      for (let more = Math.floor(random() * ROUND * 1.5); more > 0; more -= 1) {
        clock += random() < 0.5 ? 1 : 0;
        const isEdit = random() < 0.2 && entries.size > 0;
        const name = isEdit ? `p${Math.floor(random() * entries.size)}` : `p${entries.size}`;
        entries.set(name, entry(name, day(clock)));
      }
      clock += 1;
      const listed = [...entries.values()];
      // Another change may arrive while a backlog is being read.
      for (const name of random() < 0.5 ? round(state, listed) : rounds(state, listed)) seen.add(name);
    }
    const last = [...entries.values()];
    for (const name of rounds(state, last)) seen.add(name);
    expect(names(last).filter((name) => !seen.has(name))).toEqual([]);
    expect(round(state, last)).toEqual([]);
  });

  it('locations without lastmod have a bound, and a known one keeps its place', () => {
    const state = opened();
    const entries = Array.from({ length: UNDATED + 7 }, (_value, n) => entry(`p${n}`, null));
    expect(takeListed(state, MAP, entries)).toBe(7);
    expect(state.pending).toHaveLength(UNDATED);
    expect(takeListed(state, MAP, entries)).toBe(7);
  });
});
