import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Case, DecisionInput } from '#core/case.ts';
import { sha256 } from '#core/hash.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { CaseDetail, CaseList, Claimed } from '../schemas/cases.ts';

const namespace = testNamespace();
let house: ApiHouse;
let rita: Person;
let rolf: Person;
let lena: Person;
let olga: Person;
let sven: Person;
beforeAll(async () => {
  house = await openApiHouse(namespace);
  [rita, rolf, lena, olga, sven] = (await Promise.all(
    ['rita', 'rolf', 'lena', 'olga', 'sven'].map((login) => house.signIn(login)),
  )) as [Person, Person, Person, Person, Person];
});
afterAll(() => house.close());

const violating = (subject: Case): DecisionInput => ({
  outcome: 'violating',
  categories: ['recruitment'],
  legalBasis: 'tco-art-3',
  exemption: {
    education: false,
    journalism: false,
    art: false,
    research: false,
    counterSpeech: false,
    publicDebate: false,
    explanation: 'None of the protected purposes is recognisable.',
  },
  reason: 'Asks readers to join.',
  contentHash: subject.contentHash,
});
const decision = (subject: Case, change: Partial<DecisionInput> = {}) => ({
  revision: subject.revision,
  decision: { ...violating(subject), ...change },
});
const refusal = (answer: { statusCode: number; json(): { error: { code: string } } }) => [
  answer.statusCode,
  answer.json().error.code,
];

test('what a request says wrongly is refused and named, field by field', async () => {
  const subject = await house.openCase('input');
  const good = decision(subject);
  const table: [string, object, string, string[]][] = [
    ['/cases/claim', { state: ['open'] }, 'BODY_INVALID', ['/state']],
    ['/cases/claim', { states: 'open' }, 'BODY_INVALID', ['/states']],
    ['/cases/claim', { states: ['opened'] }, 'BODY_INVALID', ['/states/0']],
    [`/cases/${subject.id}/decisions`, { ...good, revision: '1' }, 'BODY_INVALID', ['/revision']],
    [
      `/cases/${subject.id}/decisions`,
      { ...good, decision: { ...good.decision, note: 'x' } },
      'BODY_INVALID',
      ['/decision/note'],
    ],
    [`/cases/${subject.id}/decisions`, { revision: 1 }, 'BODY_INVALID', ['/decision']],
    [`/cases/${subject.id}/undo`, { really: true }, 'BODY_INVALID', ['/really']],
    ['/cases/a%20b/undo', {}, 'PATH_INVALID', ['/id']],
  ];
  for (const [url, body, code, locations] of table) {
    const answer = await rita.post(url, body);
    expect([url, ...refusal(answer)]).toEqual([url, 400, code]);
    const details = answer.json().error.details as { location: string; message: string }[];
    for (const location of locations) expect(details.map((one) => one.location)).toContain(location);
  }
  const query = await rita.get('/cases?state=open&size=500');
  expect(refusal(query)).toEqual([400, 'QUERY_INVALID']);
  expect(
    query
      .json()
      .error.details.map((one: { location: string }) => one.location)
      .sort(),
  ).toEqual(['/size', '/state']);
  const unknownState = await rita.get('/cases?states=open,opened');
  expect(refusal(unknownState)).toEqual([400, 'QUERY_INVALID']);
  expect(refusal(await rita.get('/cases?after=nonsense'))).toEqual([400, 'CURSOR_INVALID']);
  expect(refusal(await rita.get('/cases/case-nowhere'))).toEqual([404, 'NOT_FOUND']);
});

test('the queue is in order of priority; who may not read cases sees no text', async () => {
  await house.openCase('low', { violating: 0.3 });
  await house.openCase('high', { violating: 0.99 });
  await house.store.refresh();
  const list = (await rita.get('/cases?size=100')).json<CaseList>();
  const order = list.items.map(({ id }) => id);
  expect(order.indexOf('case-high')).toBeLessThan(order.indexOf('case-low'));
  expect(list.items[0]?.excerpt).toContain('Invented text');
  for (const item of (await olga.get('/cases')).json<CaseList>().items) expect(item.excerpt).toBe('');
  const first = (await rita.get('/cases?size=1')).json<CaseList>();
  const second = (await rita.get(`/cases?size=1&after=${first.next}`)).json<CaseList>();
  expect([first.items[0]?.id, second.items[0]?.id]).toEqual(order.slice(0, 2));
  expect((await rita.get('/cases/facets')).json().states).toEqual([{ key: 'open', count: list.total }]);
  const filters = [{ queue: 'open' }, { queue: 'open', category: 'threat' }, { queue: 'escalated' }];
  const { items } = (await rita.post('/cases/counts', { filters })).json();
  expect(items).toEqual([
    { count: list.total, oldestAt: '2026-03-01T09:00:00.000Z' },
    { count: 0, oldestAt: null },
    { count: 0, oldestAt: null },
  ]);
});

