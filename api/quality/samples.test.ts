import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Case } from '#core/case.ts';
import { drawOf } from '#core/case-quality.ts';
import { canonicalJson, sha256 } from '#core/hash.ts';
import { drawnFrom, type ReadingSample, type SampleWish } from '#core/reading-sample.ts';
import { type ApiHouse, openApiHouse, PEOPLE, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { NextReading } from '../schemas/quality.ts';
import type { SampleList, SampleShown } from '../schemas/reading-samples.ts';

const namespace = testNamespace();
let house: ApiHouse;
let rita: Person;
let rolf: Person;
let rosa: Person;
let sven: Person;
let olga: Person;
beforeAll(async () => {
  house = await openApiHouse(namespace, { people: { ...PEOPLE, rosa: ['reviewer'] } });
  [rita, rolf, rosa, sven, olga] = (await Promise.all(
    ['rita', 'rolf', 'rosa', 'sven', 'olga'].map((login) => house.signIn(login)),
  )) as [Person, Person, Person, Person, Person];
});
afterAll(() => house.close());

const refusal = (answer: { statusCode: number; json(): { error: { code: string } } }) => [
  answer.statusCode,
  answer.json().error.code,
];
const HOUSE = { kind: 'system' as const, id: 'hold' };
/** Decided to the end, and outside the share that is read twice anyway. */
const cleared = async (person: Person, prefix: string, change: object = {}): Promise<Case> => {
  let number = 0;
  while (drawOf(`case-${prefix}-${number}`) < 0.05) number++;
  const subject = await house.openCase(`${prefix}-${number}`, change);
  const decision = {
    ...{ outcome: 'not_violating', categories: [], legalBasis: 'none', exemption: null },
    ...{ reason: 'It reports on the attack.', contentHash: subject.contentHash },
  };
  await person.post(`/cases/${subject.id}/decisions`, { revision: subject.revision, decision });
  house.clock.advance(60_000);
  return (await house.store.cases.change(subject.id, HOUSE, () => [{ type: 'case.hold_ended', data: {} }])).state;
};
const ANY: SampleWish['criteria'] = { category: null, lang: null, from: null, to: null, outcome: null };
const draw = (person: Person, criteria: Partial<SampleWish['criteria']>, size = 50) =>
  person.post('/quality/samples', { criteria: { ...ANY, ...criteria }, size, reason: 'After the new label guide.' });
const next = async (person: Person) => (await person.post('/quality/readings/next', {})).json<NextReading>().item;
const read = (person: Person, { caseId, contentHash }: { caseId: string; contentHash: string }, outcome: string) =>
  person.post('/quality/readings', {
    caseId,
    reading: {
      ...{ outcome, categories: outcome === 'violating' ? ['threat'] : [] },
      ...{ reason: 'So I read it.', contentHash },
    },
  });
const listed = async () => (await olga.get('/quality/samples')).json<SampleList>().items;

test('a sample is of decided cases that are like that, drawn by a seed that stands in the ledger with its reason', async () => {
  expect(refusal(await draw(sven, {}))).toEqual([409, 'SAMPLE_EMPTY']);
  const zh = [await cleared(rita, 'zh-a', { lang: 'zh' }), await cleared(rita, 'zh-b', { lang: 'zh' })];
  const threat = await cleared(rita, 'threat', { leading: 'threat' });
  await house.openCase('undecided', { lang: 'zh' });
  const { population, populationHash, seed, id } = (await draw(sven, { lang: 'zh' }, 1)).json<SampleShown>();
  const ids = zh.map((one) => one.id).sort();
  expect([population, populationHash]).toEqual([2, sha256(canonicalJson(ids))]);
  const kept = (await house.store.readingSamples.get(id)) as ReadingSample;
  // Whoever has the ledger draws it again.
  expect(kept.caseIds).toEqual(drawnFrom(ids, 1, seed));
  const entries = (await house.store.ledger.blocks(0, 1000)).flatMap((block) => block.entries);
  expect(entries.find(({ type }) => type === 'reading_sample.drawn')).toMatchObject({ actor: { id: 'sven' } });
  expect((await draw(sven, { category: 'threat' })).json<SampleShown>().population).toBe(1);
  expect((await draw(sven, { outcome: 'not_violating' })).json<SampleShown>().population).toBe(3);
  expect(refusal(await draw(sven, { outcome: 'violating' }))).toEqual([409, 'SAMPLE_EMPTY']);
  const at = threat.decisions[0]?.at ?? '';
  expect((await draw(sven, { from: at })).json<SampleShown>().population).toBe(1);
  expect((await draw(sven, { to: at })).json<SampleShown>().population).toBe(2);
  for (const person of [rita, olga]) expect(refusal(await draw(person, {}))).toEqual([403, 'NOT_PERMITTED']);
  expect(refusal(await rita.get('/quality/samples'))).toEqual([403, 'NOT_PERMITTED']);
  for (const body of [{ size: 51 }, { size: 0 }, { reason: 'x' }, { criteria: { ...ANY, reviewer: 'rita' } }])
    expect(
      (await sven.post('/quality/samples', { criteria: ANY, size: 5, reason: 'After the guide.', ...body })).statusCode,
    ).toBe(400);
});

test('its cases come blind to those who had nothing to do with them, and not to whoever drew; the list names no case and no reader', async () => {
  expect(await next(rita)).toBeNull();
  expect(await next(sven)).toBeNull();
  const item = await next(rolf);
  expect(Object.keys(item ?? {}).sort()).toEqual(
    ['caseId', 'contentHash', 'lang', 'platforms', 'publishedAt', 'text', 'title'].sort(),
  );
  const before = (await listed()).map((one) => one.read);
  expect(before.every((count) => count === 0)).toBe(true);
  if (item === null) throw new Error('nothing to read');
  house.clock.advance(1000);
  expect((await read(rolf, item, 'not_violating')).statusCode).toBe(200);
  expect((await next(rosa))?.caseId).not.toBe(item.caseId);
  const told = await listed();
  expect(told.some((one) => one.read === 1)).toBe(true);
  expect(told.every(({ agreement }) => agreement.kappa === null && agreement.observed === null)).toBe(true);
  expect(JSON.stringify(told)).not.toMatch(/case-|rita|rolf|rosa/);
});

test('agreement is told of a sample where three people and ten cases are behind it', async () => {
  for (let number = 0; number < 12; number++) await cleared(rita, `many-${number}`, { lang: 'fr' });
  const { id } = (await draw(sven, { lang: 'fr' })).json<SampleShown>();
  house.clock.advance(1000);
  const sample = (await house.store.readingSamples.get(id)) as ReadingSample;
  expect(sample.caseIds).toHaveLength(12);
  for (const [number, caseId] of sample.caseIds.entries()) {
    const subject = await house.store.cases.get(caseId);
    if (subject === null) throw new Error('no case');
    const reader = number % 2 === 0 ? rolf : rosa;
    const answer = await read(
      reader,
      { caseId, contentHash: subject.contentHash },
      number < 3 ? 'violating' : 'not_violating',
    );
    expect(answer.statusCode).toBe(200);
  }
  const told = (await listed()).find((one) => one.id === id);
  expect(told).toMatchObject({ size: 12, read: 12, agreement: { subjects: 12, observed: 9 / 12 } });
});
