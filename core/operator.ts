import { type Static, Type } from 'typebox';
import { Country, HttpUrl, Id, Language, Strict, Timestamp } from './schema.ts';

/** One address and nothing beside it: no name, no list, no line break that would begin a header. */
export const EmailAddress = Type.String({
  pattern: '^[^\\s@<>()\\[\\]\\\\,;:"]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$',
  maxLength: 254,
});

/** How what is addressed to an operator reaches it. */
export const Channel = Type.Union([
  /** Signed requests (RFC 9421) to its endpoint, which answers with a receipt. */
  Strict({ kind: Type.Literal('https'), ordersUrl: HttpUrl }),
  /** A message with the form as PDF and as signed JSON. That a server took it says that it was sent, not that it was received. */
  Strict({ kind: Type.Literal('email'), address: EmailAddress }),
  /** A person carries it, and records the service with its proof. */
  Strict({
    kind: Type.Literal('manual'),
    way: Type.Enum(['post', 'fax', 'portal', 'in-person']),
    /** Where to: the postal address, the number, the page. */
    directions: Type.String({ minLength: 3, maxLength: 1000 }),
  }),
]);
export type Channel = Static<typeof Channel>;

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
  channel: Channel,
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

/** Where a channel leads, for people to read. */
export const channelAddress = ({ channel }: Pick<Operator, 'channel'>): string =>
  channel.kind === 'https' ? channel.ordersUrl : channel.kind === 'email' ? channel.address : channel.directions;
