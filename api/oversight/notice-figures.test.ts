/** The figures of notices and referrals against a list of what happened: counted here by loops, there by Elasticsearch. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mondayOf } from '#core/week.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { percentile } from '../../tests/percentile.ts';
import { type SeededNotice, seedNotices } from '../../tests/seeded-notices.ts';
import type { WorkFigures, WorkRecords } from '../schemas/figures.ts';

let house: ApiHouse;
let olga: Person;
let counted: SeededNotice[];
beforeAll(async () => {
  house = await openApiHouse(testNamespace());
  const all = await seedNotices(house);
  counted = all.filter(({ leftAt, drill, instrument }) => leftAt !== null && !drill && instrument !== 'dsa-order');
  olga = await house.signIn('olga');
}, 300_000);
afterAll(() => house?.close());

const read = async (query = ''): Promise<WorkFigures> => {
  const answer = await olga.get(`/oversight/figures${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<WorkFigures>();
};

const whole = (value: number | null): number | null => (value === null ? null : Math.round(value));
const tally = (keep: (one: SeededNotice) => boolean) => {
  const kept = counted.filter(keep);
  const seconds = kept.flatMap((one) => (one.seconds === null ? [] : [one.seconds]));
  return {
    sent: kept.length,
    replied: kept.filter(({ reply }) => reply !== null).length,
    refused: kept.filter(({ reply }) => reply === 'not_acted').length,
    overdue: kept.filter(({ overdue }) => overdue).length,
    reply: { median: whole(percentile(seconds, 0.5)), p90: whole(percentile(seconds, 0.9)) },
  };
};
const ofNotices = ({ sent, replied, refused, overdue, reply }: Omit<WorkFigures['byInstrument'][number], 'key'>) => ({
  ...{ sent, replied, refused, overdue },
  reply: { median: whole(reply.median), p90: whole(reply.p90) },
});

test('are those of a plain count: over all, by week, category, language and instrument', async () => {
  const { all, weeks, byCategory, byLanguage, byInstrument } = await read('?weeks=8');
  expect(ofNotices(all)).toEqual(tally(() => true));
  expect(all).toMatchObject({ answered: 0, hours: 0, sent: 13, replied: 8, refused: 2, overdue: 3 });
  expect(weeks.filter(({ sent }) => sent > 0).length).toBeGreaterThan(1);
  for (const { week, ...counts } of weeks)
    expect(ofNotices(counts), week).toEqual(tally(({ leftAt }) => leftAt !== null && mondayOf(leftAt) === week));
  for (const { key, ...counts } of byCategory)
    expect(ofNotices(counts), key).toEqual(tally(({ category }) => category === key));
  expect(byCategory.map(({ key }) => key)).toEqual(['recruitment', 'threat']);
  for (const { key, ...counts } of byLanguage)
    expect(ofNotices(counts), key).toEqual(tally(({ lang }) => lang === key));
  expect(byLanguage.map(({ key }) => key)).toEqual(['en', 'zh']);
  for (const { key, ...counts } of byInstrument)
    expect(ofNotices(counts), key).toEqual(tally(({ instrument }) => instrument === key));
  expect(byInstrument.map(({ key }) => key)).toEqual(['dsa-notice', 'referral']);
});

test('of one language and category', async () => {
  const { all } = await read('?weeks=8&lang=en&category=threat');
  expect(all.sent).toBeGreaterThan(0);
  expect(ofNotices(all)).toEqual(tally(({ lang, category }) => lang === 'en' && category === 'threat'));
});

test('every figure leads to its notices', async () => {
  const { from, to } = await read('?weeks=8');
  const records = async (query: string): Promise<WorkRecords> =>
    (await olga.get(`/oversight/figures/records?from=${from}&to=${to}&${query}`)).json<WorkRecords>();
  const ids = (keep: (one: SeededNotice) => boolean): string[] => counted.filter(keep).map(({ id }) => id);
  expect(await records('figure=sent')).toEqual({
    ...{ kind: 'notice', ids: ids(() => true), total: counted.length, next: null },
  });
  expect((await records('figure=replied')).ids).toEqual(ids(({ reply }) => reply !== null));
  expect((await records('figure=refused')).ids).toEqual(ids(({ reply }) => reply === 'not_acted'));
  expect((await records('figure=overdue')).ids).toEqual(ids(({ overdue }) => overdue));
  expect((await records('figure=replied&instrument=referral')).ids).toEqual(
    ids(({ reply, instrument }) => reply !== null && instrument === 'referral'),
  );
  const refused = await olga.get(`/oversight/figures/records?from=${from}&to=${to}&figure=sent&instrument=dsa-order`);
  expect(refused.statusCode).toBe(400);
});

test('the query that is shown is the one that was asked', async () => {
  const { queries, all } = await read('?weeks=8');
  const { track_total_hits: _, ...question } = JSON.parse(queries.notices) as Record<string, object>;
  const answer = await house.store.elasticsearch.search({
    ...{ index: `${house.store.namespace}-notices`, track_total_hits: true },
    ...question,
  });
  expect(answer.hits.total).toMatchObject({ value: all.sent });
});
