/**
 * A bundle: captures with everything that proves them, as WACZ 1.1.1, which public viewers replay. The offline verification
 * needs the file, and the keys and roots that the asker trusts.
 */

import { Compile } from 'typebox/compile';
import { CDXIndexer } from 'warcio';
import type { Assurance, EvidenceKey } from '#core/assurance.ts';
import { CaptureManifest, captureIdOf, filesOf, WARC_PATH } from '#core/capture.ts';
import { isWeirError } from '#core/errors.ts';
import { canonicalJson, sha256 } from '#core/hash.ts';
import { assuranceOf, type Seal, type Trust } from './assurance.ts';
import type { Touch } from './custody.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { readStoredZip, writeStoredZip } from './stored-zip.ts';
import { readWarcFile } from './warc-file.ts';

const DIGEST = 'datapackage-digest.json';
const PACKAGE = 'datapackage.json';
const INDEX = 'indexes/index.cdxj';
const PAGES = 'pages/pages.jsonl';
const KEYS = 'evidence/keys.json';

const json = (value: unknown): Buffer => Buffer.from(canonicalJson(value), 'utf8');
const shape = Compile(CaptureManifest);

type Files = Map<string, Buffer>;

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** CDXJ, sorted, as viewers look up addresses. */
const indexOf = async (files: Files): Promise<Buffer> => {
  const lines: string[] = [];
  for (const [path, bytes] of files) {
    if (!path.startsWith('archive/')) continue;
    const indexer = new CDXIndexer({ format: 'cdxj' });
    const filename = path.slice('archive/'.length);
    for await (const found of indexer.iterIndex([{ filename, reader: once(bytes) }]))
      lines.push(indexer.serialize(found));
  }
  return Buffer.from(lines.sort().join(''), 'utf8');
};

const pagesOf = (manifests: ReadonlyMap<string, CaptureManifest>): Buffer => {
  const lines = [JSON.stringify({ format: 'json-pages-1.0', id: 'pages', title: 'Captures' })];
  for (const [id, { finalUrl, at }] of manifests)
    lines.push(JSON.stringify({ id, url: finalUrl, title: finalUrl, ts: at }));
  return Buffer.from(`${lines.join('\n')}\n`, 'utf8');
};

const packageOf = (files: Files): Buffer =>
  json({
    profile: 'data-package',
    wacz_version: '1.1.1',
    software: 'Weir',
    resources: [...files].map(([path, bytes]) => ({
      name: path.slice(path.lastIndexOf('/') + 1),
      path,
      hash: `sha256:${sha256(bytes)}`,
      bytes: bytes.length,
    })),
  });

const digestOf = (bytes: Buffer): Buffer => json({ path: PACKAGE, hash: `sha256:${sha256(bytes)}` });

/** The captures, and those whose bodies they refer to. */
const withOrigins = async (
  evidence: EvidenceStore,
  ids: readonly string[],
  touch: Touch,
): Promise<Map<string, CaptureManifest>> => {
  const manifests = new Map<string, CaptureManifest>();
  for (const waiting = [...ids]; waiting.length > 0; ) {
    const id = waiting.shift() ?? '';
    if (manifests.has(id)) continue;
    const manifest = await evidence.getCapture(id, touch);
    manifests.set(id, manifest);
    if (manifest.v === 2 && manifest.revisit !== null) waiting.push(manifest.revisit.captureId);
  }
  return manifests;
};

/** @throws EVIDENCE_UNKNOWN · EVIDENCE_PURGED · EVIDENCE_CORRUPT · BUNDLE_LARGE */
export const writeBundle = async (
  evidence: EvidenceStore,
  captureIds: readonly string[],
  published: { keys: readonly EvidenceKey[]; ledgerKeys: Trust['ledgerKeys'] },
  touch: Touch,
  /** Further files, as JSON by their path: whose copy it is. */
  beside: Readonly<Record<string, unknown>> = {},
): Promise<Buffer> => {
  const manifests = await withOrigins(evidence, captureIds, touch);
  const files: Files = new Map();
  for (const [id, manifest] of manifests) {
    files.set(`evidence/${id}/manifest.json`, json(manifest));
    for (const file of filesOf(manifest)) {
      if (file.record !== undefined) continue;
      const bytes = await evidence.captureFile(manifest, file.path, touch);
      files.set(file.path === WARC_PATH ? `archive/${id}.warc.gz` : `evidence/${id}/files/${file.path}`, bytes);
    }
    const { signature, stamps, anchor } = await evidence.seals.read(id, manifest);
    if (signature !== null) files.set(`evidence/${id}/signature.json`, signature as Buffer);
    for (const { name, bytes } of stamps) files.set(`evidence/${id}/stamps/${name}.tsr`, bytes as Buffer);
    if (anchor !== null) files.set(`evidence/${id}/ledger.json`, anchor as Buffer);
  }
  for (const [path, value] of Object.entries(beside)) files.set(path, json(value));
  files.set(KEYS, json(published));
  files.set(INDEX, await indexOf(files));
  files.set(PAGES, pagesOf(manifests));
  const described = packageOf(files);
  files.set(PACKAGE, described);
  files.set(DIGEST, digestOf(described));
  return writeStoredZip(files);
};

