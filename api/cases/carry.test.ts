import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Case } from '#core/case.ts';
import { openAlike } from '../../tests/alike-cases.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { AlikeCases, Carried } from '../schemas/carry.ts';

const namespace = testNamespace();
let house: ApiHouse;
let rita: Person;
let rolf: Person;
let lena: Person;
beforeAll(async () => {
  house = await openApiHouse(namespace);
  [rita, rolf, lena] = (await Promise.all(['rita', 'rolf', 'lena'].map((login) => house.signIn(login)))) as [
    Person,
    Person,
    Person,
  ];
});
afterAll(() => house.close());

const refusal = (answer: { statusCode: number; json(): { error: { code: string } } }) => [
  answer.statusCode,
  answer.json().error.code,
];
const REASON = 'It reports on the fire and asks nobody to do anything.';
const decide = async (person: Person, subject: Case, outcome = 'not_violating') => {
  const answer = await person.post(`/cases/${subject.id}/decisions`, {
    revision: subject.revision,
    decision: {
      ...{ outcome, categories: [], legalBasis: 'none', exemption: null },
      ...{ reason: REASON, contentHash: subject.contentHash },
    },
  });
  expect(answer.statusCode).toBe(200);
};
const alikeTo = async (person: Person, subject: Case) =>
  (await person.get(`/cases/${subject.id}/alike`)).json<AlikeCases>().items;
const asRead = ({ id, revision, contentHash }: Case) => ({ caseId: id, revision, contentHash });
const carry = (person: Person, subject: Case, items: object[]) => person.post(`/cases/${subject.id}/carry`, { items });
const now = async ({ id }: Case): Promise<Case> => {
  const subject = await house.store.cases.get(id);
  if (subject === null) throw new Error('no case');
  return subject;
};

test('open cases that say the same are shown to whoever decided, each with a trace; not what is unlike, decided, or of another part', async () => {
  const source = await openAlike(house, 'shown', 1);
  const near = await openAlike(house, 'shown-near', 1);
  const held = await openAlike(house, 'shown-held', 1);
  const decided = await openAlike(house, 'shown-decided', 1);
  await openAlike(house, 'shown-other', 2);
  expect(refusal(await rita.get(`/cases/${source.id}/alike`))).toEqual([409, 'CARRY_UNSUITABLE']);
  await decide(rolf, decided);
  await decide(rita, source);
  await rolf.post(`/cases/${held.id}/claim`);
  const before = (await house.store.ledger.head()).size;
  const items = await alikeTo(rita, source);
  expect(items.map(({ caseId, lease }) => [caseId, lease?.holder ?? null]).sort()).toEqual([
    [held.id, 'rolf'],
    [near.id, null],
  ]);
  expect(items.find(({ caseId }) => caseId === near.id)).toMatchObject({
    ...{ text: near.text, contentHash: near.contentHash, revision: near.revision, similarity: expect.any(Number) },
  });
  const entries = (await house.store.ledger.blocks(0, 1000)).flatMap((block) => block.entries).slice(before);
  expect(entries.map(({ type, actor }) => [type, actor.id])).toEqual([
    ['case.viewed', 'rita'],
    ['case.viewed', 'rita'],
  ]);
  expect(refusal(await rolf.get(`/cases/${source.id}/alike`))).toEqual([409, 'CARRY_UNSUITABLE']);
  expect(refusal(await lena.get(`/cases/${source.id}/alike`))).toEqual([403, 'NOT_PERMITTED']);
  const rest = await house.store.accounts.get('rita');
  if (rest === null) throw new Error('no account');
  const actor = { kind: 'system' as const, id: 'test' };
  await house.store.accounts.set({ ...rest, work: { languages: ['zh'], categories: [], purposes: [] } }, actor);
  expect(await alikeTo(rita, source)).toEqual([]);
  await house.store.accounts.set(rest, actor);
});

