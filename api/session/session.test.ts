import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiHouse, openApiHouse, PASSWORD, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { SESSION_MILLISECONDS } from './sessions.ts';

const namespace = testNamespace();
let house: ApiHouse;
beforeAll(async () => {
  house = await openApiHouse(namespace);
});
afterAll(() => house.close());

const signIn = (login: string, password: string) =>
  house.app.inject({ method: 'POST', url: '/api/v1/session', payload: { login, password } });
const codeOf = (answer: { json(): { error?: { code: string } } }) => answer.json().error?.code;

test('signing in gives a cookie that scripts cannot read and that other sites cannot send', async () => {
  const answer = await signIn('rita', PASSWORD);
  expect(answer.statusCode).toBe(200);
  const cookie = String(answer.headers['set-cookie']);
  expect(cookie).toMatch(/^weir_session=[\w-]{43};/);
  expect(cookie).toContain('HttpOnly');
  expect(cookie).toContain('SameSite=Strict');
  expect(cookie).not.toContain('Secure');
  expect(answer.json()).toMatchObject({
    account: { id: 'rita', roles: ['reviewer'] },
    undoSeconds: 60,
    demo: false,
    expiresAt: '2026-03-01T17:00:00.000Z',
  });
  expect(answer.body).not.toContain('argon2');
  expect(answer.json().permissions).toContain('case:decide');
  expect(answer.json().permissions).not.toContain('order:sign');
});

test('over https the cookie travels over https alone', async () => {
  const secure = await house.build({ config: { ...house.deps.config, publicUrl: 'https://weir.example' } });
  const answer = await secure.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { login: 'rita', password: PASSWORD },
  });
  expect(String(answer.headers['set-cookie'])).toContain('Secure');
  expect(answer.headers['strict-transport-security']).toContain('max-age=31536000');
});

test('an unknown login and a wrong password are answered alike', async () => {
  const [unknown, wrong] = [await signIn('nobody-here', PASSWORD), await signIn('rita', 'wrong')];
  expect(unknown.statusCode).toBe(401);
  const shape = (answer: typeof unknown) => ({ ...answer.json().error, id: '' });
  expect(shape(unknown)).toEqual(shape(wrong));
  expect(shape(wrong).code).toBe('SIGN_IN_REFUSED');
});

test('after ten failures even the right password has to wait, for that login only', async () => {
  for (let attempt = 0; attempt < 10; attempt++) expect(codeOf(await signIn('rolf', 'wrong'))).toBe('SIGN_IN_REFUSED');
  const limited = await signIn('rolf', PASSWORD);
  expect([limited.statusCode, codeOf(limited)]).toEqual([429, 'SIGN_IN_LIMITED']);
  expect((await signIn('anna', PASSWORD)).statusCode).toBe(200);
});

test('many guesses at once get no more tries than one after another', async () => {
  const answers = await Promise.all(Array.from({ length: 25 }, () => signIn('olga', 'wrong')));
  expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(10);
});

test('no session, an ended one and a disabled account are told apart from a missing permission', async () => {
  const nobody = await house.app.inject({ method: 'GET', url: '/api/v1/session' });
  expect([nobody.statusCode, codeOf(nobody)]).toEqual([401, 'SIGN_IN_REQUIRED']);
  const sven = await house.signIn('sven');
  expect((await sven.send('DELETE', '/session')).json()).toEqual({ done: true });
  const ended = await sven.get('/session');
  expect([ended.statusCode, codeOf(ended)]).toEqual([401, 'SESSION_EXPIRED']);

  const lena = await house.signIn('lena');
  const account = await house.store.accounts.get('lena');
  if (account === null) throw new Error('no account');
  const actor = { kind: 'system' as const, id: 'test' };
  await house.store.accounts.set({ ...account, disabled: true }, actor);
  expect(codeOf(await lena.get('/session'))).toBe('SESSION_EXPIRED');
  expect(codeOf(await signIn('lena', PASSWORD))).toBe('SIGN_IN_REFUSED');
  await house.store.accounts.set(account, actor);
});

test('a session lasts eight hours from its last use, give or take a minute', async () => {
  const rita = await house.signIn('rita');
  house.clock.advance(SESSION_MILLISECONDS - 1000);
  expect((await rita.get('/session')).statusCode).toBe(200);
  house.clock.advance(SESSION_MILLISECONDS - 1000);
  expect((await rita.get('/session')).statusCode).toBe(200);
  house.clock.advance(SESSION_MILLISECONDS);
  expect(codeOf(await rita.get('/session'))).toBe('SESSION_EXPIRED');
  const endOf = async (person: Person): Promise<string> =>
    (await person.get('/session')).json<{ expiresAt: string }>().expiresAt;
  const lena = await house.signIn('lena');
  const before = await endOf(lena);
  house.clock.advance(59_000);
  expect(await endOf(lena)).toBe(before);
  house.clock.advance(2_000);
  expect(Date.parse(await endOf(lena)) - Date.parse(before)).toBe(61_000);
});

test('a request that changes something proves that it comes from the pages', async () => {
  const rita = await house.signIn('rita');
  const other = await house.signIn('sven');
  const send = (headers: Record<string, string>) =>
    house.app.inject({
      method: 'POST',
      url: '/api/v1/cases/claim',
      headers: { cookie: rita.cookie, ...headers },
      payload: {},
    });
  expect(codeOf(await send({}))).toBe('CSRF_INVALID');
  expect(codeOf(await send({ 'x-csrf-token': other.csrf }))).toBe('CSRF_INVALID');
  expect((await send({ 'x-csrf-token': rita.csrf })).statusCode).toBe(200);
});

test('Redis holds no session id and no password', async () => {
  const rita = await house.signIn('rita');
  const id = rita.cookie.split('=')[1] ?? '';
  const keys = await house.store.redis.keys(`${namespace}:session:*`);
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) expect(`${key} ${await house.store.redis.get(key)}`).not.toContain(id);
});
