import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Case, DecisionInput } from '#core/case.ts';
import { drawOf } from '#core/case-quality.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { CaseDetail } from '../schemas/cases.ts';
import type { AgreementShown, DisputedList, NextReading, TrainingFeedback } from '../schemas/quality.ts';

const namespace = testNamespace();
let house: ApiHouse;
let rita: Person;
let rolf: Person;
let sven: Person;
let olga: Person;
let lena: Person;
beforeAll(async () => {
  house = await openApiHouse(namespace);
  [rita, rolf, sven, olga, lena] = (await Promise.all(
    ['rita', 'rolf', 'sven', 'olga', 'lena'].map((login) => house.signIn(login)),
  )) as [Person, Person, Person, Person, Person];
});
afterAll(() => house.close());

const refusal = (answer: { statusCode: number; json(): { error: { code: string } } }) => [
  answer.statusCode,
  answer.json().error.code,
];
/** Names of cases that are in the draw for a second reading, or are not. */
const names = (prefix: string, count: number, isDrawn: boolean): string[] => {
  const found: string[] = [];
  for (let number = 0; found.length < count; number++)
    if (drawOf(`case-${prefix}-${number}`) < 0.05 === isDrawn) found.push(`${prefix}-${number}`);
  return found;
};
const cleared = async (person: Person, name: string): Promise<Case> => {
  const subject = await house.openCase(name);
  const decision: DecisionInput = {
    ...{ outcome: 'not_violating', categories: [], legalBasis: 'none', exemption: null },
    ...{ reason: 'It reports on the attack.', contentHash: subject.contentHash },
  };
  await person.post(`/cases/${subject.id}/decisions`, { revision: subject.revision, decision });
  house.clock.advance(60_000);
  return (
    await house.store.cases.change(subject.id, { kind: 'system', id: 'hold' }, () => [
      { type: 'case.hold_ended', data: {} },
    ])
  ).state;
};
const next = async (person: Person) => (await person.post('/quality/readings/next', {})).json<NextReading>().item;
const reading = (subject: { contentHash: string }, change: object = {}) => ({
  ...{ outcome: 'not_violating', categories: [], reason: 'It reports.', contentHash: subject.contentHash },
  ...change,
});

test('a share of decided cases is read a second time by somebody who had nothing to do with them and does not see the decision', async () => {
  const [drawn = '', other = ''] = [...names('drawn', 1, true), ...names('other', 1, false)];
  const subject = await cleared(rita, drawn);
  await cleared(rita, other);
  expect(await next(rita)).toBeNull();
  const item = await next(rolf);
  expect(item).toMatchObject({ caseId: subject.id, text: subject.text });
  expect(Object.keys(item ?? {}).sort()).toEqual(
    ['caseId', 'contentHash', 'lang', 'platforms', 'publishedAt', 'text', 'title'].sort(),
  );
  const post = (person: Person, change: object = {}) =>
    person.post('/quality/readings', { caseId: subject.id, reading: reading(subject, change) });
  expect(refusal(await post(rita))).toEqual([409, 'READING_NOT_OPEN']);
  expect(refusal(await post(rolf, { outcome: 'violating' }))).toEqual([422, 'CATEGORY_MISSING']);
  expect(refusal(await post(lena))).toEqual([403, 'NOT_PERMITTED']);
  expect((await post(rolf, { outcome: 'violating', categories: ['threat'] })).statusCode).toBe(200);
  expect(refusal(await post(rolf))).toEqual([409, 'READING_NOT_OPEN']);
  // Its state and its decision are what they were; those who may still read it do not learn what was said.
  const after = await house.store.cases.get(subject.id);
  expect([after?.state, after?.revision, after?.decisions.length]).toEqual(['cleared', subject.revision, 1]);
  expect((await rita.get(`/cases/${subject.id}`)).json<CaseDetail>().case.readings).toBeUndefined();
  expect((await sven.get(`/cases/${subject.id}`)).json<CaseDetail>().case.readings).toHaveLength(1);
  const disputed = (await olga.get('/quality/disputed')).json<DisputedList>();
  expect(disputed.items.map(({ caseId, answers }) => [caseId, answers])).toEqual([
    [subject.id, ['not_violating', 'violating']],
  ]);
  expect(refusal(await rolf.get('/quality/disputed'))).toEqual([403, 'NOT_PERMITTED']);
});