test('opening a case leaves a trace in the ledger before its text is shown', async () => {
  const subject = await house.openCase('trace');
  const before = (await house.store.ledger.head()).size;
  const detail = (await rolf.get(`/cases/${subject.id}`)).json<CaseDetail>();
  expect(detail.case.text).toBe(subject.text);
  expect(detail.operators).toEqual([{ id: 'ferry', name: 'Operator ferry' }]);
  const blocks = await house.store.ledger.blocks(0, 1000);
  const entries = blocks.flatMap((block) => block.entries).slice(before);
  expect(entries.map(({ type, actor }) => [type, actor.id])).toEqual([['case.viewed', 'rolf']]);
});

test('a decision is made once: a second on the same revision is refused, and a colleague countersigns after the undo time', async () => {
  const subject = await house.openCase('decided');
  const claimed = (await rita.post(`/cases/${subject.id}/claim`)).json<CaseDetail>();
  expect(claimed.lease).toMatchObject({ holder: 'rita', holderName: 'rita of the test', mine: true });
  expect(claimed.actions).toEqual(['decide', 'note', 'ask', 'hand_over', 'release']);

  const seenByRolf = (await rolf.get(`/cases/${subject.id}`)).json<CaseDetail>();
  expect(seenByRolf.actions).toEqual(['note', 'ask']);
  expect(refusal(await rolf.post(`/cases/${subject.id}/decisions`, decision(subject)))).toEqual([409, 'CASE_CLAIMED']);
  expect(refusal(await rolf.post(`/cases/${subject.id}/claim`))).toEqual([409, 'CASE_CLAIMED']);

  const decided = (await rita.post(`/cases/${subject.id}/decisions`, decision(subject))).json<CaseDetail>();
  expect(decided.case).toMatchObject({ state: 'confirmed', revision: 2, holdUntil: '2026-03-01T09:01:00.000Z' });
  expect(decided.actions).toEqual(['undo', 'note', 'ask']);
  expect(decided.people.map(({ id }) => id)).toEqual(['rita']);
  expect(decided.lease).toBeNull();
  expect(refusal(await rolf.post(`/cases/${subject.id}/decisions`, decision(subject)))).toEqual([409, 'CASE_CHANGED']);
  expect(refusal(await lena.post(`/cases/${subject.id}/decisions`, decision(subject)))).toEqual([403, 'NOT_PERMITTED']);

  const sign = { revision: 2, contentHash: subject.contentHash };
  expect(refusal(await rolf.post(`/cases/${subject.id}/countersignature`, sign))).toEqual([409, 'STILL_ON_HOLD']);
  house.clock.advance(60_000);
  expect(refusal(await rita.post(`/cases/${subject.id}/countersignature`, sign))).toEqual([
    403,
    'SECOND_PERSON_REQUIRED',
  ]);
  expect(
    refusal(await rolf.post(`/cases/${subject.id}/countersignature`, { ...sign, contentHash: sha256('other') })),
  ).toEqual([409, 'CONTENT_CHANGED']);
  const signed = (await rolf.post(`/cases/${subject.id}/countersignature`, sign)).json<CaseDetail>();
  expect(signed.case.state).toBe('signed');
  expect((await lena.get(`/cases/${subject.id}`)).json<CaseDetail>().actions).toEqual(['draft_order', 'note', 'ask']);
});

test('a violating decision without the test of article 1(3), or with a protected purpose, is refused', async () => {
  const subject = await house.openCase('exempt');
  const { exemption } = violating(subject);
  if (exemption === null) throw new Error('no test');
  const post = (change: Partial<DecisionInput>) =>
    rita.post(`/cases/${subject.id}/decisions`, decision(subject, change));
  expect(refusal(await post({ exemption: null }))).toEqual([422, 'EXEMPTION_TEST_MISSING']);
  expect(refusal(await post({ exemption: { ...exemption, journalism: true } }))).toEqual([422, 'EXEMPTION_APPLIES']);
  expect(refusal(await post({ categories: [] }))).toEqual([422, 'CATEGORY_MISSING']);
  expect(refusal(await post({ legalBasis: 'none' }))).toEqual([422, 'LEGAL_BASIS_MISSING']);
});

test('only the person who decided can undo, and only in time; the case is then in their hands again', async () => {
  const subject = await house.openCase('undone');
  await rita.post(`/cases/${subject.id}/decisions`, decision(subject));
  expect(refusal(await rolf.post(`/cases/${subject.id}/undo`))).toEqual([403, 'UNDO_NOT_YOURS']);
  house.clock.advance(59_999);
  const undone = (await rita.post(`/cases/${subject.id}/undo`)).json<CaseDetail>();
  expect(undone.case).toMatchObject({ state: 'open', holdUntil: null, revision: 3 });
  expect(undone.lease?.mine).toBe(true);
  await rita.post(`/cases/${subject.id}/decisions`, decision({ ...subject, revision: 3 }));
  house.clock.advance(60_000);
  expect(refusal(await rita.post(`/cases/${subject.id}/undo`))).toEqual([409, 'UNDO_EXPIRED']);
});