test('what was ticked is decided, each by an event of its own about its own text; nothing else; all can be taken back in time', async () => {
  const source = await openAlike(house, 'carried', 3);
  const [first, second, third] = [
    await openAlike(house, 'carried-1', 3),
    await openAlike(house, 'carried-2', 3),
    await openAlike(house, 'carried-3', 3),
  ];
  await decide(rita, source);
  const answer = await carry(rita, source, [asRead(first), asRead(second)]);
  expect(answer.json<Carried>()).toEqual({
    decided: [first, second].map(({ id }) => ({ caseId: id, holdUntil: expect.any(String) })),
    leftOut: [],
  });
  for (const one of [first, second]) {
    const { state, decisions } = await now(one);
    expect(state).toBe('cleared');
    expect(decisions).toMatchObject([
      {
        ...{ outcome: 'not_violating', reason: REASON, reviewer: 'rita', undoneAt: null },
        ...{ contentHash: one.contentHash, carriedFrom: source.id },
      },
    ]);
  }
  expect(await now(third)).toMatchObject({ state: 'open', decisions: [] });
  expect(await house.store.leases.holders([first.id, second.id, third.id])).toEqual(new Map());
  for (const one of [first, second]) {
    expect((await rita.post(`/cases/${one.id}/undo`)).statusCode).toBe(200);
    expect((await now(one)).state).toBe('open');
    await rita.post(`/cases/${one.id}/release`, { reason: null });
  }
});

test('what changed meanwhile, is held by somebody else, is unlike or waits no more is left out and said, and the rest is decided', async () => {
  const source = await openAlike(house, 'left', 4);
  const good = await openAlike(house, 'left-good', 4);
  const changed = await openAlike(house, 'left-changed', 4);
  const held = await openAlike(house, 'left-held', 4);
  const decided = await openAlike(house, 'left-decided', 4);
  const unlike = await openAlike(house, 'left-unlike', 5);
  await decide(rita, source);
  // Decided and taken back: it is open again, and not as it was read.
  await decide(rolf, changed);
  await rolf.post(`/cases/${changed.id}/undo`);
  await rolf.post(`/cases/${changed.id}/release`, { reason: null });
  await rolf.post(`/cases/${held.id}/claim`);
  await decide(rolf, decided);
  const items = [changed, held, decided, unlike, source, good].map(asRead);
  const wrongText = { ...asRead(good), contentHash: source.contentHash };
  const carried = (await carry(rita, source, [wrongText, ...items, asRead(good)])).json<Carried>();
  expect(carried.decided.map(({ caseId }) => caseId)).toEqual([good.id]);
  expect(carried.leftOut).toEqual([
    { caseId: good.id, code: 'CONTENT_CHANGED' },
    { caseId: changed.id, code: 'CASE_CHANGED' },
    { caseId: held.id, code: 'CASE_CLAIMED' },
    { caseId: decided.id, code: 'CASE_CHANGED' },
    { caseId: unlike.id, code: 'CARRY_NOT_ALIKE' },
    { caseId: source.id, code: 'CARRY_NOT_ALIKE' },
    { caseId: good.id, code: 'CASE_CHANGED' },
  ]);
  expect((await now(good)).decisions).toHaveLength(1);
  // Nobody is left holding what was left out.
  expect([...(await house.store.leases.holders(items.map(({ caseId }) => caseId))).keys()]).toEqual([held.id]);
});

test('a decision that is not theirs, was taken back, or is no answer is not carried; never more than twenty at once', async () => {
  const other = await openAlike(house, 'refused-other', 6);
  const source = await openAlike(house, 'refused', 6);
  const unsure = await openAlike(house, 'refused-unsure', 6);
  const refused = async (person: Person, subject: Case) => refusal(await carry(person, subject, [asRead(other)]));
  expect(await refused(rita, source)).toEqual([409, 'CARRY_UNSUITABLE']);
  await decide(rita, source);
  expect(await refused(rolf, source)).toEqual([409, 'CARRY_UNSUITABLE']);
  expect(await refused(lena, source)).toEqual([403, 'NOT_PERMITTED']);
  await rita.post(`/cases/${source.id}/undo`);
  expect(await refused(rita, source)).toEqual([409, 'CARRY_UNSUITABLE']);
  await decide(rita, unsure, 'not_sure');
  expect(await refused(rita, unsure)).toEqual([409, 'CARRY_UNSUITABLE']);
  expect((await carry(rita, source, [])).statusCode).toBe(400);
  expect((await carry(rita, source, Array(21).fill(asRead(other)))).statusCode).toBe(400);
  expect((await now(other)).state).toBe('open');
});

test('two people who carry to the same case at once decide it once', async () => {
  const [mine, theirs] = [await openAlike(house, 'race-mine', 7), await openAlike(house, 'race-theirs', 7)];
  const target = await openAlike(house, 'race-target', 7);
  await decide(rita, mine);
  await decide(rolf, theirs);
  const answers = await Promise.all([carry(rita, mine, [asRead(target)]), carry(rolf, theirs, [asRead(target)])]);
  expect(answers.flatMap((answer) => answer.json<Carried>().decided)).toHaveLength(1);
  expect((await now(target)).decisions).toHaveLength(1);
});