test('a golden item teaches: the answer is told at once, and nothing of the attempt is kept', async () => {
  const [name = ''] = names('golden', 1, false);
  const open = await house.openCase(`${name}-open`);
  const note = 'A report names the attack and does not call for one.';
  expect(refusal(await sven.post(`/cases/${open.id}/golden`, { note }))).toEqual([409, 'GOLDEN_NOT_FINAL']);
  const subject = await cleared(rita, name);
  expect(refusal(await rolf.post(`/cases/${subject.id}/golden`, { note }))).toEqual([403, 'NOT_PERMITTED']);
  expect((await sven.post(`/cases/${subject.id}/golden`, { note })).statusCode).toBe(200);
  expect((await rolf.get(`/cases/${subject.id}`)).json<CaseDetail>().case.golden).toBeUndefined();
  const training = async (seen: string[]) =>
    (await rolf.post('/quality/training/next', { seen })).json<NextReading>().item?.caseId;
  expect(await training([])).toBe(subject.id);
  expect(await training([subject.id])).toBeUndefined();
  const before = JSON.stringify(await house.store.cases.get(subject.id));
  const answer = async (outcome: string, categories: string[]) =>
    (
      await rolf.post('/quality/training/answers', { caseId: subject.id, outcome, categories })
    ).json<TrainingFeedback>();
  expect(await answer('violating', ['threat'])).toMatchObject({
    right: false,
    answer: { outcome: 'not_violating', note },
  });
  expect(await answer('not_violating', [])).toMatchObject({ right: true });
  expect(JSON.stringify(await house.store.cases.get(subject.id))).toBe(before);
  expect(
    refusal(await rolf.post('/quality/training/answers', { caseId: open.id, outcome: 'not_sure', categories: [] })),
  ).toEqual([404, 'NOT_FOUND']);
  // Among the second readings it looks like any other.
  expect((await next(rolf))?.caseId).toBe(subject.id);
});

test('a word of coaching goes to somebody of the case, and those two alone see it', async () => {
  const subject = await cleared(rita, 'coached');
  const coach = (person: Person, to: string) =>
    person.post(`/cases/${subject.id}/coaching`, { to, text: 'Look at the last line again.' });
  expect(refusal(await coach(sven, 'rolf'))).toEqual([422, 'COLLEAGUE_UNSUITABLE']);
  expect(refusal(await coach(rolf, 'rita'))).toEqual([403, 'NOT_PERMITTED']);
  expect((await coach(sven, 'rita')).statusCode).toBe(200);
  const seenBy = async (person: Person) =>
    (await person.get(`/cases/${subject.id}`)).json<CaseDetail>().case.coaching?.map(({ text }) => text);
  expect(await seenBy(rita)).toEqual(['Look at the last line again.']);
  expect(await seenBy(sven)).toEqual(['Look at the last line again.']);
  expect(await seenBy(rolf)).toBeUndefined();
  expect(await seenBy(lena)).toBeUndefined();
});

test('agreement is told of the house, and only where enough people and cases are behind it; no figure can be asked for by person', async () => {
  const agreement = async () => (await olga.get('/quality/agreement')).json<AgreementShown>();
  expect((await agreement()).cohen).toMatchObject({ subjects: 1, kappa: null });
  for (const [number, name] of names('many', 12, true).entries()) {
    const subject = await cleared(number % 2 === 0 ? rita : sven, name);
    const change = number % 4 === 0 ? { outcome: 'violating', categories: ['threat'] } : {};
    const answer = await rolf.post('/quality/readings', { caseId: subject.id, reading: reading(subject, change) });
    expect(answer.statusCode).toBe(200);
  }
  const told = await agreement();
  // Of 13 pairs nine agree; the decision was always the same, so that chance alone would give as many.
  expect(told.cohen).toMatchObject({ subjects: 13, observed: 9 / 13 });
  expect(told.cohen.kappa).toBeCloseTo(0, 10);
  expect(told.fleiss.kappa).toBeLessThan(0);
  expect(told.disputed).toBe(4);
  expect(JSON.stringify(told)).not.toMatch(/rita|rolf|sven/);
  for (const query of ['?account=rita', '?reviewer=rita', '?by=rita'])
    expect(refusal(await olga.get(`/quality/agreement${query}`))).toEqual([400, 'QUERY_INVALID']);
});