test('a second opinion comes from somebody else', async () => {
  const subject = await house.openCase('unsure');
  const unsure: Partial<DecisionInput> = { outcome: 'not_sure', categories: [], legalBasis: 'none', exemption: null };
  await rita.post(`/cases/${subject.id}/decisions`, decision(subject, unsure));
  house.clock.advance(60_000);
  await house.store.cases.change(subject.id, { kind: 'system', id: 'hold' }, () => [
    { type: 'case.hold_ended', data: {} },
  ]);
  await house.store.refresh();
  const again = decision({ ...subject, revision: 2 });
  expect(refusal(await rita.post(`/cases/${subject.id}/decisions`, again))).toEqual([403, 'SECOND_PERSON_REQUIRED']);
  expect(refusal(await rita.post(`/cases/${subject.id}/claim`))).toEqual([409, 'CASE_NOT_DECIDABLE']);
  expect((await rita.post('/cases/claim', { states: ['second_opinion'] })).json<Claimed>().claimed).toBeNull();
  expect((await sven.post('/cases/claim', { states: ['second_opinion'] })).json<Claimed>().claimed?.case.id).toBe(
    subject.id,
  );
});

test('a colleague who disagrees hands the case to a supervisor with the reason; a skip with a reason is not silent', async () => {
  const subject = await house.openCase('refused');
  await rita.post(`/cases/${subject.id}/decisions`, decision(subject));
  house.clock.advance(60_000);
  const refused = (
    await rolf.post(`/cases/${subject.id}/countersignature/refusal`, { revision: 2, reason: 'It quotes the group.' })
  ).json<CaseDetail>();
  expect(refused.case.state).toBe('escalated');
  await sven.post(`/cases/${subject.id}/claim`);
  const skipped = (
    await sven.post(`/cases/${subject.id}/release`, { reason: 'Needs somebody who reads the language.' })
  ).json<CaseDetail>();
  expect(skipped.lease).toBeNull();
  expect(skipped.case.notes.map(({ text }) => text)).toEqual([
    'It quotes the group.',
    'Needs somebody who reads the language.',
  ]);
  expect(refusal(await sven.post(`/cases/${subject.id}/claim/renewal`))).toEqual([409, 'CLAIM_LOST']);
});

test('a hundred claims at once, of several people and of one, never give the same case twice', async () => {
  for (const id of await house.store.leases.claimedIds()) {
    const holder = (await house.store.leases.holders([id])).get(id);
    const held = holder === undefined ? null : await house.store.leases.held(id, holder.accountId);
    if (held !== null) await house.store.leases.release(id, held.token);
  }
  await Promise.all(Array.from({ length: 60 }, (_, number) => house.openCase(`many-${number}`)));
  await house.store.refresh();
  const waiting = (await house.store.cases.facets({ states: ['open'] })).total;
  expect(waiting).toBeGreaterThanOrEqual(60);
  const claimers = [rita, rolf, sven];
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, number) => (claimers[number % 3] as Person).post('/cases/claim', {})),
  );
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(100).fill(200));
  const given = answers.flatMap((answer) => answer.json<Claimed>().claimed?.case.id ?? []);
  expect(new Set(given).size).toBe(given.length);
  expect(given.length).toBe(Math.min(100, waiting));
});

test('people take from one answer of the index, and that none waits is said only after a new one', async () => {
  const wish = { lang: 'et' };
  const claim = async (person: Person) => (await person.post('/cases/claim', wish)).json<Claimed>();
  for (const id of ['shared-1', 'shared-2', 'shared-3']) await house.openCase(id, { lang: 'et' });
  await house.store.refresh();
  const first = await claim(rita);
  expect([first.claimed?.case.lang, first.waiting]).toEqual(['et', 2]);
  const others = await Promise.all([claim(rolf), claim(sven)]);
  expect(others.map(({ claimed }) => claimed?.case.lang)).toEqual(['et', 'et']);
  expect(others.map(({ waiting }) => waiting).sort()).toEqual([0, 1]);
  expect(await claim(rita)).toMatchObject({ claimed: null, waiting: 0 });
  await house.openCase('shared-4', { lang: 'et' });
  await house.store.refresh();
  const last = await house.store.cases.queue({ lang: 'et', states: ['open'], size: 10, fresh: true });
  expect(last.total).toBe(4);
  expect((await claim(rita)).claimed?.case).toMatchObject({ lang: 'et' });
});

test('of many who decide at once, one does', async () => {
  const subject = await house.openCase('race');
  const answers = await Promise.all(
    [rita, rolf, sven, rita, rolf, sven].map((person) =>
      person.post(`/cases/${subject.id}/decisions`, decision(subject)),
    ),
  );
  expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
  expect((await house.store.cases.get(subject.id))?.decisions).toHaveLength(1);
});

test('the label guide stands beside the case in both languages', async () => {
  const guide = (await lena.get('/label-guide')).json();
  expect(guide.categories).toHaveLength(6);
  expect(guide.categories[0]).toMatchObject({ id: 'threat', letter: 'e', severity: 1, title: { zh: '威胁' } });
  expect(guide.reasons[0].order.en).toContain('…');
});
