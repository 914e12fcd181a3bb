/** The directory and the scorecard over the API, against counts made by hand. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { issueOrder } from '../../tests/issued-order.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { OperatorDetail, OperatorList } from '../schemas/oversight.ts';

const namespace = testNamespace();

let house: ApiHouse;
let lena: Person;
beforeAll(async () => {
  house = await openApiHouse(namespace);
  lena = await house.signIn('lena');
});
afterAll(() => house.close());

const detail = async (): Promise<OperatorDetail> => (await lena.get('/operators/ferry')).json<OperatorDetail>();
const counted = ({ scorecard }: OperatorDetail): Record<string, number> =>
  Object.fromEntries(scorecard.figures.map(({ id, orders }) => [id, orders.length]));

test('an operator that has had no order has an empty scorecard, and no key is shown', async () => {
  const { items } = (await lena.get('/operators')).json<OperatorList>();
  expect(items.map(({ id }) => id)).toContain('ferry');
  const empty = await detail();
  expect(empty.scorecard.minutesToRemoval).toBeNull();
  expect(Object.values(counted(empty)).every((count) => count === 0)).toBe(true);
  expect(JSON.stringify([items, empty])).not.toContain('PUBLIC KEY');
});

test('figures name their orders, drills are left out, two final orders are a factor for people to weigh', async () => {
  await issueOrder(house, { name: 'quick', removedAfter: 10, isFinal: true });
  await issueOrder(house, { name: 'quicker', removedAfter: 4, isFinal: true });
  await issueOrder(house, { name: 'late', removedAfter: 90 });
  await issueOrder(house, { name: 'silent', removedAfter: null });
  await issueOrder(house, { name: 'drilled', removedAfter: 1, drill: 'drill-1' });
  const found = await detail();
  expect(counted(found)).toEqual({
    ...{ issued: 4, received: 4, removedInTheHour: 2, removedLate: 1, openAfterTheHour: 1, withoutAnswer: 1 },
    ...{ impossible: 0, manifestErrors: 0, tooLittleInformation: 0, contradicted: 0, undelivered: 0, annulled: 0 },
    finalInTwelveMonths: 2,
  });
  expect(found.scorecard.minutesToRemoval).toBe(10);
  expect(found.scorecard.exposureFactor).toBe(true);
  expect(found.scorecard.figures.find(({ id }) => id === 'removedLate')?.orders).toEqual(['order-late']);
});

test('what became final more than twelve months ago counts no more', async () => {
  house.clock.advance(400 * 86_400_000);
  lena = await house.signIn('lena');
  expect((await detail()).scorecard.exposureFactor).toBe(false);
});

test('an operator that is not there is a 404 with a code', async () => {
  const answer = await lena.get('/operators/nobody');
  expect([answer.statusCode, answer.json().error.code]).toEqual([404, 'OPERATOR_UNKNOWN']);
});
