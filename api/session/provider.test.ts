/** A real OpenID provider behind a real socket; the browser is played by a cookie jar. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiHouse, openApiHouse } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { openTestProvider, type TestProvider } from '../../tests/oidc-provider.ts';
import type { Session } from '../schemas/session.ts';
import { openProvider, readRoleMap, rolesOf } from './provider.ts';

let house: ApiHouse;
let app: FastifyInstance;
let server: Server;
let id: TestProvider;
let publicUrl: string;
beforeAll(async () => {
  house = await openApiHouse(testNamespace());
  // The address of the house has to be known to the provider, and the provider's to the house.
  server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  id = await openTestProvider(`${publicUrl}/api/v1/session/provider/callback`);
  app = await house.build({
    config: { ...house.deps.config, publicUrl },
    provider: openProvider({
      ...{ name: 'Test', issuer: id.issuer, clientId: 'weir', clientSecret: id.clientSecret, scopes: 'openid profile' },
      ...{ rolesClaim: 'groups', roles: readRoleMap(['weir-review=reviewer', 'weir-lead=supervisor']) },
    }),
  });
  await app.ready();
  server.on('request', (request, response) => app.routing(request, response));
});
afterAll(async () => {
  server.close();
  await id.close();
  await house.close();
});

const cookiesOf = (jar: Map<string, string>): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');

/** Goes where it is sent, with its cookies, from the button to the pages. @returns where it ended, and its cookies */
const walk = async (subject: string, change: (address: string) => string = (address) => address) => {
  const jar = new Map<string, string>();
  let address = `${publicUrl}/api/v1/session/provider?return=/archive`;
  for (let step = 0; step < 15; step++) {
    const answer = await fetch(change(address), {
      redirect: 'manual',
      headers: { cookie: cookiesOf(jar), 'x-test-subject': subject },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/expires=Thu, 01 Jan 1970|max-age=0/i.test(line)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const to = answer.headers.get('location');
    if (to === null) throw new Error(`${address} answered ${answer.status}: ${await answer.text()}`);
    address = new URL(to, address).href;
    if (address.startsWith(publicUrl) && !address.includes('/session/provider')) return { at: address, jar };
  }
  throw new Error('sent round in circles');
};
const sessionOf = async (jar: Map<string, string>) =>
  (await fetch(`${publicUrl}/api/v1/session`, { headers: { cookie: cookiesOf(jar) } })).json() as Promise<Session>;

test('a person whom the provider knows gets the roles of their groups, at each sign-in anew', async () => {
  id.people.set('ines', { name: 'Inès Example', groups: ['weir-review', 'something-else'] });
  const first = await walk('ines');
  expect(first.at).toBe(`${publicUrl}/archive`);
  const session = await sessionOf(first.jar);
  expect(session).toMatchObject({ account: { displayName: 'Inès Example', roles: ['reviewer'] }, due: null });
  id.people.set('ines', { name: 'Inès Example', groups: ['weir-lead'] });
  const again = await sessionOf((await walk('ines')).jar);
  expect(again.account).toMatchObject({ id: session.account.id, roles: ['supervisor'] });
});

test('without a group that means a role nobody gets in, whatever else the provider says', async () => {
  for (const groups of [[], ['admins'], undefined, 'weir-reviewer', { 'weir-review': true }]) {
    id.people.set('jo', { name: 'Jo', groups });
    const { at, jar } = await walk('jo');
    expect(at).toBe(`${publicUrl}/sign-in?refused=PROVIDER_NO_ROLE`);
    expect(jar.has('weir_session')).toBe(false);
  }
});

test('somebody who was let in before and lost their groups is refused, and a disabled account too', async () => {
  id.people.set('kim', { name: 'Kim', groups: ['weir-review'] });
  const { account } = await sessionOf((await walk('kim')).jar);
  id.people.set('kim', { name: 'Kim', groups: [] });
  expect((await walk('kim')).at).toContain('refused=PROVIDER_NO_ROLE');
  id.people.set('kim', { name: 'Kim', groups: ['weir-review'] });
  const actor = { kind: 'system' as const, id: 'test' };
  await house.store.accounts.revise(account.id, actor, (one) => ({ ...one, disabled: true }));
  const { at, jar } = await walk('kim');
  expect(at).toContain('refused=SIGN_IN_REFUSED');
  expect(jar.has('weir_session')).toBe(false);
});

test('a way back that this browser did not begin, or that was used, opens nothing', async () => {
  id.people.set('lou', { name: 'Lou', groups: ['weir-lead'] });
  const forged = await walk('lou', (address) =>
    address.includes('/callback') ? address.replace(/state=[^&]+/, 'state=forged') : address,
  );
  expect(forged.at).toContain('refused=PROVIDER_REFUSED');
  let used = '';
  const { jar } = await walk('lou', (address) => {
    if (address.includes('/callback')) used = address;
    return address;
  });
  const state = new URL(used).searchParams.get('state') ?? '';
  const replayed = await fetch(used, { redirect: 'manual', headers: { cookie: `weir_provider=${state}` } });
  expect(replayed.headers.get('location')).toContain('refused=PROVIDER_REFUSED');
  expect(jar.has('weir_session')).toBe(true);
  // A code of somebody else, put in the place of one's own.
  const swapped = await walk('lou', (address) =>
    address.includes('/callback') ? address.replace(/code=[^&]+/, 'code=of-somebody-else') : address,
  );
  expect(swapped.at).toContain('refused=PROVIDER_REFUSED');
});

test('such an account has no password to sign in with, and none is made for it', async () => {
  id.people.set('mo', { name: 'Mo', groups: ['weir-review'] });
  const { account } = await sessionOf((await walk('mo')).jar);
  const answer = await app.inject({
    ...{ method: 'POST', url: '/api/v1/session', payload: { login: account.login, password: 'anything' } },
  });
  expect(answer.json().error.code).toBe('SIGN_IN_REFUSED');
  const sven = await house.signIn('sven');
  const reset = await sven.post(`/accounts/${account.id}/password-reset`, { reason: 'asked for it' });
  expect(reset.json().error.code).toBe('PASSWORD_ELSEWHERE');
});

test('a provider that is away leaves the other way in open', async () => {
  const away = await house.build({
    config: { ...house.deps.config, publicUrl },
    provider: openProvider({
      ...{ name: 'Away', issuer: 'http://127.0.0.1:1', clientId: 'weir', scopes: 'openid', rolesClaim: 'groups' },
      roles: [],
    }),
  });
  const answer = await away.inject({ method: 'GET', url: '/api/v1/session/provider' });
  expect(answer.headers.location).toBe('/sign-in?refused=PROVIDER_AWAY');
  const none = await house.app.inject({ method: 'GET', url: '/api/v1/session/provider' });
  expect(none.json().error.code).toBe('PROVIDER_NOT_SET');
});

test('a group means a role only as a whole, and a map that cannot be read is refused', () => {
  const roles = readRoleMap(['cn=weir,ou=x=reviewer', 'b=auditor']);
  expect(rolesOf(['cn=weir,ou=x', 'B', 'b '], roles)).toEqual(['reviewer']);
  expect(rolesOf('b', roles)).toEqual(['auditor']);
  expect(rolesOf([['b'], 7, null], roles)).toEqual([]);
  for (const wrong of ['b', '=reviewer', 'b=administrator', 'b=']) expect(() => readRoleMap([wrong])).toThrow();
});
