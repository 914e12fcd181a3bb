/** How long a reviewer waits for the next case, through the real API, with colleagues at work. */
import { openHouse } from '#cli/open.ts';
import { aliasOf } from '#store/indices.ts';
import { defineMeasure, takeTurns } from './bench.ts';
import { type Caller, claimNext, decideFor, openApi } from './callers.ts';
import { createPlainQueue, loadCases, loadPlainCases, openedCases } from './claim-cases.ts';
import { claimPlainly, decidePlainly } from './claim-plain.ts';
import { divide, quantile } from './report.ts';

const LEVELS = [1, 10, 50];

/** One reviewer's next case: takes it (timed) and then decides it (not timed). */
interface Reviewer {
  claim(): Promise<{ id: string; attempts: number; decide(): Promise<void> }>;
}

interface Round {
  milliseconds: number[];
  attempts: number;
}

/** All at once, each with one case after the other. @throws where a case was given to two people */
const review = async (reviewers: readonly Reviewer[], claims: number): Promise<Round> => {
  const milliseconds: number[] = [];
  const taken = new Set<string>();
  let left = claims;
  let attempts = 0;
  await Promise.all(
    reviewers.map(async ({ claim }) => {
      while (left > 0) {
        left -= 1;
        const start = performance.now();
        const found = await claim();
        milliseconds.push(performance.now() - start);
        if (taken.has(found.id)) throw new Error(`${found.id} was given to two people`);
        taken.add(found.id);
        attempts += found.attempts;
        await found.decide();
      }
    }),
  );
  return { milliseconds, attempts: attempts / claims };
};

const reviewerOf = (person: Caller): Reviewer => ({
  claim: async () => {
    const claimed = await claimNext(person);
    if (claimed === null) throw new Error('There is no open case left.');
    return {
      id: claimed.id,
      attempts: 1,
      decide: () => decideFor(person, claimed),
    };
  },
});

export const claim = defineMeasure({
  name: 'claim',
  title: 'how long a reviewer waits for the next case',
  need: ['elasticsearch', 'redis'],
  defaults: { cases: 10_000, claims: 300, people: 50, runs: 3 },
  run: async (bench, { cases, claims, people, runs }) => {
    const config = bench.installation();
    const store = await openHouse(config);
    const client = store.elasticsearch;
    const index = aliasOf(config.namespace, 'cases');
    const plainIndex = `${config.namespace}-plain`;
    const levels = [...new Set(LEVELS.map((level) => Math.min(level, people)))];
    try {
      await store.migrate();
      await createPlainQueue(client, plainIndex);
      const { people: callers, close } = await openApi(config, store, Math.max(...levels));
      const reviewers = callers.map(reviewerOf);
      const plain = reviewers.map(
        (_, number): Reviewer => ({
          claim: async () => {
            const found = await claimPlainly(client, plainIndex, `reviewer${number}`);
            return { ...found, decide: () => decidePlainly(client, plainIndex, found.id) };
          },
        }),
      );
      const loaded = { ours: 0, plain: 0 };
      /** As many open cases as were asked for, again, before each round. */
      const fill = async (side: keyof typeof loaded) => {
        const fresh = openedCases(loaded[side], loaded[side] === 0 ? cases : claims, store.clock.now());
        loaded[side] += fresh.length;
        if (side === 'ours') await loadCases(client, index, fresh);
        else await loadPlainCases(client, plainIndex, fresh);
      };
      const rounds: Record<string, Round[]> = {};
      try {
        for (const level of levels) {
          const { ours, other } = await takeTurns(
            runs,
            async () => {
              await fill('ours');
              return review(reviewers.slice(0, level), claims);
            },
            async () => {
              await fill('plain');
              return review(plain.slice(0, level), claims);
            },
          );
          rounds[`${level} ours`] = ours;
          rounds[`${level} plain`] = other;
        }
      } finally {
        await close();
      }
      const shares = { p50: 0.5, p95: 0.95, p99: 0.99 };
      const of = (key: string, share: number): number[] =>
        (rounds[key] ?? []).map(({ milliseconds }) => quantile(milliseconds, share));
      const each = levels.flatMap((level) => Object.entries(shares).map(([name, share]) => ({ level, name, share })));
      return {
        lines: levels.flatMap((level) => [
          ...Object.entries(shares).map(([name, share]) => ({
            what: `${level} at work: Weir, ${name}`,
            unit: 'ms',
            values: of(`${level} ours`, share),
          })),
          ...Object.entries(shares).map(([name, share]) => ({
            what: `${level} at work: search and update, ${name}`,
            unit: 'ms',
            values: of(`${level} plain`, share),
          })),
          {
            what: `${level} at work: search and update, tries for a case`,
            unit: '',
            values: (rounds[`${level} plain`] ?? []).map(({ attempts }) => attempts),
          },
        ]),
        ratios: each.map(({ level, name, share }) => ({
          what: `${level} at work, ${name}`,
          values: divide(of(`${level} plain`, share), of(`${level} ours`, share)),
        })),
        notes: [
          'Everybody claims, decides, and claims again without a pause; only the claim is timed. No case went to two people (checked).',
          'Weir: POST /api/v1/cases/claim into the server in this process (no socket): session, permission, lease, state read again, the look recorded in the signed ledger and synced to disk, the answer checked against its schema.',
          'Search and update: the first open case by priority, then a conditional update with refresh, again on conflict; the bare client, no session, no permission, no record.',
          'The cases were written straight into the indices, not through the ledger.',
        ],
      };
    } finally {
      await store.close();
    }
  },
});
