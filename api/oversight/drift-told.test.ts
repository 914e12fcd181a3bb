/** A shift past the alarm line is told on the page, by message and in the ledger: once for each source and week. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PipelineContext } from '#pipeline/context.ts';
import { isDriftDue, watchDrift } from '#pipeline/drift.ts';
import { type ApiHouse, openApiHouse } from '../../tests/api-house.ts';
import { type BulletinWays, openBulletinWays } from '../../tests/bulletin-ways.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { storeScored } from '../../tests/scored-posts.ts';
import type { Drift } from '../schemas/policies.ts';

let house: ApiHouse;
let ways: BulletinWays;
const LIMITS = { alarmAt: 0.25, leastPosts: 20 };
const context = (change: Partial<PipelineContext> = {}): PipelineContext =>
  ways.worker(house, { drift: LIMITS, ...change });

const entered = async (prefix: string): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { id } of house.store.history.entries({
    ...{ prefix, from: '2026-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' },
  }))
    ids.push(id);
  return ids.sort();
};

beforeAll(async () => {
  [house, ways] = await Promise.all([openApiHouse(testNamespace()), openBulletinWays()]);
  const low = (n: number): number => (n % 10) / 16;
  for (const sourceId of ['calm', 'shifted']) {
    for (const day of ['2026-02-04', '2026-02-11']) await storeScored(house.store, day, 30, low, { sourceId });
    await storeScored(house.store, '2026-02-26', 30, (n) => (sourceId === 'calm' ? low(n) : 0.8), { sourceId });
  }
});
afterAll(async () => {
  await ways?.close();
  await house?.close();
});

const WEEK = 'model:drift-shifted-2026-02-23';

test('what does not get through is told when it is looked at again, and what did is not told twice', async () => {
  ways.answerWith(503);
  expect(await watchDrift(context())).toBe('done');
  expect(await entered('model:drift-')).toEqual([`${WEEK}-email:1`, `${WEEK}:1`]);
  expect(ways.mailbox.messages).toHaveLength(1);
  ways.answerWith(200);
  expect(await watchDrift(context())).toBe('done');
  expect(await watchDrift(context())).toBe('skipped');
  expect(ways.mailbox.messages).toHaveLength(1);
  // The same message with the same key, so that whoever had taken it would take it once.
  expect(ways.webhooks).toHaveLength(2);
  expect(new Set(ways.webhooks.map(({ key }) => key)).size).toBe(1);
  expect(JSON.parse(ways.webhooks[1]?.body ?? '')).toEqual({
    ...{ form: 'drift-alarm', version: 1, id: 'drift-shifted-2026-02-23', sourceId: 'shifted' },
    ...{ week: '2026-02-23T00:00:00.000Z', measures: ['violating'], page: 'https://weir.example/oversight/drift' },
  });
});

test('the same week is told once, the next one anew', async () => {
  await storeScored(house.store, '2026-02-27', 5, () => 0.9, { sourceId: 'shifted' });
  expect(await watchDrift(context())).toBe('skipped');
  house.clock.advance(7 * 86_400_000);
  await storeScored(house.store, '2026-03-05', 30, () => 0.95, { sourceId: 'shifted' });
  expect(await watchDrift(context())).toBe('done');
  expect((await entered('model:drift-')).filter((id) => id.endsWith('-webhook:1'))).toEqual([
    `${WEEK}-webhook:1`,
    'model:drift-shifted-2026-03-02-webhook:1',
  ]);
});

test('the page counts what is told, and nobody is told where no limits are set', async () => {
  const app = await house.build({ config: { ...house.deps.config, drift: LIMITS } });
  const { cookie } = await house.signIn('olga');
  const answer = await app.inject({ method: 'GET', url: '/api/v1/oversight/drift', headers: { cookie } });
  const { alarms, recent } = answer.json<Drift>();
  expect({ alarms, recent }).toEqual({ alarms: 2, recent: 2 });
  const { drift: _, ...without } = context();
  expect(await watchDrift(without as PipelineContext)).toBe('skipped');
  expect(isDriftDue(without as PipelineContext)).toBe(false);
});

test('it is looked at every ten minutes', () => {
  expect(isDriftDue(context())).toBe(true);
  expect(isDriftDue(context())).toBe(false);
  house.clock.advance(600_000);
  expect(isDriftDue(context())).toBe(true);
});
