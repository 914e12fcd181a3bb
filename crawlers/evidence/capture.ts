import { type Capture, type CaptureManifest, captureIdOf } from '#core/capture.ts';
import { sha256 } from '#core/hash.ts';
import type { Source } from '#core/source.ts';

/** What a capture is made of, besides the source. */
export interface CaptureInput {
  requestedUrl: string;
  finalUrl: string;
  redirects: string[];
  address: string | null;
  status: number;
  at: string;
  collector: string;
  robots: string;
  /** Path within the capture -> bytes and media type. */
  files: { path: string; bytes: Uint8Array; type: string }[];
  rendered: boolean;
}

/** Builds the manifest over the bytes as they came, before anything is parsed; its hash is the capture id. */
export const makeCapture = (source: Source, input: CaptureInput): Capture => {
  const { files, ...rest } = input;
  const manifest: CaptureManifest = {
    v: 1,
    sourceId: source.id,
    legalBasis: source.legalBasis,
    ...rest,
    files: files.map(({ path, bytes, type }) => ({ path, sha256: sha256(bytes), bytes: bytes.byteLength, type })),
  };
  return {
    id: captureIdOf(manifest),
    manifest,
    files: new Map(files.map(({ path, bytes }) => [path, bytes])),
  };
};
