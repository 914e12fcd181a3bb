import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ALL_WORK, type WorkArea } from '#core/work-area.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { AccountList, AccountShown } from '../schemas/accounts.ts';
import type { CaseDetail, CaseFacets, CaseList, Claimed, Colleagues, QueueCounts } from '../schemas/cases.ts';
import type { Session } from '../schemas/session.ts';
import { walkRoutes } from '../write-openapi.ts';

const namespace = testNamespace();
let house: ApiHouse;
let rita: Person;
let rolf: Person;
let sven: Person;
const ids: Record<string, string> = {};
beforeAll(async () => {
  house = await openApiHouse(namespace);
  [rita, rolf, sven] = (await Promise.all(['rita', 'rolf', 'sven'].map((login) => house.signIn(login)))) as [
    Person,
    Person,
    Person,
  ];
  const opened = {
    zhThreat: { lang: 'zh', leading: 'threat' },
    enThreat: { lang: 'en', leading: 'threat' },
    enPraise: { lang: 'en', leading: 'glorification' },
    enSample: { lang: 'en', leading: 'threat', purpose: 'quality_sample' },
  } as const;
  for (const [name, change] of Object.entries(opened)) ids[name] = (await house.openCase(name, change)).id;
});
afterAll(() => house.close());

const refusal = (answer: { statusCode: number; json(): { error: { code: string } } }) => [
  answer.statusCode,
  answer.json().error.code,
];
const set = async (login: string, work: Partial<WorkArea>, by: Person = sven) => {
  const { items } = (await sven.get('/accounts')).json<AccountList>();
  const account = items.find((one) => one.login === login);
  if (account === undefined) throw new Error(`no account ${login}`);
  const { displayName, post, roles } = account;
  const body = { displayName, post, roles, work: { ...ALL_WORK, ...work }, reason: 'the rota of the week' };
  return by.send('PUT', `/accounts/${account.id}`, body);
};
const listed = async (person: Person) =>
  (await person.get('/cases?states=open'))
    .json<CaseList>()
    .items.map(({ id }) => id)
    .sort();
const named = (...names: string[]) => names.map((name) => ids[name] ?? '').sort();

beforeEach(async () => {
  await set('rita', {});
  for (const [id, { accountId }] of await house.store.leases.holders(await house.store.leases.claimedIds())) {
    const held = await house.store.leases.held(id, accountId);
    if (held !== null) await house.store.leases.release(id, held.token);
  }
});

test.each<[string, Partial<WorkArea>, string[]]>([
  ['nothing set: everything', {}, ['zhThreat', 'enThreat', 'enPraise', 'enSample']],
  ['a language', { languages: ['zh'] }, ['zhThreat']],
  ['categories', { categories: ['glorification'] }, ['enPraise']],
  ['what was flagged', { purposes: ['flagged'] }, ['zhThreat', 'enThreat', 'enPraise']],
  [
    'samples and flagged',
    { purposes: ['flagged', 'quality_sample'] },
    ['zhThreat', 'enThreat', 'enPraise', 'enSample'],
  ],
  ['each bound narrows', { languages: ['en'], categories: ['threat'], purposes: ['flagged'] }, ['enThreat']],
])('list, counts, filters and the next case are of the part that is set: %s', async (_, work, names) => {
  expect((await set('rita', work)).statusCode).toBe(200);
  expect(await listed(rita)).toEqual(named(...names));
  const facets = (await rita.get('/cases/facets')).json<CaseFacets>();
  expect(facets.states).toEqual([{ key: 'open', count: names.length }]);
  const filters = [{ queue: 'open' }, { queue: 'open', lang: 'zh' }];
  const counts = (await rita.post('/cases/counts', { filters })).json<QueueCounts>();
  expect(counts.items.map(({ count }) => count)).toEqual([names.length, names.includes('zhThreat') ? 1 : 0]);
  const given: string[] = [];
  for (;;) {
    const { claimed, waiting } = (await rita.post('/cases/claim', {})).json<Claimed>();
    if (claimed === null) break;
    given.push(claimed.case.id);
    expect(waiting).toBe(names.length - given.length);
  }
  expect(given.sort()).toEqual(named(...names));
  // Others see what they saw.
  expect(await listed(rolf)).toHaveLength(4);
});

test('whoever asks for something outside their part is given nothing, also where two people ask at once', async () => {
  await set('rita', { languages: ['zh'] });
  const [mine, theirs] = await Promise.all([
    rita.post('/cases/claim', { lang: 'en' }),
    rolf.post('/cases/claim', { lang: 'en' }),
  ]);
  expect(mine.json<Claimed>().claimed).toBeNull();
  expect(theirs.json<Claimed>().claimed?.case.lang).toBe('en');
});

