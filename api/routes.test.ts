import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RouteOptions } from 'fastify';
import Fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { may, PERMISSIONS, type Permission } from '#core/roles.ts';
import { type ApiHouse, openApiHouse, PEOPLE, type Person } from '../tests/api-house.ts';
import { testNamespace } from '../tests/namespace.ts';
import { ERROR_CODES } from './error-codes.ts';
import { guard } from './guard.ts';
import { openApiText, walkRoutes } from './write-openapi.ts';

const namespace = testNamespace();
let house: ApiHouse;
let people: Person[];
const routes: RouteOptions[] = [];
let pages: string;
beforeAll(async () => {
  house = await openApiHouse(namespace);
  people = await Promise.all(Object.keys(PEOPLE).map((login) => house.signIn(login)));
  routes.push(...(await walkRoutes()));
  pages = mkdtempSync(join(tmpdir(), 'weir-pages-'));
  mkdirSync(join(pages, 'assets'));
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Weir</title>');
  writeFileSync(join(pages, 'assets', 'page-1a2b.js'), 'export {};');
  writeFileSync(join(pages, '.built-from'), 'secret');
});
afterAll(() => house.close());

/** The whole list of what may be asked without signing in. Adding to it is a decision. */
const PUBLIC = [
  'GET /api/v1/evidence/keys',
  'GET /api/v1/health',
  'GET /api/v1/openapi.json',
  'GET /api/v1/session/provider',
  'GET /api/v1/session/provider/callback',
  'GET /api/v1/session/ways',
  'GET /bot',
  'GET /public/answer',
  'GET /public/complaint',
  'GET /public/receipt',
  'GET /public/style.css',
  'GET /public/tip',
  'GET /public/transparency',
  // Partners bring a key of their own.
  'GET /taxii2/',
  'GET /taxii2/weir/',
  'GET /taxii2/weir/collections/',
  'GET /taxii2/weir/collections/:collection/',
  'GET /taxii2/weir/collections/:collection/manifest/',
  'GET /taxii2/weir/collections/:collection/objects/',
  'GET /taxii2/weir/collections/:collection/objects/:object/',
  'GET /taxii2/weir/collections/:collection/objects/:object/versions/',
  'POST /api/v1/answers',
  'POST /api/v1/session',
  'POST /api/v1/setup',
  'POST /public/answer',
  'POST /public/answer/:kind',
  'POST /public/complaint',
  'POST /public/receipt',
  'POST /public/tip',
  'POST /public/withdrawal',
];

const nameOf = (route: RouteOptions): string => `${String(route.method)} ${route.url}`;
const examplePath = (url: string): string =>
  url.replace(/:(\w+)/g, (_, name) => (name === 'sha256' || /posts|captures/.test(url) ? 'a'.repeat(64) : 'example'));

test('every route is on the public list or names one permission', () => {
  expect(routes.length).toBeGreaterThan(35);
  const open = routes.filter((route) => route.config?.public === true).map(nameOf);
  expect(open.sort()).toEqual(PUBLIC);
  for (const route of routes)
    if (!PUBLIC.includes(nameOf(route))) expect(PERMISSIONS).toContain(route.config?.permission);
});

test('a route without a declaration keeps the server from starting', async () => {
  const app = Fastify();
  app.register((await import('@fastify/cookie')).default);
  await app.register(guard, { deps: house.deps, sessions: {} as never });
  expect(() => app.get('/forgotten', async () => 'x')).toThrow(/needs a permission/);
  await app.close();
});

test('whoever is not signed in is refused everywhere but on the public list', async () => {
  for (const route of routes.filter((one) => !PUBLIC.includes(nameOf(one)))) {
    const answer = await house.app.inject({ method: route.method as 'GET', url: examplePath(route.url) });
    expect([nameOf(route), answer.statusCode, answer.json().error.code]).toEqual([
      nameOf(route),
      401,
      'SIGN_IN_REQUIRED',
    ]);
  }
});

