import { type Static, Type } from 'typebox';
import { Country, HttpUrl, Id, Language, Strict, Timestamp } from './schema.ts';

/** A hosting service provider in the directory (TCO art. 15 and 17). */
export const Operator = Strict({
  id: Id,
  name: Type.String({ minLength: 1, maxLength: 200 }),
  platforms: Type.Array(Type.String(), { minItems: 1 }),
  /** The electronic contact point of art. 15(1). */
  contactPoint: Type.String({ minLength: 3 }),
  languages: Type.Array(Language, { minItems: 1 }),
  /** Member State of the main establishment. */
  establishedIn: Country,
  legalRepresentative: Type.Union([Strict({ name: Type.String({ minLength: 1 }), country: Country }), Type.Null()]),
  channel: Strict({
    kind: Type.Literal('https'),
    ordersUrl: HttpUrl,
  }),
  /** SPKI PEM of the Ed25519 key that the operator signs its answers with. */
  publicKeyPem: Type.String(),
  keyId: Type.String({ minLength: 1 }),
  /** Art. 3(2): when procedures and deadlines were explained for the first time; null = never. */
  priorInformationSentAt: Type.Union([Timestamp, Type.Null()]),
});
export type Operator = Static<typeof Operator>;

/** Where the provider answers for the order: the seat, or the representative's country (Annex I, section A). */
export const countryOfResponsibility = (operator: Operator): string =>
  operator.legalRepresentative?.country ?? operator.establishedIn;