test('no route opens a case outside the part: each refuses with its code before it does anything', async () => {
  const subject = await house.openCase('outside', { lang: 'en' });
  await set('rolf', { languages: ['zh'] });
  const bodies: Record<string, object> = {
    release: { reason: null },
    decisions: {
      revision: subject.revision,
      decision: {
        ...{ outcome: 'not_violating', categories: [], legalBasis: 'none', exemption: null },
        ...{ reason: 'It reports.', contentHash: subject.contentHash },
      },
    },
    countersignature: { revision: subject.revision, contentHash: subject.contentHash },
    refusal: { revision: subject.revision, reason: 'Not so.' },
    notes: { text: 'x' },
    questions: { to: null, text: 'A quotation?' },
    answer: { text: 'x' },
    handover: { to: 'rita', reason: 'Yours.' },
    carry: { items: [{ caseId: subject.id, revision: 1, contentHash: subject.contentHash }] },
    golden: { note: 'It is a clear case.' },
    coaching: { to: 'rita', text: 'A word.' },
  };
  const routes = (await walkRoutes()).filter(({ url }) => url.startsWith('/api/v1/cases/:id'));
  expect(routes.length).toBeGreaterThan(15);
  for (const { method, url } of routes) {
    if (method === 'HEAD') continue;
    const path = url.slice('/api/v1'.length).replace(':id', subject.id).replace(':question', '1');
    const answer = method === 'GET' ? await rolf.get(path) : await rolf.post(path, bodies[url.split('/').at(-1) ?? '']);
    const supervisorsOnly = /golden|coaching/.test(url);
    expect([method, path, ...refusal(answer)]).toEqual([
      ...[method, path, 403],
      supervisorsOnly ? 'NOT_PERMITTED' : 'CASE_OUTSIDE_WORK',
    ]);
  }
  expect(refusal(await rolf.post('/me/exposures', { caseId: subject.id }))).toEqual([403, 'CASE_OUTSIDE_WORK']);
  expect((await house.store.cases.get(subject.id))?.revision).toBe(subject.revision);
  // Colleagues are offered where they can read it, and only there.
  const { items } = (await rita.get(`/cases/${subject.id}/colleagues`)).json<Colleagues>();
  expect(items.map(({ id }) => id)).not.toContain('rolf');
  expect(refusal(await rita.post(`/cases/${subject.id}/questions`, { to: 'rolf', text: 'A quotation?' }))).toEqual([
    422,
    'COLLEAGUE_UNSUITABLE',
  ]);
  await set('rolf', {});
  expect((await rolf.get(`/cases/${subject.id}`)).statusCode).toBe(200);
});

test('what somebody has decided stays open to them, so that they can take it back', async () => {
  const subject = await house.openCase('mine', { lang: 'en' });
  const decision = {
    ...{ outcome: 'not_violating', categories: [], legalBasis: 'none', exemption: null },
    ...{ reason: 'It reports.', contentHash: subject.contentHash },
  };
  await rita.post(`/cases/${subject.id}/decisions`, { revision: subject.revision, decision });
  await set('rita', { languages: ['zh'] });
  expect((await rita.post(`/cases/${subject.id}/undo`)).json<CaseDetail>().case.state).toBe('open');
  expect(await listed(rita)).toEqual(named('zhThreat'));
});

test('a part is set by somebody else, for who takes cases; it stands in the session, in the account and in the ledger', async () => {
  const before = (await house.store.ledger.head()).size;
  const shown = (await set('rita', { languages: ['zh'], categories: ['threat'] })).json<AccountShown>();
  expect(shown.work).toEqual({ languages: ['zh'], categories: ['threat'], purposes: [] });
  expect(shown.changed).toMatchObject({ what: 'described', reason: 'the rota of the week' });
  expect((await rita.get('/session')).json<Session>().work).toEqual(shown.work);
  expect((await house.store.ledger.head()).size).toBeGreaterThan(before);
  expect(refusal(await set('sven', { languages: ['zh'] }))).toEqual([409, 'ACCOUNT_OWN']);
  for (const login of ['lena', 'olga', 'anna'])
    expect(refusal(await set(login, { languages: ['zh'] }))).toEqual([422, 'WORK_AREA_UNSUITABLE']);
  expect(refusal(await set('rita', { languages: ['Chinese'] }))).toEqual([400, 'BODY_INVALID']);
  // Left out, it stays; and with a role that answers for all of the queue it binds no more.
  const { displayName, post } = shown;
  const describe = (roles: string[]) =>
    sven.send('PUT', `/accounts/${shown.id}`, { displayName, post, roles, reason: 'a new role' });
  expect((await describe(['reviewer'])).json<AccountShown>().work.languages).toEqual(['zh']);
  await describe(['reviewer', 'supervisor']);
  expect((await rita.get('/session')).json<Session>().work).toBeNull();
  await describe(['reviewer']);
});
