/**
 * How much a capture proves by itself, as data: A0 the bytes are what the manifest says; A1 the house signed it; A2 an
 * authority's time stamp over the signature; A3 two of them, and an entry in the signed ledger. Worked out by verification
 * each time, never stored.
 */
import { type Static, Type } from 'typebox';
import { LedgerBlock } from './ledger.ts';
import { Sha256, Strict, Timestamp } from './schema.ts';

/** A public key of the house, and when it signed. The list only grows: old captures are verified with old keys. */
export const EvidenceKey = Strict({
  id: Type.String({ minLength: 1 }),
  /** SPKI, PEM. */
  publicKey: Type.String(),
  from: Timestamp,
  /** Null while it is in use. */
  until: Type.Union([Timestamp, Type.Null()]),
});
export type EvidenceKey = Static<typeof EvidenceKey>;

export const CaptureSignature = Strict({
  v: Type.Literal(1),
  captureId: Sha256,
  keyId: Type.String({ minLength: 1 }),
  signedAt: Timestamp,
  /** Ed25519 over `signatureText`, base64. */
  signature: Type.String(),
});
export type CaptureSignature = Static<typeof CaptureSignature>;

/** What the signature covers. */
export const signatureText = (signed: Omit<CaptureSignature, 'v' | 'signature'>): string =>
  `weir capture signature v1\n${signed.captureId}\n${signed.keyId}\n${signed.signedAt}\n`;

/** What one entry of the ledger says of many captures, and of the custody log. */
export const AnchorPayload = Strict({
  captures: Type.Array(Strict({ captureId: Sha256, signatureSha256: Sha256 }), { minItems: 1, maxItems: 500 }),
  custody: Type.Union([Strict({ day: Type.String(), bytes: Type.Integer(), head: Sha256 }), Type.Null()]),
});
export type AnchorPayload = Static<typeof AnchorPayload>;

/** That a capture is in the ledger: the payload, and the signed block whose leaf holds the payload's hash. */
export const Anchor = Strict({ eventId: Type.String(), payload: AnchorPayload, block: LedgerBlock });
export type Anchor = Static<typeof Anchor>;

export const ASSURANCE_LEVELS = ['A0', 'A1', 'A2', 'A3'] as const;
export type AssuranceLevel = (typeof ASSURANCE_LEVELS)[number];

export const Assurance = Strict({
  /** Null where not even the hashes hold. */
  level: Type.Union([Type.Enum(ASSURANCE_LEVELS), Type.Null()]),
  checks: Type.Array(
    Strict({
      check: Type.Enum(['hashes', 'signature', 'time stamp', 'ledger'] as const),
      holds: Type.Boolean(),
      detail: Type.String(),
    }),
  ),
  /** Why the level is not one higher, in a sentence; null at A3. */
  missing: Type.Union([Type.String(), Type.Null()]),
});
export type Assurance = Static<typeof Assurance>;
