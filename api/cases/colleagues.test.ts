import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { CaseDetail, CasesForMe, Claimed, Colleagues } from '../schemas/cases.ts';

const namespace = testNamespace();
let house: ApiHouse;
let rita: Person;
let rolf: Person;
let lena: Person;
let sven: Person;
beforeAll(async () => {
  house = await openApiHouse(namespace);
  [rita, rolf, lena, sven] = (await Promise.all(
    ['rita', 'rolf', 'lena', 'sven'].map((login) => house.signIn(login)),
  )) as [Person, Person, Person, Person];
});
afterAll(() => house.close());

const refusal = (answer: { statusCode: number; json(): { error: { code: string } } }) => [
  answer.statusCode,
  answer.json().error.code,
];
const forMe = async (person: Person) => (await person.get('/cases/for-me')).json<CasesForMe>();

test('whom one may ask: who may read the case; to whom it may go: who may decide it', async () => {
  const subject = await house.openCase('whom');
  const { items } = (await rita.get(`/cases/${subject.id}/colleagues`)).json<Colleagues>();
  expect(items.map(({ id, mayActNext }) => [id, mayActNext]).sort()).toEqual([
    ['lars', false],
    ['lena', false],
    ['rolf', true],
    ['sven', true],
  ]);
});

test('a question waits for the colleague who was asked, who alone answers it, once; both stay on the case and in the ledger', async () => {
  const subject = await house.openCase('asked');
  const before = (await house.store.ledger.head()).size;
  expect(refusal(await rita.post(`/cases/${subject.id}/questions`, { to: 'anna', text: 'A quotation?' }))).toEqual([
    422,
    'COLLEAGUE_UNSUITABLE',
  ]);
  expect(refusal(await rita.post(`/cases/${subject.id}/questions`, { to: 'rita', text: 'A quotation?' }))).toEqual([
    422,
    'COLLEAGUE_UNSUITABLE',
  ]);
  const asked = await rita.post(`/cases/${subject.id}/questions`, { to: 'lena', text: 'A quotation?' });
  const [question] = asked.json<CaseDetail>().case.questions ?? [];
  expect(question).toMatchObject({ by: 'rita', to: 'lena', answer: null });
  expect((await forMe(lena)).asked).toMatchObject([{ caseId: subject.id, byName: 'rita of the test' }]);
  expect((await forMe(rolf)).asked).toEqual([]);
  const url = `/cases/${subject.id}/questions/${question?.number}/answer`;
  expect(refusal(await rolf.post(url, { text: 'Yes.' }))).toEqual([403, 'QUESTION_NOT_YOURS']);
  expect(refusal(await lena.post(`/cases/${subject.id}/questions/999/answer`, { text: 'Yes.' }))).toEqual([
    404,
    'QUESTION_UNKNOWN',
  ]);
  const answered = (await lena.post(url, { text: 'Yes, of an old pamphlet.' })).json<CaseDetail>();
  expect(answered.case.questions?.[0]?.answer).toMatchObject({ by: 'lena', text: 'Yes, of an old pamphlet.' });
  expect(answered.people.map(({ id }) => id).sort()).toEqual(['lena', 'rita']);
  // What a decision rests on is the same: nobody's decision is taken out of their hands.
  expect(answered.case.revision).toBe(subject.revision);
  expect(refusal(await lena.post(url, { text: 'Again.' }))).toEqual([409, 'QUESTION_ANSWERED']);
  expect((await forMe(lena)).asked).toEqual([]);
  const entries = (await house.store.ledger.blocks(0, 1000)).flatMap((block) => block.entries).slice(before);
  expect(entries.map(({ type, actor }) => [type, actor.id])).toEqual([
    ['case.asked', 'rita'],
    ['case.answered', 'lena'],
  ]);
});

test('a case that is handed over is the colleague’s at once and nobody else’s next, until eight hours have passed or they give it back', async () => {
  const subject = await house.openCase('handed');
  const to = (id: string) => ({ to: id, reason: 'Reads the dialect.' });
  expect(refusal(await rita.post(`/cases/${subject.id}/handover`, to('rolf')))).toEqual([409, 'CLAIM_LOST']);
  await rita.post(`/cases/${subject.id}/claim`);
  expect(refusal(await rita.post(`/cases/${subject.id}/handover`, to('lena')))).toEqual([422, 'COLLEAGUE_UNSUITABLE']);
  const handed = (await rita.post(`/cases/${subject.id}/handover`, to('rolf'))).json<CaseDetail>();
  expect(handed.case.handedOver).toMatchObject({ to: 'rolf', by: 'rita' });
  expect(handed.lease).toMatchObject({ holder: 'rolf', mine: false });
  expect((await forMe(rolf)).handedOver).toMatchObject([{ caseId: subject.id, byName: 'rita of the test' }]);

  // The claim is lost, as after ten minutes; the case still waits for its colleague.
  const claim = await house.store.leases.held(subject.id, 'rolf');
  await house.store.leases.release(subject.id, claim?.token ?? '');
  await house.store.refresh();
  const next = async (person: Person) =>
    (await person.post('/cases/claim', { states: ['open'] })).json<Claimed>().claimed?.case.id;
  const given = new Set<string | undefined>();
  for (let taken = await next(sven); taken !== undefined; taken = await next(sven)) given.add(taken);
  expect(given.has(subject.id)).toBe(false);
  expect(await next(rolf)).toBe(subject.id);
  await rolf.post(`/cases/${subject.id}/release`, { reason: null });
  expect((await forMe(rolf)).handedOver).toEqual([]);
  await house.store.refresh();
  expect(await next(sven)).toBe(subject.id);

  const late = await house.openCase('handed-late');
  await rita.post(`/cases/${late.id}/claim`);
  await rita.post(`/cases/${late.id}/handover`, to('rolf'));
  const lease = await house.store.leases.held(late.id, 'rolf');
  await house.store.leases.release(late.id, lease?.token ?? '');
  house.clock.advance(8 * 3_600_000);
  await house.store.refresh();
  expect(await next(await house.signIn('sven'))).toBe(late.id);
});
