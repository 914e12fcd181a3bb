import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRebuilding, whileOthersRest } from '#pipeline/rebuilding.ts';
import { type ApiHouse, openApiHouse } from '../tests/api-house.ts';
import { testNamespace } from '../tests/namespace.ts';

const namespace = testNamespace();
let house: ApiHouse;

beforeAll(async () => {
  house = await openApiHouse(namespace);
});
afterAll(() => house.close());

test('while the indices are rebuilt people read on, and whoever writes is told to wait', async () => {
  const { store } = house;
  const reviewer = await house.signIn('rita');
  const claim = () => reviewer.post('/cases/claim', {});
  const counted: { counts(): Promise<never[]> } = { counts: async () => [] };
  await whileOthersRest(store.redis, namespace, counted, async () => {
    expect(await isRebuilding(store.redis, namespace)).toBe(true);
    const refused = await claim();
    expect([refused.statusCode, refused.json().error.code]).toEqual([503, 'REBUILDING']);
    expect((await reviewer.get('/cases')).statusCode).toBe(200);
  });
  expect((await claim()).statusCode).toBe(200);
});
