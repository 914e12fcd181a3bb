import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, openBench, takeTurns } from './bench.ts';
import { MEASURES } from './measures.ts';
import { divide, printed, quantile } from './report.ts';
import { stream } from './texts.ts';

/** Enough to see that it runs; the figures mean nothing. */
const TINY: Record<string, Record<string, number>> = {
  'end-to-end': { posts: 40, runs: 1 },
  model: { posts: 8, runs: 1 },
  assess: { posts: 24, runs: 1, torch: 0, labelled: 0 },
  claim: { cases: 100, claims: 8, people: 3, runs: 1 },
  reviewers: { cases: 60, people: 12, seconds: 0, pause: 0, warm: 0, seed: 1 },
  pages: { cases: 60, runs: 1, audits: 0 },
  search: { posts: 2000, queries: 8, runs: 1 },
  crawl: { runs: 1 },
  crawlers: { pages: 2, browserPages: 1, sites: 1, runs: 1 },
};

describe('every measurement', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(['elasticsearch', 'redis', 'chromium', 'encoder'], () => {});
  });
  afterAll(async () => {
    await bench.close();
  });

  it('has tiny parameters here', () => {
    expect(MEASURES.map(({ name }) => name).sort()).toEqual(Object.keys(TINY).sort());
  });

  it.each(MEASURES.map((measure) => [measure.name, measure] as const))('%s still runs', async (name, measure) => {
    const report = await measure.run(bench, TINY[name]);
    const values = [...report.lines, ...report.ratios].flatMap((line) => line.values);
    expect(values.length).toBeGreaterThan(4);
    expect(values.filter((value) => !(Number.isFinite(value) && value >= 0))).toEqual([]);
    // What an unchanged web costs may be nothing at all; nothing else may.
    expect(values.filter((value) => value === 0)).toHaveLength(name === 'crawl' ? 1 : 0);
    expect(printed(report)).toContain(`== ${name}: `);
  });

  it('leaves no index behind', async () => {
    const own = await openBench(['elasticsearch', 'redis']);
    const { elasticsearchUrl, namespace } = own.installation();
    const made = await fetch(`${elasticsearchUrl}/${namespace}-left`, { method: 'PUT' });
    expect(made.status).toBe(200);
    await own.close();
    const answer = await fetch(`${elasticsearchUrl}/${namespace}-left`);
    expect(answer.status).toBe(404);
  });
});

describe('the figures', () => {
  it('are interpolated quantiles', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 20, 30], 0.95)).toBeCloseTo(29);
    expect(quantile([7], 0.99)).toBe(7);
  });

  it('are compared run by run', () => {
    expect(divide([10, 9], [5, 3])).toEqual([2, 3]);
  });

  it('come from both ways in every run, in turns', async () => {
    const order: string[] = [];
    const way = (name: string) => async (run: number) => {
      order.push(`${name}${run}`);
      return name;
    };
    await takeTurns(3, way('a'), way('b'));
    expect(order).toEqual(['a0', 'b0', 'b1', 'a1', 'a2', 'b2']);
  });
});

describe('the stream of posts', () => {
  const options = { count: 2000, violating: 0.1, copies: 0.3, seed: 1 };

  it('is the same for the same seed', () => {
    expect(stream(options)).toEqual(stream(options));
    expect(stream(options)).not.toEqual(stream({ ...options, seed: 2 }));
  });

  it('violates about as often as was asked for', () => {
    const share = stream(options).filter(({ violating }) => violating).length / options.count;
    expect(share).toBeGreaterThan(0.06);
    expect(share).toBeLessThan(0.14);
  });

  it('never joins two languages', () => {
    const mixed = stream(options).filter(({ text, lang }) => lang === 'en' && /\p{Script=Han}{8}/u.test(text));
    expect(mixed).toEqual([]);
  });
});
