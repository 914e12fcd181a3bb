/**
 * Decided cases that a supervisor draws to be read again by people who do not know the decision. Who draws says which, how many and
 * why; which ones it becomes follows from a seed that nobody chooses, so that anybody can draw them again. Pure.
 */
import { type Static, Type } from 'typebox';
import { WeirError } from './errors.ts';
import { type DomainEvent, requireNext } from './event.ts';
import { canonicalJson, sha256 } from './hash.ts';
import { Category } from './labels.ts';
import { Id, Language, Sha256, Strict, Timestamp } from './schema.ts';
import { seeded } from './seeded.ts';

export const MOST_DRAWN = 50;

const Open = <S extends typeof Category | typeof Language | typeof Timestamp>(schema: S) =>
  Type.Union([schema, Type.Null()]);
/** Which decided cases; null: any. No field names a person, so no sample is of one. */
export const SampleCriteria = Strict({
  category: Open(Category),
  lang: Open(Language),
  /** When they were first answered: from (included) to (excluded). */
  from: Open(Timestamp),
  to: Open(Timestamp),
  outcome: Type.Union([Type.Literal('violating'), Type.Literal('not_violating'), Type.Null()]),
});
export type SampleCriteria = Static<typeof SampleCriteria>;

export const SampleWish = Strict({
  criteria: SampleCriteria,
  size: Type.Integer({ minimum: 1, maximum: MOST_DRAWN }),
  reason: Type.String({ minLength: 10, maxLength: 2000 }),
});
export type SampleWish = Static<typeof SampleWish>;

const Drawn = Strict({
  ...SampleWish.properties,
  seed: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 }),
  /** How many cases it was drawn from, and the SHA-256 of their sorted ids as canonical JSON. */
  population: Type.Integer({ minimum: 1 }),
  populationHash: Sha256,
  caseIds: Type.Array(Id, { minItems: 1, maxItems: MOST_DRAWN }),
});
export const ReadingSample = Strict({
  id: Id,
  seq: Type.Integer({ minimum: 1 }),
  ...Drawn.properties,
  by: Id,
  at: Timestamp,
});
export type ReadingSample = Static<typeof ReadingSample>;

export type ReadingSampleEvent = DomainEvent<'reading_sample.drawn', Static<typeof Drawn>>;
export type ReadingSampleDraft = { type: 'reading_sample.drawn'; data: Static<typeof Drawn> };

export const evolveReadingSample = (before: ReadingSample | null, event: ReadingSampleEvent): ReadingSample => {
  requireNext(event, before);
  return { id: event.subject.id, seq: event.seq, ...event.data, by: event.actor.id, at: event.at };
};

/** The same ids for the same seed, in whatever order they come. */
export const drawnFrom = (caseIds: readonly string[], size: number, seed: number): string[] => {
  const random = seeded(seed);
  const left = caseIds.toSorted();
  const count = Math.min(size, left.length);
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)).flat();
};

/** @throws SAMPLE_EMPTY (409) */
export const drawSample = (wish: SampleWish, caseIds: readonly string[], seed: number): ReadingSampleDraft => {
  if (caseIds.length === 0)
    throw new WeirError('SAMPLE_EMPTY', 'No decided case is like that.', { status: 409, fix: 'Ask for less.' });
  const populationHash = sha256(canonicalJson(caseIds.toSorted()));
  const data = { ...wish, seed, population: caseIds.length, populationHash };
  return { type: 'reading_sample.drawn', data: { ...data, caseIds: drawnFrom(caseIds, wish.size, seed) } };
};
