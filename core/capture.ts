import { type Static, Type } from 'typebox';
import { hashOf } from './hash.ts';
import { HttpUrl, Id, Sha256, Strict, Timestamp } from './schema.ts';

/**
 * The manifest of one capture; its hash is the capture id. The files lie content-addressed in the evidence store.
 * Assurance is never claimed higher than it verifies: A0 = hashes, A1 = signed.
 */
export const CaptureManifest = Strict({
  v: Type.Literal(1),
  sourceId: Id,
  legalBasis: Type.String(),
  requestedUrl: HttpUrl,
  finalUrl: HttpUrl,
  redirects: Type.Array(HttpUrl),
  address: Type.Union([Type.String(), Type.Null()]),
  status: Type.Integer(),
  at: Timestamp,
  collector: Type.String(),
  /** The robots.txt decision that let the visit happen, with the rule. */
  robots: Type.String(),
  rendered: Type.Boolean(),
  files: Type.Array(
    Strict({ path: Type.String(), sha256: Sha256, bytes: Type.Integer({ minimum: 0 }), type: Type.String() }),
  ),
});
export type CaptureManifest = Static<typeof CaptureManifest>;

/** A capture as the crawler hands it over: the manifest and the bytes it names. */
export interface Capture {
  id: string;
  manifest: CaptureManifest;
  files: Map<string, Uint8Array>;
}

export const captureIdOf = (manifest: CaptureManifest): string => hashOf(manifest);
