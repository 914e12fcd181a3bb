import { type Static, Type } from 'typebox';
import { Actor } from './event.ts';
import { Sha256, Strict, Timestamp } from './schema.ts';

export const CUSTODY_ACTIONS = ['write', 'read', 'sign', 'stamp', 'anchor', 'hold', 'release', 'purge'] as const;
export type CustodyAction = (typeof CUSTODY_ACTIONS)[number];

/** One touch of one piece of evidence: who, what, when, why. */
export const CustodyEntry = Strict({
  at: Timestamp,
  actor: Actor,
  action: Type.Enum(CUSTODY_ACTIONS),
  /** SHA-256 of the object. */
  hash: Sha256,
  /** The capture that it belongs to, where the one who touched it said so. */
  capture: Type.Union([Sha256, Type.Null()]),
  why: Type.String(),
  /** SHA-256 of the line before: a chain through the whole log. */
  previous: Sha256,
});
export type CustodyEntry = Static<typeof CustodyEntry>;

/** That the bytes of a capture were taken away on purpose. Hash, manifest, signature, stamps and ledger entry stay. */
export const PurgeRecord = Strict({
  v: Type.Literal(1),
  captureId: Sha256,
  at: Timestamp,
  actor: Actor,
  reason: Type.String({ minLength: 3, maxLength: 2000 }),
  /** SHA-256 of what was taken away. */
  objects: Type.Array(Sha256),
});
export type PurgeRecord = Static<typeof PurgeRecord>;

/** While it stands nothing of the capture may be purged. */
export const LegalHold = Strict({
  at: Timestamp,
  actor: Actor,
  reason: Type.String({ minLength: 3, maxLength: 2000 }),
});
export type LegalHold = Static<typeof LegalHold>;
