import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiHouse, openApiHouse, PASSWORD } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';

const namespace = testNamespace();
let house: ApiHouse;
beforeAll(async () => {
  house = await openApiHouse(namespace);
});
afterAll(async () => {
  await house.close();
});

it('what Elasticsearch refuses is not told as a mistake of whoever asked', async () => {
  const app = await house.build({
    store: {
      ...house.store,
      accounts: {
        ...house.store.accounts,
        list: async () => {
          throw Object.assign(new Error('index_not_found_exception'), { name: 'ResponseError', statusCode: 404 });
        },
      },
    },
  });
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { login: 'rita', password: PASSWORD },
  });
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toMatchObject({ error: { code: 'INTERNAL' } });
});

it('signing in while the directory does not answer is no failed attempt, however often it is tried', async () => {
  let isAway = true;
  const { accounts } = house.store;
  const app = await house.build({
    store: {
      ...house.store,
      accounts: {
        ...accounts,
        list: async () => {
          if (isAway) throw Object.assign(new Error('connect ECONNREFUSED'), { name: 'ConnectionError' });
          return accounts.list();
        },
      },
    },
  });
  const signIn = () =>
    app.inject({ method: 'POST', url: '/api/v1/session', payload: { login: 'rita', password: PASSWORD } });
  for (let attempt = 0; attempt < 12; attempt++) {
    const answer = await signIn();
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ error: { code: 'UNAVAILABLE' } });
  }
  isAway = false;
  expect((await signIn()).statusCode).toBe(200);
});
