/** The figures of the work against a list of what was done: counted here by loops, there by Elasticsearch. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mondayOf } from '#core/week.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { percentile } from '../../tests/percentile.ts';
import { type SeededWork, seedWork } from '../../tests/seeded-work.ts';
import type { FigureCounts, WorkFigures, WorkRecords } from '../schemas/figures.ts';

let house: ApiHouse;
let olga: Person;
let work: SeededWork;
beforeAll(async () => {
  house = await openApiHouse(testNamespace());
  olga = await house.signIn('olga');
  work = await seedWork(house);
}, 300_000);
afterAll(() => house?.close());

const read = async (query = ''): Promise<WorkFigures> => {
  // The session ends while the clock of the test runs through weeks.
  olga = await house.signIn('olga');
  const answer = await olga.get(`/oversight/figures${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<WorkFigures>();
};

const took = (values: readonly number[]) => ({ median: percentile(values, 0.5), p90: percentile(values, 0.9) });

interface Kept {
  lang: string;
  category: string;
}
/** They have a list and a test of their own. */
const NO_NOTICES = { sent: 0, replied: 0, refused: 0, overdue: 0, reply: took([]) };
const tally = (keep: (one: Kept, at: string) => boolean): FigureCounts => {
  const cases = work.cases.filter((one) => !one.drill && one.first !== null && keep(one, one.first.at));
  const flagged = cases.filter(({ purpose }) => purpose === 'flagged');
  const orders = work.orders.filter((one) => keep(one, one.receivedAt));
  const few = cases.length > 0 && new Set(cases.map(({ first }) => first?.by)).size < 3;
  return {
    answered: cases.length,
    judged: flagged.filter(({ inForce }) => inForce !== null).length,
    confirmed: flagged.filter(({ inForce }) => inForce === 'violating').length,
    falseAlarms: flagged.filter(({ inForce }) => inForce === 'not_violating').length,
    overturned: few ? null : cases.filter(({ overturned }) => overturned).length,
    review: few ? null : took(cases.flatMap(({ first }) => (first === null ? [] : [first.seconds]))),
    hours: orders.length,
    broken: orders.filter(({ broken }) => broken).length,
    removed: orders.filter(({ seconds }) => seconds !== null).length,
    removal: took(orders.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]))),
    ...NO_NOTICES,
  };
};

/** Percentiles come as doubles. */
const close = (counts: FigureCounts): unknown =>
  JSON.parse(JSON.stringify(counts), (_key, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1000) / 1000 : value,
  );
const expectCounts = (found: FigureCounts, wanted: FigureCounts, what: string): void =>
  expect(close(found), what).toEqual(close(wanted));

describe('figures of the work', () => {
  test('are those of a plain count: over all, by week, category and language', async () => {
    const { all, weeks, byCategory, byLanguage, uncounted, leastPeople } = await read('?weeks=8');
    expectCounts(
      all,
      tally(() => true),
      'all',
    );
    expect(all.overturned).toBeGreaterThan(0);
    expect(all.broken).toBeGreaterThan(0);
    expect(weeks).toHaveLength(8);
    for (const { week, ...counts } of weeks)
      expectCounts(
        counts,
        tally((_, at) => mondayOf(at) === week),
        week,
      );
    for (const { key, ...counts } of byCategory)
      expectCounts(
        counts,
        tally(({ category }) => category === key),
        key,
      );
    expect(byCategory.map(({ key }) => key)).toEqual(['glorification', 'recruitment', 'threat']);
    for (const { key, ...counts } of byLanguage)
      expectCounts(
        counts,
        tally(({ lang }) => lang === key),
        key,
      );
    expect(byLanguage.map(({ key }) => key)).toEqual(['en', 'zh']);
    expect({ uncounted, leastPeople }).toEqual({ uncounted: 0, leastPeople: 3 });
  });

  test('of one language and category, and of weeks in which two people worked', async () => {
    const { all, weeks } = await read('?weeks=8&lang=en&category=threat');
    expectCounts(
      all,
      tally(({ lang, category }) => lang === 'en' && category === 'threat'),
      'en threat',
    );
    const ofTwo = weeks.filter(({ review, answered }) => answered > 0 && review === null);
    expect(ofTwo.length).toBeGreaterThan(0);
    expect(ofTwo.every(({ overturned }) => overturned === null)).toBe(true);
  });

  test('calibration: by tenths of the score, without what was chosen for its score', async () => {
    const { tenths } = await read('?weeks=8');
    const drawn = work.cases.filter((one) => !one.drill && one.inForce !== null && one.purpose !== 'uncertain');
    expect(tenths).toEqual(
      Array.from({ length: 10 }, (_, tenth) => {
        const within = drawn.filter(({ score }) => score >= tenth / 10 && score < (tenth + 1) / 10);
        return { scored: within.length, confirmed: within.filter(({ inForce }) => inForce === 'violating').length };
      }),
    );
  });

  test('every figure leads to its records', async () => {
    const { from, to, weeks } = await read('?weeks=8');
    const records = async (query: string): Promise<WorkRecords> =>
      (await olga.get(`/oversight/figures/records?from=${from}&to=${to}&${query}`)).json<WorkRecords>();
    const answered = work.cases.filter((one) => !one.drill && one.first !== null);
    const falseAlarms = answered.filter((one) => one.purpose === 'flagged' && one.inForce === 'not_violating');
    expect(await records('figure=falseAlarms')).toEqual({
      ...{ kind: 'case', ids: falseAlarms.map(({ id }) => id), total: falseAlarms.length, next: null },
    });
    const overturned = answered.filter((one) => one.overturned);
    expect((await records('figure=overturned')).ids).toEqual(overturned.map(({ id }) => id));
    const broken = work.orders.filter((one) => one.broken).map(({ id }) => id);
    expect(await records('figure=broken')).toMatchObject({ kind: 'order', ids: broken });
    const third = answered.filter(
      (one) => one.inForce !== null && one.purpose !== 'uncertain' && one.score >= 0.3 && one.score < 0.4,
    );
    expect((await records('figure=scored&tenth=3')).ids).toEqual(third.map(({ id }) => id));
    // The list of what was overturned would say of two people what the figure does not.
    const ofTwo = weeks.find((one) => one.answered > 0 && one.review === null);
    const refused = await olga.get(`/oversight/figures/records?figure=overturned&from=${ofTwo?.week}&to=${to}`);
    expect(refused.json().error.code).toBe('FIGURE_OF_FEW');
  });

  test('no answer names a person, and only who oversees reads it', async () => {
    const everything = JSON.stringify([await read('?weeks=52'), await read('?weeks=52&lang=zh')]);
    for (const name of ['"ana"', '"bo"', '"cy"', '"di"', '"lena"']) expect(everything).not.toContain(name);
    const rita = await house.signIn('rita');
    expect((await rita.get('/oversight/figures')).statusCode).toBe(403);
    expect((await olga.get('/oversight/figures?weeks=53')).statusCode).toBe(400);
    expect((await olga.get('/oversight/figures?reviewer=ana')).statusCode).toBe(400);
  });

  test('the query that is shown is the one that was asked', async () => {
    const { queries, all } = await read('?weeks=8');
    const { track_total_hits: _, ...question } = JSON.parse(queries.cases) as Record<string, object>;
    const answer = await house.store.elasticsearch.search({
      ...{ index: `${house.store.namespace}-cases`, track_total_hits: true },
      ...question,
    });
    expect(answer.hits.total).toMatchObject({ value: all.answered });
  });
});