test('every role that lacks the permission of a route is refused there, before its body is read', async () => {
  let refused = 0;
  for (const route of routes.filter((one) => !PUBLIC.includes(nameOf(one)))) {
    const permission = route.config?.permission as Permission;
    for (const person of people) {
      if (may(PEOPLE[person.id] ?? [], permission)) continue;
      const answer = await house.app.inject({
        method: route.method as 'GET',
        url: examplePath(route.url),
        headers: {
          cookie: person.cookie,
          'x-csrf-token': person.csrf,
          ...(route.method === 'GET' ? {} : { 'content-type': 'application/json' }),
        },
        ...(route.method === 'GET' ? {} : { payload: 'not json' }),
      });
      expect([nameOf(route), person.id, answer.statusCode, answer.json().error.code]).toEqual([
        nameOf(route),
        person.id,
        403,
        'NOT_PERMITTED',
      ]);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(60);
});

test('every route describes every part of a request that it takes and every answer that it gives', () => {
  for (const route of routes) {
    if (route.schema?.hide === true) continue;
    const schema = route.schema;
    expect([nameOf(route), schema?.response !== undefined, schema?.querystring !== undefined]).toEqual([
      nameOf(route),
      true,
      true,
    ]);
    expect([nameOf(route), Object.keys(schema?.response ?? {})]).toEqual([
      nameOf(route),
      expect.arrayContaining(['4xx', '5xx']),
    ]);
    if (route.url.includes(':')) expect([nameOf(route), schema?.params !== undefined]).toEqual([nameOf(route), true]);
  }
});

test('the description that is checked in is the one of these routes', async () => {
  const file = new URL('./openapi.json', import.meta.url);
  expect(existsSync(file)).toBe(true);
  // When this fails: node --import tsx api/write-openapi.ts
  expect(readFileSync(file, 'utf8')).toBe(await openApiText());
});

test('a wrong address, a wrong method, a wrong type and too large a body have the same envelope', async () => {
  const rita = people.find(({ id }) => id === 'rita');
  if (rita === undefined) throw new Error('nobody');
  const headers = { cookie: rita.cookie, 'x-csrf-token': rita.csrf };
  const cases = [
    [await house.app.inject({ method: 'GET', url: '/api/v1/nothing' }), 404, 'NOT_FOUND'],
    [await house.app.inject({ method: 'GET', url: '/api/v1/cases/%zz' }), 400, 'REQUEST_INVALID'],
    [await house.app.inject({ method: 'PUT', url: '/api/v1/cases/x/claim', headers }), 405, 'METHOD_NOT_ALLOWED'],
    [
      await house.app.inject({
        method: 'POST',
        url: '/api/v1/cases/claim',
        headers: { ...headers, 'content-type': 'text/plain' },
        payload: '{}',
      }),
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ],
    [
      await house.app.inject({
        method: 'POST',
        url: '/api/v1/cases/x/notes',
        headers,
        payload: { text: 'x'.repeat(70_000) },
      }),
      413,
      'BODY_TOO_LARGE',
    ],
    [
      await house.app.inject({
        method: 'POST',
        url: '/api/v1/cases/claim',
        headers: { ...headers, 'content-type': 'application/json' },
        payload: '{"states":',
      }),
      400,
      'REQUEST_INVALID',
    ],
  ] as const;
  for (const [answer, status, code] of cases) {
    expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
    expect(Object.keys(answer.json().error).sort()).toEqual(['code', 'details', 'fix', 'id', 'message']);
    expect(answer.headers['cache-control']).toBe('no-store');
  }
  expect(cases[2][0].headers.allow).toBe('POST');
});

test('what went wrong inside is not told to whoever asked', async () => {
  const broken = await house.build({
    store: {
      ...house.store,
      accounts: {
        ...house.store.accounts,
        list: async () => {
          throw new Error('index weir-accounts on node 7 is red');
        },
      },
    },
  });
  const answer = await broken.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { login: 'rita', password: 'x' },
  });
  expect(answer.statusCode).toBe(500);
  expect(answer.json().error).toMatchObject({ code: 'INTERNAL', message: ERROR_CODES.INTERNAL.sentence, details: [] });
  expect(answer.body).not.toContain('node 7');
});

test('too many requests are told when to come back', async () => {
  const limited = await house.build({ config: { ...house.deps.config, requestsPerMinute: 3 } });
  const ask = () => limited.inject({ method: 'GET', url: '/api/v1/health', remoteAddress: '192.0.2.7' });
  for (let request = 0; request < 3; request++) expect((await ask()).statusCode).toBe(200);
  const answer = await ask();
  expect([answer.statusCode, answer.json().error.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
});

test('pages load nothing from elsewhere and run nothing inline; unknown page addresses give the page, never for the API', async () => {
  const app = await house.build({ dashboardsDir: pages });
  const get = (url: string, accept = 'text/html') => app.inject({ method: 'GET', url, headers: { accept } });
  const page = await get('/review/case-1');
  expect([page.statusCode, page.body]).toEqual([200, '<!doctype html><title>Weir</title>']);
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  expect(page.headers['content-security-policy']).not.toContain('unsafe');
  expect(page.headers['referrer-policy']).toBe('no-referrer');
  expect(page.headers['x-content-type-options']).toBe('nosniff');
  for (const url of ['/review?queue=open', '/sign-in?return=%2Farchive%3Fq%3Dx'])
    expect((await get(url)).statusCode).toBe(200);
  expect((await get('/')).headers['cache-control']).toBe('no-cache');
  expect((await get('/assets/page-1a2b.js', '*/*')).headers['cache-control']).toContain('immutable');
  expect((await get('/assets/gone.js', '*/*')).statusCode).toBe(404);
  expect((await get('/.built-from', '*/*')).statusCode).toBe(404);
  expect((await get('/../package.json', '*/*')).statusCode).toBe(404);
  const unknown = await get('/api/v1/nothing');
  expect([unknown.statusCode, unknown.json().error.code]).toEqual([404, 'NOT_FOUND']);
});

test('the health of the house says what answers', async () => {
  expect((await house.app.inject({ method: 'GET', url: '/api/v1/health' })).json()).toEqual({
    ok: true,
    version: '0.0.0-test',
    elasticsearch: true,
    redis: true,
  });
});
