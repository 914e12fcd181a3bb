import { type Static, Type } from 'typebox';
import { Country, HttpUrl, Language, Strict } from './schema.ts';

/** The issuing competent authority: what Annex I, sections A, E, F and G print about it. Kept as data, set once per installation. */
export const Authority = Strict({
  memberState: Country,
  type: Type.Enum(['judge-or-court', 'law-enforcement', 'other-competent-authority'] as const),
  name: Type.String({ minLength: 1 }),
  contact: Type.String({ minLength: 3 }),
  feedbackContact: Type.String({ minLength: 3 }),
  challengeBefore: Type.String({ minLength: 1 }),
  challengeDeadline: Type.String({ minLength: 1 }),
  nationalProvisions: HttpUrl,
  /** Languages in which it can write an order, best first. */
  languages: Type.Array(Language, { minItems: 1 }),
  /** Contact points of the competent authorities of other Member States, by country: they get the copy of art. 4(1). */
  counterparts: Type.Record(Country, Type.String({ minLength: 3 })),
});
export type Authority = Static<typeof Authority>;