export interface BundleReport {
  /** False where a single byte is not what it was when the bundle was written. */
  ok: boolean;
  faults: string[];
  captures: { id: string; url: string; at: string; assurance: Assurance }[];
  /** Keys that the bundle says the house signs with: to be compared with what the house has published. */
  claimed: { keys: EvidenceKey[]; ledgerKeys: Record<string, string> } | null;
}

/** Compares the container, every hash in it, the index and the list of pages. */
const containerFaults = (files: Files): string[] => {
  const faults: string[] = [];
  const [described, digest] = [files.get(PACKAGE), files.get(DIGEST)];
  if (described === undefined || digest === undefined) return [`${PACKAGE} or ${DIGEST} is missing`];
  if (!digestOf(described).equals(digest)) faults.push(`${PACKAGE} is not what ${DIGEST} says, or that was changed`);
  const rest = new Map([...files].filter(([path]) => path !== PACKAGE && path !== DIGEST));
  if (packageOf(rest).equals(described)) return faults;
  let says: { path?: string; hash?: string }[] = [];
  try {
    says = (JSON.parse(described.toString('utf8')) as { resources: typeof says }).resources;
  } catch {
    return [...faults, `${PACKAGE} cannot be read`];
  }
  for (const [path, bytes] of rest)
    if (!says.some((one) => one.path === path && one.hash === `sha256:${sha256(bytes)}`))
      faults.push(`${path} is not what ${PACKAGE} says`);
  return faults.length > 0 ? faults : [`${PACKAGE} is not what belongs to these files`];
};

const captureFaults = async (id: string, manifest: CaptureManifest, files: Files): Promise<string[]> => {
  const faults: string[] = [];
  if (captureIdOf(manifest) !== id) faults.push('the id is not the hash of the manifest');
  const warc = files.get(`archive/${id}.warc.gz`);
  for (const file of filesOf(manifest))
    try {
      const bytes =
        file.record === undefined
          ? file.path === WARC_PATH
            ? warc
            : files.get(`evidence/${id}/files/${file.path}`)
          : await readWarcFile(warc ?? Buffer.alloc(0), { ...file, record: file.record });
      if (bytes === undefined || sha256(bytes) !== file.sha256 || bytes.length !== file.bytes)
        faults.push(`${file.path} is missing or is not what the manifest says`);
    } catch (error) {
      if (!isWeirError(error)) throw error;
      faults.push(error.message);
    }
  return faults;
};

const sealOf = (id: string, files: Files): Seal => {
  const stamps = `evidence/${id}/stamps/`;
  return {
    signature: files.get(`evidence/${id}/signature.json`) ?? null,
    stamps: [...files]
      .filter(([path]) => path.startsWith(stamps))
      .map(([path, bytes]) => ({ name: path.slice(stamps.length, -4), bytes })),
    anchor: files.get(`evidence/${id}/ledger.json`) ?? null,
  };
};

const parse = (bytes: Buffer | undefined): unknown => {
  try {
    return JSON.parse(bytes?.toString('utf8') ?? '');
  } catch {
    return null;
  }
};

/** Offline. `trust` comes from outside the bundle: what a bundle says of itself is only told, never believed. */
export const verifyBundle = async (zip: Buffer, trust: Trust): Promise<BundleReport> => {
  const report: BundleReport = { ok: false, faults: [], captures: [], claimed: null };
  let files: Files;
  try {
    files = readStoredZip(zip);
  } catch (error) {
    if (!isWeirError(error)) throw error;
    return { ...report, faults: [error.message] };
  }
  const faults = containerFaults(files);
  if (faults.length > 0) return { ...report, faults };
  const manifests = new Map<string, CaptureManifest>();
  for (const [path, bytes] of files) {
    const id = /^evidence\/([0-9a-f]{64})\/manifest\.json$/.exec(path)?.[1];
    const manifest = id === undefined ? undefined : parse(bytes);
    if (id === undefined) continue;
    if (!shape.Check(manifest) || !json(manifest).equals(bytes)) faults.push(`${path} is no manifest`);
    else manifests.set(id, manifest);
  }
  const expected = new Map<string, Buffer>([
    [INDEX, await indexOf(files).catch(() => Buffer.alloc(0))],
    [PAGES, pagesOf(manifests)],
  ]);
  for (const [path, bytes] of expected)
    if (!bytes.equals(files.get(path) ?? Buffer.alloc(0))) faults.push(`${path} does not belong to these captures`);
  const captures: BundleReport['captures'] = [];
  for (const [id, manifest] of manifests) {
    const hashFaults = await captureFaults(id, manifest, files);
    faults.push(...hashFaults.map((fault) => `${id}: ${fault}`));
    const assurance = await assuranceOf({ id, at: manifest.at, hashFaults }, sealOf(id, files), trust);
    captures.push({ id, url: manifest.finalUrl, at: manifest.at, assurance });
  }
  const claimed = parse(files.get(KEYS)) as BundleReport['claimed'];
  return { ok: faults.length === 0, faults, captures, claimed };
};
