import { type Static, Type } from 'typebox';
import { hashOf } from './hash.ts';
import { HttpUrl, Id, Sha256, Strict, Timestamp } from './schema.ts';

const File = { path: Type.String(), sha256: Sha256, bytes: Type.Integer({ minimum: 0 }), type: Type.String() };

/** What every manifest says of a visit. */
const Visit = {
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
};

/** Captures from before there were WARC files: every file is an object of the store. They stay readable. */
const BareManifest = Strict({ v: Type.Literal(1), ...Visit, files: Type.Array(Strict(File)) });

/** The entry of the allow-list by which a visit happened, as it stood then. */
export const SourceEntry = Strict({
  name: Type.String(),
  operatorId: Id,
  purpose: Type.String(),
  owner: Type.String(),
  approvedBy: Type.String(),
  approvedAt: Timestamp,
  reviewBy: Timestamp,
  /** SHA-256 over the canonical JSON of the whole entry. */
  sha256: Sha256,
});

/** A visit that brought nothing new: the body is that of an older capture, which was stored and sound. */
export const Revisit = Strict({
  captureId: Sha256,
  at: Timestamp,
  url: HttpUrl,
  /** SHA-256 of the body, decoded. */
  body: Sha256,
  why: Type.Union([Type.Literal('not_modified'), Type.Literal('identical')]),
});
export type Revisit = Static<typeof Revisit>;

/** A capture as WARC 1.1: `capture.warc.gz` is the object that is stored, all other files are records within it. */
const WarcManifest = Strict({
  v: Type.Literal(2),
  ...Visit,
  /** SHA-256 of the certificate that answered; null without TLS. */
  certificateSha256: Type.Union([Sha256, Type.Null()]),
  source: SourceEntry,
  revisit: Type.Union([Revisit, Type.Null()]),
  files: Type.Array(
    Strict({
      ...File,
      /** WARC-Record-ID of the record that holds it; left out for the WARC file itself. */
      record: Type.Optional(Type.String({ pattern: '^<urn:uuid:[0-9a-f-]{36}>$' })),
    }),
    { minItems: 1 },
  ),
});
export type WarcManifest = Static<typeof WarcManifest>;

/** The manifest of one capture; its hash (canonical JSON, SHA-256) is the capture id. */
export const CaptureManifest = Type.Union([BareManifest, WarcManifest]);
export type CaptureManifest = Static<typeof CaptureManifest>;

export type CapturedFile = WarcManifest['files'][number];
/** The files of a manifest, old or new: those without `record` are objects of the store. */
export const filesOf = (manifest: CaptureManifest): readonly CapturedFile[] => manifest.files;

/** Path of the WARC file among the files of a manifest. */
export const WARC_PATH = 'capture.warc.gz';

/** A capture as the crawler hands it over: the manifest and the bytes of everything it names. */
export interface Capture {
  id: string;
  manifest: CaptureManifest;
  files: Map<string, Uint8Array>;
}

export const captureIdOf = (manifest: CaptureManifest): string => hashOf(manifest);
