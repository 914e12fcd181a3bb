/**
 * Known content: lists of hashes and addresses that others share. A match shows a post to people, with the list that named
 * it; it decides nothing.
 */
import { type Static, Type } from 'typebox';
import { Id, Sha256, Strict, Timestamp } from './schema.ts';

/**
 * What an entry names. `sha256`: a file, or a text as UTF-8. `pdq`: an image, up to small changes. `url`: an address.
 * `url_md5` and `raw_text`: as the library python-threatexchange of facebook/ThreatExchange defines its signal types.
 */
export const KNOWN_KINDS = ['sha256', 'pdq', 'url', 'url_md5', 'raw_text'] as const;
export type KnownKind = (typeof KNOWN_KINDS)[number];

/** Two PDQ hashes that differ in so many of 256 bits at most show the same image (PDQ_CONFIDENT_MATCH_THRESHOLD there). */
export const PDQ_SAME_IMAGE = 31;
/** A hash of less quality is not compared (QUALITY_THRESHOLD of the signal type `pdq` there). */
export const PDQ_LEAST_QUALITY = 50;

export const KnownEntry = Strict({
  /** The id that the list gives it, or one made of kind and value: what `recall` names. */
  id: Type.String({ minLength: 1, maxLength: 200 }),
  kind: Type.Enum(KNOWN_KINDS),
  value: Type.String({ minLength: 1, maxLength: 20_000 }),
  note: Type.Optional(Type.String({ maxLength: 2000 })),
  /** From then on it matches nothing (STIX valid_until). */
  validUntil: Type.Optional(Timestamp),
});
export type KnownEntry = Static<typeof KnownEntry>;

export const LIST_FORMATS = ['stix', 'csv', 'signal-exchange'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

const Withdrawal = Strict({ by: Id, at: Timestamp, reason: Type.String({ minLength: 3, maxLength: 2000 }) });

/**
 * One list as it was last imported. The file and its entries lie in the evidence store under their hashes, so the record stays
 * small and an import can be looked at years later.
 */
export const KnownList = Strict({
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }),
  name: Type.String({ minLength: 1, maxLength: 120 }),
  /** Who publishes it. */
  source: Type.String({ minLength: 1, maxLength: 200 }),
  /** The terms it may be used and passed on under: a licence, a TLP marking, an agreement. */
  sharing: Type.String({ minLength: 1, maxLength: 400 }),
  format: Type.Enum(LIST_FORMATS),
  fileHash: Sha256,
  entriesHash: Sha256,
  /** Entries by kind. */
  counts: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
  importedBy: Id,
  importedAt: Timestamp,
  /** Entries that a person took back, by entry id; they stay taken back when the list is imported again. */
  recalled: Type.Record(Type.String(), Withdrawal),
  /** Set when the whole list was taken back. */
  withdrawn: Type.Union([Withdrawal, Type.Null()]),
});
export type KnownList = Static<typeof KnownList>;

/** An entry of a list that a post matched. */
export const KnownMatch = Strict({
  listId: Type.String(),
  listName: Type.String(),
  source: Type.String(),
  entryId: Type.String(),
  kind: Type.Enum(KNOWN_KINDS),
  /** What of the post: its text, a link in it, its own address, or an image. */
  where: Type.Enum(['text', 'link', 'address', 'picture'] as const),
  /** Bits in which two PDQ hashes differ. */
  distance: Type.Optional(Type.Integer({ minimum: 0, maximum: 256 })),
});
export type KnownMatch = Static<typeof KnownMatch>;

/** Why people see a post that matched, in words. */
export const knownReason = (matches: readonly KnownMatch[]): string => {
  const [first, ...more] = matches;
  if (first === undefined) return '';
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return `known content: ${first.listName} (${first.source}), entry ${first.entryId}${others}`;
};
