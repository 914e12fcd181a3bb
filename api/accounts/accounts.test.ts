import { TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiHouse, openApiHouse, type Person, TWO_SUPERVISORS } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type {
  AccountList,
  AccountShown,
  KeyMade,
  OwnAccount,
  PasswordMade,
  SecondFactorStarted,
} from '../schemas/accounts.ts';
import type { Session } from '../schemas/session.ts';
import type { HealthParts } from '../schemas/setup.ts';

let house: ApiHouse;
let sven: Person;
let mara: Person;
beforeAll(async () => {
  house = await openApiHouse(testNamespace(), { people: TWO_SUPERVISORS });
  sven = await house.signIn('sven');
  mara = await house.signIn('mara');
});
afterAll(() => house.close());

const REASON = { reason: 'asked for at the desk' };
const codeOf = (answer: { json(): { error?: { code: string } } }) => answer.json().error?.code;
const signIn = (login: string, password: string, code?: string) =>
  house.app.inject({ method: 'POST', url: '/api/v1/session', payload: { login, password, ...(code && { code }) } });
/** A person as `house.signIn` gives one, after any password. */
const as = (answer: Awaited<ReturnType<typeof signIn>>) => {
  const headers = {
    cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '',
    'x-csrf-token': answer.json<{ csrfToken: string }>().csrfToken,
  };
  return (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
    house.app.inject({ method, url: `/api/v1${url}`, headers, ...(payload === undefined ? {} : { payload }) });
};
const totpOf = (uri: string) => {
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  return (later = 0): string =>
    new TOTP({ secret }).generate({ timestamp: house.clock.now().getTime() + later * 30_000 });
};
const add = async (login: string, roles = ['analyst']) => {
  const answer = await sven.post('/accounts', { login, displayName: login, post: 'Officer', roles });
  expect(answer.statusCode).toBe(200);
  return answer.json<PasswordMade>();
};
const confirm = (login: string, by = mara) => by.post(`/accounts/account-${login}/confirmation`, REASON);
/** A new person with a password of their own, confirmed by a second one. */
const settled = async (login: string, roles?: string[]) => {
  const { password } = await add(login, roles);
  const own = `${password} and more`;
  expect(
    (await as(await signIn(login, password))('POST', '/account/password', { password, next: own })).statusCode,
  ).toBe(200);
  expect((await confirm(login)).json()).toMatchObject({ unconfirmedBy: null, changed: { what: 'confirmed' } });
  return own;
};

test('a new person gets a first password that opens nothing until they have chosen their own', async () => {
  const { account, password } = await add('nora');
  expect(account).toMatchObject({ login: 'nora', roles: ['analyst'], mustChangePassword: true });
  const first = await signIn('nora', password);
  expect(first.json()).toMatchObject({ due: 'password', permissions: ['session:own'] });
  const nora = as(first);
  expect(codeOf(await nora('GET', '/posts'))).toBe('PASSWORD_CHANGE_REQUIRED');
  expect(codeOf(await nora('POST', '/account/password', { password: 'wrong', next: 'a long new password' }))).toBe(
    'PASSWORD_WRONG',
  );
  expect(codeOf(await nora('POST', '/account/password', { password, next: password }))).toBe('PASSWORD_SAME');
  expect(codeOf(await nora('POST', '/account/password', { password, next: 'short' }))).toBe('BODY_INVALID');
  expect((await nora('POST', '/account/password', { password, next: 'a long new password' })).statusCode).toBe(200);
  expect(codeOf(await signIn('nora', password))).toBe('SIGN_IN_REFUSED');
  expect(codeOf(await sven.post('/accounts', { login: 'nora', displayName: 'x', post: 'x', roles: ['analyst'] }))).toBe(
    'ACCOUNT_EXISTS',
  );
});

test('who gives a password cannot be the person: a second one confirms the account before it opens anything', async () => {
  const { account, password } = await add('oona', ['reviewer', 'liaison']);
  expect(account.unconfirmedBy).toBe('sven');
  const own = `${password} and more`;
  const oona = as(await signIn('oona', password));
  await oona('POST', '/account/password', { password, next: own });
  expect((await oona('GET', '/session')).json()).toMatchObject({ due: 'confirmation', permissions: ['session:own'] });
  expect(codeOf(await oona('POST', '/cases/claim', {}))).toBe('ACCOUNT_UNCONFIRMED');
  expect(codeOf(await oona('POST', '/account/keys', { name: 'script', scopes: ['post:read'], days: 1 }))).toBe(
    'ACCOUNT_UNCONFIRMED',
  );
  expect(codeOf(await confirm('oona', sven))).toBe('SECOND_PERSON_REQUIRED');
  expect((await confirm('oona')).json()).toMatchObject({ unconfirmedBy: null });
  expect((await oona('GET', '/orders')).statusCode).toBe(200);
  expect(codeOf(await confirm('oona'))).toBe('ACCOUNT_CONFIRMED');
  // A reset is the same: whoever makes it has the password.
  const reset = (await mara.post('/accounts/account-oona/password-reset', REASON)).json<PasswordMade>();
  const again = as(await signIn('oona', reset.password));
  await again('POST', '/account/password', { password: reset.password, next: `${own} again` });
  expect(codeOf(await again('GET', '/orders'))).toBe('ACCOUNT_UNCONFIRMED');
  expect(codeOf(await confirm('oona'))).toBe('SECOND_PERSON_REQUIRED');
  expect((await confirm('oona', sven)).json()).toMatchObject({ unconfirmedBy: null });
  expect((await again('GET', '/orders')).statusCode).toBe(200);
});

test('a part of the queue is proposed by one manager and in force once another has confirmed it', async () => {
  const work = { languages: ['zh'], categories: ['threat'], purposes: [] };
  const about = { displayName: 'rita', post: 'Officer', roles: ['reviewer'] };
  const propose = async (by: Person, next: object) =>
    by.send('PUT', '/accounts/rita', { ...about, work: next, ...REASON });
  const confirmed = (by: Person, read: object) =>
    by.post('/accounts/rita/work/confirmation', { work: read, ...REASON });
  const inForce = async () => (await (await house.signIn('rita')).get('/session')).json<Session>().work;
  expect(codeOf(await confirmed(mara, work))).toBe('ACCOUNT_CONFIRMED');
  const answer = (await propose(sven, work)).json<AccountShown>();
  expect(answer).toMatchObject({
    work: { languages: [], categories: [], purposes: [] },
    proposedWork: { work, by: 'sven', byName: 'sven of the test' },
    changed: { what: 'work-proposed', ...REASON },
  });
  expect(await inForce()).toBeNull();
  const refused = await confirmed(sven, work);
  expect([refused.statusCode, codeOf(refused)]).toEqual([403, 'SECOND_PERSON_REQUIRED']);
  const stale = await confirmed(mara, { ...work, languages: ['en'] });
  expect([stale.statusCode, codeOf(stale)]).toEqual([409, 'WORK_AREA_CHANGED']);
  expect(codeOf(await confirmed(await house.signIn('rita'), work))).toBe('NOT_PERMITTED');
  expect(codeOf(await mara.post('/accounts/rita/work/confirmation', REASON))).toBe('BODY_INVALID');
  expect(await inForce()).toBeNull();
  const before = (await house.store.ledger.head()).size;
  expect((await confirmed(mara, work)).json()).toMatchObject({
    ...{ work, proposedWork: null, changed: { what: 'work-confirmed', by: 'mara' } },
  });
  expect((await house.store.ledger.head()).size).toBeGreaterThan(before);
  expect(await inForce()).toEqual(work);
});

test('a disabled person is out at once, and comes back with what they had', async () => {
  const own = await settled('paul');
  const paul = as(await signIn('paul', own));
  expect(codeOf(await sven.post('/accounts/account-paul/state', { disabled: true }))).toBe('BODY_INVALID');
  const answer = await sven.post('/accounts/account-paul/state', { disabled: true, ...REASON });
  expect(answer.json()).toMatchObject({ disabled: true, changed: { what: 'disabled', byName: 'sven of the test' } });
  expect(codeOf(await paul('GET', '/account'))).toBe('SESSION_EXPIRED');
  expect(codeOf(await signIn('paul', own))).toBe('SIGN_IN_REFUSED');
  await sven.post('/accounts/account-paul/state', { disabled: false, ...REASON });
  expect((await signIn('paul', own)).statusCode).toBe(200);
  expect(codeOf(await sven.post('/accounts/sven/state', { disabled: true, ...REASON }))).toBe('ACCOUNT_OWN');
  expect(codeOf(await sven.post('/accounts/nobody/state', { disabled: true, ...REASON }))).toBe('ACCOUNT_UNKNOWN');
});

test('roles that are given count from the next request on', async () => {
  const own = await settled('ruth');
  const ruth = as(await signIn('ruth', own));
  expect(codeOf(await ruth('GET', '/orders'))).toBe('NOT_PERMITTED');
  const given = { displayName: 'Ruth', post: 'Liaison officer', roles: ['liaison'], ...REASON };
  expect((await sven.send('PUT', '/accounts/account-ruth', given)).statusCode).toBe(200);
  expect((await ruth('GET', '/orders')).statusCode).toBe(200);
  expect(codeOf(await ruth('GET', '/posts'))).toBe('NOT_PERMITTED');
});

test('a second factor is set up with a code, asked for at sign-in, and each code opens once', async () => {
  const own = await settled('tina');
  const tina = as(await signIn('tina', own));
  const started = (await tina('POST', '/account/second-factor', { password: own })).json<SecondFactorStarted>();
  const code = totpOf(started.uri);
  expect(codeOf(await tina('POST', '/account/second-factor/confirmation', { code: '000000' }))).toBe('CODE_WRONG');
  const confirmed = await tina('POST', '/account/second-factor/confirmation', { code: code() });
  const { recoveryCodes } = confirmed.json<{ recoveryCodes: string[] }>();
  expect(recoveryCodes).toHaveLength(10);
  const kept = JSON.stringify(await house.store.accounts.get('account-tina'));
  expect(kept).not.toContain(started.secret);
  expect(kept).not.toContain(recoveryCodes[0]);

  expect(codeOf(await signIn('tina', 'wrong', code(1)))).toBe('SIGN_IN_REFUSED');
  expect(codeOf(await signIn('tina', own))).toBe('CODE_REQUIRED');
  expect(codeOf(await signIn('tina', own, code()))).toBe('CODE_WRONG');
  house.clock.advance(60_000);
  expect((await signIn('tina', own, code())).statusCode).toBe(200);
  expect(codeOf(await signIn('tina', own, code()))).toBe('CODE_WRONG');

  const [recovery = ''] = recoveryCodes;
  const both = await Promise.all([signIn('tina', own, recovery), signIn('tina', own, recovery)]);
  expect(both.map((one) => one.statusCode).sort()).toEqual([200, 403]);
  const seen = (await tina('GET', '/account')).json<OwnAccount>();
  expect([seen.account.secondFactor, seen.recoveryCodes]).toEqual([true, 9]);
});

test('guesses of a code are limited, from wherever they come', async () => {
  const own = await settled('uwe');
  const uwe = as(await signIn('uwe', own));
  const { uri } = (await uwe('POST', '/account/second-factor', { password: own })).json<SecondFactorStarted>();
  const code = totpOf(uri);
  await uwe('POST', '/account/second-factor/confirmation', { code: code() });
  house.clock.advance(60_000);
  const guess = (address: string) =>
    house.app.inject({
      ...{ method: 'POST', url: '/api/v1/session', remoteAddress: address },
      payload: { login: 'uwe', password: own, code: '000000' },
    });
  for (let attempt = 0; attempt < 10; attempt++)
    expect(codeOf(await guess(`198.51.100.${attempt}`))).toBe('CODE_WRONG');
  expect(codeOf(await guess('198.51.100.99'))).toBe('SIGN_IN_LIMITED');
});

test('a role can need a second factor: nothing opens before, and programs neither', async () => {
  const own = await settled('vera');
  const strict = await house.build({ config: { ...house.deps.config, secondFactorRoles: ['analyst'] } });
  const answer = await strict.inject({
    ...{ method: 'POST', url: '/api/v1/session', payload: { login: 'vera', password: own } },
  });
  expect(answer.json()).toMatchObject({ due: 'second_factor', permissions: ['session:own'] });
  const headers = {
    cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '',
    'x-csrf-token': answer.json<{ csrfToken: string }>().csrfToken,
  };
  const posts = await strict.inject({ method: 'GET', url: '/api/v1/posts', headers });
  expect([posts.statusCode, codeOf(posts)]).toEqual([403, 'SECOND_FACTOR_REQUIRED']);
  const key = { name: 'figures', scopes: ['post:search'], days: 30 };
  const made = await strict.inject({ method: 'POST', url: '/api/v1/account/keys', headers, payload: key });
  expect(codeOf(made)).toBe('SECOND_FACTOR_REQUIRED');
});

test('password and second factor are not reset by one person alone', async () => {
  const own = await settled('wim');
  const wim = as(await signIn('wim', own));
  const { uri } = (await wim('POST', '/account/second-factor', { password: own })).json<SecondFactorStarted>();
  await wim('POST', '/account/second-factor/confirmation', { code: totpOf(uri)() });
  const { password } = (await sven.post('/accounts/account-wim/password-reset', REASON)).json<PasswordMade>();
  expect(codeOf(await wim('GET', '/account'))).toBe('SESSION_EXPIRED');
  expect(codeOf(await signIn('wim', password))).toBe('CODE_REQUIRED');
  expect(codeOf(await sven.post('/accounts/account-wim/second-factor-reset', REASON))).toBe('RESET_TAKES_TWO');
  const mara = await house.signIn('mara');
  expect((await mara.post('/accounts/account-wim/second-factor-reset', REASON)).statusCode).toBe(200);
  expect((await signIn('wim', password)).json()).toMatchObject({ due: 'password' });
});

test('a person sees their sessions and ends one; whoever manages accounts ends them all', async () => {
  const own = await settled('yara');
  const [here, there] = [await signIn('yara', own), await signIn('yara', own)];
  const yara = as(here);
  const { sessions } = (await yara('GET', '/account')).json<OwnAccount>();
  expect(sessions).toHaveLength(3);
  expect(sessions.filter(({ current }) => current)).toHaveLength(1);
  for (const { key, current } of sessions)
    if (!current) expect((await yara('DELETE', `/account/sessions/${key}`)).statusCode).toBe(200);
  expect(codeOf(await as(there)('GET', '/account'))).toBe('SESSION_EXPIRED');
  expect(codeOf(await yara('DELETE', `/account/sessions/${'0'.repeat(64)}`))).toBe('SESSION_UNKNOWN');
  // A session of somebody else is not one's own to end.
  const others = (await sven.get('/account')).json<OwnAccount>().sessions[0]?.key;
  expect(codeOf(await yara('DELETE', `/account/sessions/${others}`))).toBe('SESSION_UNKNOWN');
  expect((await sven.get('/accounts/account-yara/sessions')).json().items).toHaveLength(1);
  await sven.post('/accounts/account-yara/sessions/end', REASON);
  expect(codeOf(await yara('GET', '/account'))).toBe('SESSION_EXPIRED');
});

test('a key reads what its scopes and its owner may, changes nothing, and ends', async () => {
  const own = await settled('zoe');
  const zoe = as(await signIn('zoe', own));
  const made = await zoe('POST', '/account/keys', { name: 'figures', scopes: ['post:search'], days: 30 });
  const { key, token } = made.json<KeyMade>();
  expect(JSON.stringify(await house.store.accounts.get('account-zoe'))).not.toContain(token.split('.')[2]);
  const ask = (method: 'GET' | 'POST', url: string, bearer = token) =>
    house.app.inject({ method, url: `/api/v1${url}`, headers: { authorization: `Bearer ${bearer}` } });
  expect((await ask('GET', '/posts')).statusCode).toBe(200);
  expect(codeOf(await ask('GET', '/sources'))).toBe('NOT_PERMITTED');
  expect(codeOf(await ask('GET', '/account'))).toBe('NOT_PERMITTED');
  expect(codeOf(await ask('POST', '/account/keys'))).toBe('NOT_PERMITTED');
  expect(codeOf(await ask('GET', '/posts', `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`))).toBe(
    'KEY_INVALID',
  );
  expect(codeOf(await zoe('POST', '/account/keys', { name: 'x', scopes: ['order:list'], days: 1 }))).toBe('KEY_SCOPE');
  expect(codeOf(await zoe('POST', '/account/keys', { name: 'x', scopes: ['case:decide'], days: 1 }))).toBe(
    'BODY_INVALID',
  );
  // What a program looked at stands in the record as the program's, not as the person's.
  const last = (await house.store.ledger.blocks(0, 10_000))
    .flatMap(({ entries }) => entries)
    .filter((one) => one.type === 'search.run')
    .at(-1);
  expect(last?.actor).toEqual({ kind: 'system', id: `key:${key.id}:account-zoe` });

  await zoe('DELETE', `/account/keys/${key.id}`);
  expect(codeOf(await ask('GET', '/posts'))).toBe('KEY_INVALID');
  const other = (await zoe('POST', '/account/keys', { name: 'x', scopes: ['post:search'], days: 1 })).json<KeyMade>();
  house.clock.advance(86_400_000);
  expect(codeOf(await ask('GET', '/posts', other.token))).toBe('KEY_INVALID');
  sven = await house.signIn('sven');
});

test('the list of people shows no hash and no secret', async () => {
  const answer = await (await house.signIn('olga')).get('/accounts');
  expect(answer.statusCode).toBe(200);
  expect(answer.json<AccountList>().items.length).toBeGreaterThan(7);
  for (const secret of ['argon2', 'passwordHash', 'secretHash', 'sealed', 'recovery'])
    expect(answer.body).not.toContain(secret);
});

test('how every part is, is told to those who keep the house', async () => {
  const answer = await sven.get('/health/parts');
  expect(answer.statusCode).toBe(200);
  const { parts, indices } = answer.json<HealthParts>();
  expect(parts.filter(({ state }) => state === 'down')).toEqual([]);
  expect(parts.map(({ id }) => id)).toEqual([
    'elasticsearch',
    'redis',
    'disk',
    'ledger',
    'queues',
    'sources',
    'channels',
    'people',
  ]);
  expect(indices.length).toBeGreaterThan(15);
});
