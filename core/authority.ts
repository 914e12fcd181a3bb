import { type Static, Type } from 'typebox';
import { Period, TimeZone } from './calendar.ts';
import { EmailAddress } from './operator.ts';
import type { LegalTerms } from './order.ts';
import { Country, HttpUrl, Language, Strict } from './schema.ts';

/** A contact point; with `url` or `email` the copy is sent there by the house (`url` first), without them a person sends it. */
const Counterpart = Type.Union([
  Type.String({ minLength: 3 }),
  Strict({
    contact: Type.String({ minLength: 3 }),
    url: Type.Optional(HttpUrl),
    email: Type.Optional(EmailAddress),
  }),
]);

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
  counterparts: Type.Record(Country, Counterpart),
  /** The zone in which its calendar periods end; UTC where it is left out. */
  timeZone: Type.Optional(TimeZone),
  /** The time for a challenge of section G as a period from receipt; without it no order becomes final by itself. */
  redressPeriod: Type.Optional(Period),
});
export type Authority = Static<typeof Authority>;

/** Who gets the copy of an order to a provider of that country; null where the register names nobody. */
export const counterpartIn = (
  authority: Authority,
  country: string,
): { contact: string; url: string | null; email?: string } | null => {
  const known = authority.counterparts[country];
  if (known === undefined) return null;
  if (typeof known === 'string') return { contact: known, url: null };
  const { contact, url = null, email } = known;
  return { contact, url, ...(email === undefined ? {} : { email }) };
};

/** Addresses of other authorities that the house sends to. */
export const counterpartUrls = (authority: Authority | null): string[] =>
  Object.keys(authority?.counterparts ?? {}).flatMap((country) =>
    authority === null ? [] : (counterpartIn(authority, country)?.url ?? []),
  );

/** What the clocks of an order to a provider of that country run by. */
export const termsOf = (authority: Authority, country: string): LegalTerms => {
  const counterpart = country === authority.memberState ? null : counterpartIn(authority, country);
  return {
    timeZone: authority.timeZone ?? 'UTC',
    redress: authority.redressPeriod ?? null,
    counterpart: counterpart === null ? null : { country, ...counterpart },
  };
};
