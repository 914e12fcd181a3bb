import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_WISHES } from '#core/care.ts';
import { NO_PREFERENCES } from '#core/preferences.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { Claimed } from '../schemas/cases.ts';
import type { Care } from '../schemas/me.ts';
import { walkRoutes } from '../write-openapi.ts';

const namespace = testNamespace();
let house: ApiHouse;
let rita: Person;
let rolf: Person;
let sven: Person;
let olga: Person;
let anna: Person;
const everybodySignsIn = async (): Promise<void> => {
  [rita, rolf, sven, olga, anna] = (await Promise.all(
    ['rita', 'rolf', 'sven', 'olga', 'anna'].map((login) => house.signIn(login)),
  )) as [Person, Person, Person, Person, Person];
};
beforeAll(async () => {
  house = await openApiHouse(namespace);
  await everybodySignsIn();
});
afterAll(() => house.close());

const careOf = async (person: Person) => (await person.get('/me/care')).json<Care>();
const wish = (person: Person, care: object) =>
  person.send('PUT', '/me/preferences', { care: { ...NO_WISHES, ...care } });

test('what somebody wants is theirs, part by part, and survives', async () => {
  expect((await rita.get('/me/preferences')).json()).toEqual(NO_PREFERENCES);
  await rita.send('PUT', '/me/preferences', { keys: { violating: 'g' } });
  await wish(rita, { breakMinutes: 20 });
  expect((await rita.get('/me/preferences')).json()).toMatchObject({
    keys: { violating: 'g' },
    care: { breakMinutes: 20 },
  });
  expect((await rolf.get('/me/preferences')).json()).toEqual(NO_PREFERENCES);
  for (const body of [{ keys: { violating: 'Control+K' } }, { care: { ...NO_WISHES, breakMinutes: 1 } }, { name: 'x' }])
    expect((await rita.send('PUT', '/me/preferences', body)).statusCode).toBe(400);
  await rita.send('PUT', '/me/preferences', NO_PREFERENCES);
});

test('a text counts once; after the heavy ones of the day come lighter ones, and after all of them nothing, until the next day', async () => {
  const heavy = await house.openCase('heavy-1', { leading: 'threat' });
  await house.openCase('heavy-2', { leading: 'threat' });
  const light = await house.openCase('light-1', { leading: 'glorification' });
  await house.openCase('light-2', { leading: 'glorification' });
  await house.store.refresh();
  await wish(rita, { heavyPerDay: 1, perDay: 2 });
  const uncover = (person: Person, caseId: string) => person.post('/me/exposures', { caseId });
  expect((await uncover(anna, heavy.id)).statusCode).toBe(403);
  expect((await uncover(rita, heavy.id)).json<Care>()).toMatchObject({
    today: { heavy: 1, lighter: 0 },
    rest: 'lighter',
  });
  expect((await uncover(rita, heavy.id)).json<Care>().today).toEqual({ heavy: 1, lighter: 0 });
  const next = async () => (await rita.post('/cases/claim', {})).json<Claimed>();
  expect((await next()).claimed?.case.assessment.leading).toBe('glorification');
  expect((await next()).claimed?.case.assessment.leading).toBe('glorification');
  expect(await next()).toMatchObject({ claimed: null, rest: false });
  await uncover(rita, light.id);
  expect(await next()).toMatchObject({ claimed: null, rest: true });
  // Nobody is kept from a case that they choose themselves.
  expect((await rita.post(`/cases/${heavy.id}/claim`)).statusCode).toBe(200);
  await rita.post(`/cases/${heavy.id}/release`, { reason: null });
  expect((await careOf(rolf)).today).toEqual({ heavy: 0, lighter: 0 });
  house.clock.advance(24 * 3_600_000);
  await everybodySignsIn();
  expect(await careOf(rita)).toMatchObject({ today: { heavy: 0, lighter: 0 }, rest: 'none' });
});

test('a category that somebody opted out of is not given to them', async () => {
  await wish(rolf, { optOut: ['threat'] });
  const next = async () => (await rolf.post('/cases/claim', {})).json<Claimed>().claimed?.case.assessment.leading;
  for (let given = await next(); given !== undefined; given = await next()) expect(given).not.toBe('threat');
});

test('nobody can ask for what another person was shown or wants: no route takes an account, and it is in no ledger and no index of theirs', async () => {
  const before = (await house.store.ledger.head()).size;
  const subject = await house.openCase('private');
  await rita.post('/me/exposures', { caseId: subject.id });
  await wish(rita, { heavyPerDay: 7, optOut: ['threat'] });
  const routes = await walkRoutes();
  const own = routes.filter(({ url }) => url.startsWith('/api/v1/me/'));
  expect(own.length).toBeGreaterThan(3);
  for (const route of own) {
    expect(route.url).not.toContain(':');
    const { properties = {} } = (route.schema?.querystring ?? {}) as { properties?: object };
    expect(Object.keys(properties)).toEqual([]);
  }
  // Asked with somebody's id in every place that one could think of, the answer is about whoever asks, or none.
  for (const person of [sven, olga]) {
    for (const url of ['/me/care?account=rita', '/me/preferences?account=rita', '/me/care/rita', '/people/rita/care'])
      expect((await person.get(url)).statusCode).toBeGreaterThanOrEqual(400);
    expect((await careOf(person)).today).toEqual({ heavy: 0, lighter: 0 });
    expect((await person.get('/me/preferences')).json()).toEqual(NO_PREFERENCES);
  }
  // Whatever a supervisor or an auditor may list says nothing of it.
  const lists = routes.filter(
    ({ method, url }) => method === 'GET' && url.startsWith('/api/v1/') && !/[:*]|\/me\/|\/events$|openapi/.test(url),
  );
  expect(lists.length).toBeGreaterThan(15);
  for (const { url } of lists)
    for (const person of [sven, olga])
      expect((await person.get(url.slice('/api/v1'.length))).body).not.toMatch(/exposure|heavyPerDay|optOut/);
  const entries = (await house.store.ledger.blocks(0, 1000)).flatMap((block) => block.entries).slice(before);
  expect(entries.filter(({ actor }) => actor.id === 'rita')).toEqual([]);
  expect(entries.filter(({ type }) => /exposure|preference|care/.test(type))).toEqual([]);
});
