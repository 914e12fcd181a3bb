import { type Capture, captureIdOf, type Revisit, WARC_PATH, type WarcManifest } from '#core/capture.ts';
import { hashOf, sha256 } from '#core/hash.ts';
import type { Source } from '#core/source.ts';
import type { Exchange } from '../egress/egress.ts';
import { writeWarc } from './warc.ts';

/** A file that was made of a page. */
export interface MadeFile {
  path: string;
  bytes: Uint8Array;
  type: string;
}

/** What a capture is made of, besides the source. */
export interface CaptureInput {
  requestedUrl: string;
  finalUrl: string;
  redirects: string[];
  address: string | null;
  certificateSha256: string | null;
  status: number;
  at: string;
  collector: string;
  robots: string;
  rendered: boolean;
  exchanges: readonly Exchange[];
  /** The body is a piece of a longer one. */
  truncated?: boolean;
  /** Decoded; null where the visit brought none (304). */
  body: { bytes: Uint8Array; type: string } | null;
  revisit: Revisit | null;
  made: readonly MadeFile[];
}

const entries = new WeakMap<Source, WarcManifest['source']>();
/** The entry of the allow-list, as the manifest keeps it: the same for every capture of a series. */
const entryOf = (source: Source): WarcManifest['source'] => {
  const known = entries.get(source);
  if (known !== undefined) return known;
  const { name, operatorId, purpose, owner, approvedBy, approvedAt, reviewBy } = source;
  const entry = { name, operatorId, purpose, owner, approvedBy, approvedAt, reviewBy, sha256: hashOf(source) };
  entries.set(source, entry);
  return entry;
};

/** How archives name what was made of a page: `urn:text:`, `urn:view:` (picture), `urn:dom:` before its address. */
const uriOf = (path: string, url: string): string =>
  `urn:${{ 'text.txt': 'text', 'screenshot.png': 'view', 'dom.html': 'dom' }[path] ?? 'file'}:${url}`;

/** Writes the WARC over the bytes as they came, and the manifest over the WARC; the manifest's hash is the capture id. */
export const makeCapture = async (source: Source, input: CaptureInput): Promise<Capture> => {
  const { exchanges, truncated, body, revisit, made, ...visit } = input;
  const { finalUrl, at, address, collector, robots } = visit;
  const warc = await writeWarc({
    exchanges,
    truncated: truncated === true,
    at,
    address,
    revisit,
    info: { software: collector, format: 'WARC File Format 1.1', isPartOf: source.id, robots: 'obey' },
    metadata: {
      'weir-source': source.id,
      'weir-legal-basis': source.legalBasis,
      'weir-robots': robots,
      ...(visit.certificateSha256 === null ? {} : { 'weir-certificate-sha256': visit.certificateSha256 }),
    },
    resources: made.map(({ path, bytes, type }) => ({ uri: uriOf(path, finalUrl), bytes, type })),
  });
  const about = (path: string, bytes: Uint8Array, type: string) => ({
    path,
    sha256: sha256(bytes),
    bytes: bytes.byteLength,
    type,
  });
  // A body that is stored elsewhere already is no part of this capture.
  const own = revisit === null ? body : null;
  const manifest: WarcManifest = {
    v: 2,
    sourceId: source.id,
    legalBasis: source.legalBasis,
    ...visit,
    source: entryOf(source),
    revisit,
    files: [
      about(WARC_PATH, warc.bytes, 'application/warc'),
      ...(own === null ? [] : [{ ...about('body', own.bytes, own.type), record: warc.answer }]),
      ...made.map(({ path, bytes, type }, index) => ({
        ...about(path, bytes, type),
        record: warc.resources[index] ?? '',
      })),
    ],
  };
  return {
    id: captureIdOf(manifest),
    manifest,
    files: new Map<string, Uint8Array>([
      [WARC_PATH, warc.bytes],
      ...(own === null ? [] : [['body', own.bytes] as const]),
      ...made.map(({ path, bytes }) => [path, bytes] as const),
    ]),
  };
};
