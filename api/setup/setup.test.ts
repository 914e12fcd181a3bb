import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Authority } from '#core/authority.ts';
import { type ApiHouse, AUTHORITY, openApiHouse } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { Setup } from '../dependencies.ts';
import type { FirstSteps } from '../schemas/setup.ts';

let house: ApiHouse;
let written: Authority | null = null;
let code: string | null = 'a-code-of-the-start';
const setup: Setup = {
  code: () => code,
  used: () => {
    code = null;
  },
  authority: () => written,
  saveAuthority: (authority) => {
    written = authority;
  },
};
beforeAll(async () => {
  house = await openApiHouse(testNamespace(), { setup, authority: null, people: {} });
});
afterAll(() => house.close());

const FIRST = { login: 'head', displayName: 'Head of unit', post: 'Head of unit', password: 'a long first password' };
const begin = (given: object) => house.app.inject({ method: 'POST', url: '/api/v1/setup', payload: given });
const codeOf = (answer: { json(): { error?: { code: string } } }) => answer.json().error?.code;
const ways = async () => (await house.app.inject({ method: 'GET', url: '/api/v1/session/ways' })).json();

test('an empty house is opened once, by whoever saw it start, and goes on with what is missing', async () => {
  expect(await ways()).toEqual({ provider: null, empty: true });
  expect(codeOf(await begin({ ...FIRST, code: 'guessed' }))).toBe('SETUP_CODE_WRONG');
  expect(codeOf(await begin({ ...FIRST, password: 'the head of it', code }))).toBe('PASSWORD_SAME');
  const both = await Promise.all([begin({ ...FIRST, code }), begin({ ...FIRST, login: 'other', code })]);
  expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
  const first = both.find(({ statusCode }) => statusCode === 200);
  expect(first?.json()).toMatchObject({ account: { roles: ['supervisor', 'auditor'] }, due: null });
  expect(await house.store.accounts.list()).toHaveLength(1);
  expect(await ways()).toEqual({ provider: null, empty: false });
  expect(codeOf(await begin({ ...FIRST, login: 'late', code: 'a-code-of-the-start' }))).toBe('SETUP_OVER');

  const headers = {
    cookie: String(first?.headers['set-cookie']).split(';')[0] ?? '',
    'x-csrf-token': first?.json<{ csrfToken: string }>().csrfToken ?? '',
  };
  const steps = await house.app.inject({ method: 'GET', url: '/api/v1/setup', headers });
  expect(steps.json<FirstSteps>()).toMatchObject({
    authority: null,
    sources: 0,
    people: { supervisor: 1, reviewer: 0 },
  });
  const save = (payload: object) =>
    house.app.inject({ method: 'PUT', url: '/api/v1/setup/authority', headers, payload });
  expect(codeOf(await save({ ...AUTHORITY, timeZone: 'Nowhere/Town' }))).toBe('BODY_INVALID');
  expect((await save(AUTHORITY)).json<FirstSteps>()).toMatchObject({ authorityWaits: true });
  expect(written).toEqual(AUTHORITY);
});

test('which authority it is cannot be changed from a page once it is in force', async () => {
  const other = await house.build({ authority: AUTHORITY });
  const signIn = await other.inject({
    ...{
      method: 'POST',
      url: '/api/v1/session',
      payload: { login: (await house.store.accounts.list())[0]?.login, password: FIRST.password },
    },
  });
  const headers = {
    cookie: String(signIn.headers['set-cookie']).split(';')[0] ?? '',
    'x-csrf-token': signIn.json<{ csrfToken: string }>().csrfToken,
  };
  const answer = await other.inject({ method: 'PUT', url: '/api/v1/setup/authority', headers, payload: AUTHORITY });
  expect(codeOf(answer)).toBe('AUTHORITY_WRITTEN');
});
