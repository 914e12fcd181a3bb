import { type Capture, type CaptureManifest, captureIdOf } from '#core/capture.ts';
import { WeirError } from '#core/errors.ts';
import { sha256 } from '#core/hash.ts';
import { CollectedItem } from '#core/post.ts';
import { checker } from '#core/schema.ts';
import type { Source } from '#core/source.ts';
import { readUrl } from '../egress/url.ts';
import { languageOf } from '../result.ts';
import { readArchive } from './read-archive.ts';
import { readCsv, readJsonLines } from './read-rows.ts';
import type { Problem, Read } from './row.ts';

/** Larger files are to be cut into several. */
const LARGEST = 512 * 1024 * 1024;
/** As many problems are named; a file with more of them is of another kind. */
const NAMED = 50;

const READERS: Record<string, { type: string; read: (bytes: Uint8Array, source: Source) => Promise<Read> | Read }> = {
  jsonl: { type: 'application/jsonl', read: readJsonLines },
  ndjson: { type: 'application/jsonl', read: readJsonLines },
  csv: { type: 'text/csv', read: readCsv },
  warc: { type: 'application/warc', read: readArchive },
  'warc.gz': { type: 'application/warc', read: readArchive },
  wacz: { type: 'application/wacz', read: readArchive },
};

export interface Imported {
  items: CollectedItem[];
  /** The file itself, as it was handed in. */
  capture: Capture;
}

const checkItem = checker(CollectedItem, 'IMPORT_ROW', 'A row');

const invalid = (problems: readonly Problem[], total: number): WeirError =>
  new WeirError('IMPORT_INVALID', `${total} rows cannot be read; nothing was imported.`, {
    status: 400,
    fix: 'Correct the places named in details and import the whole file again.',
    details: problems.slice(0, NAMED).map(({ where, message }) => ({ location: where, message })),
  });

/** What is kept of a file that somebody handed in: the file, by whom it was asked for, and that nobody fetched it. */
const captureOf = (
  source: Source,
  name: string,
  type: string,
  bytes: Uint8Array,
  at: string,
  collector: string,
): Capture => {
  const [address = ''] = source.addresses;
  const manifest: CaptureManifest = {
    v: 1,
    sourceId: source.id,
    legalBasis: source.legalBasis,
    requestedUrl: address,
    finalUrl: address,
    redirects: [],
    address: null,
    status: 0,
    at,
    collector,
    robots: 'not asked: the file was handed in, nothing was fetched',
    rendered: false,
    files: [{ path: name, sha256: sha256(bytes), bytes: bytes.byteLength, type }],
  };
  return { id: captureIdOf(manifest), manifest, files: new Map([[name, bytes]]) };
};

/**
 * Reads a file of posts: JSON lines, CSV, WARC or WACZ, told by its name. The whole file is read and checked before anything is
 * given back, so that nothing is half-done. The key of an item is its `id`, or a hash of what it says.
 * @throws WeirError IMPORT_FORMAT, IMPORT_TOO_LARGE, IMPORT_INVALID with the place of every problem
 */
export const readImport = async (
  source: Source,
  name: string,
  bytes: Uint8Array,
  options: { at: string; collector: string },
): Promise<Imported> => {
  const reader = READERS[/\.(jsonl|ndjson|csv|wacz|warc(?:\.gz)?)$/i.exec(name)?.[1]?.toLowerCase() ?? ''];
  if (reader === undefined)
    throw new WeirError('IMPORT_FORMAT', `${name} is not a kind of file that is read.`, {
      status: 400,
      fix: 'Give a file that ends in .jsonl, .csv, .warc, .warc.gz or .wacz.',
    });
  if (bytes.byteLength > LARGEST)
    throw new WeirError('IMPORT_TOO_LARGE', `${name} is larger than ${LARGEST} bytes.`, {
      status: 413,
      fix: 'Cut it into several files.',
    });
  const { items, problems } = await reader.read(bytes, source);
  const capture = captureOf(source, name, reader.type, bytes, options.at, options.collector);
  const taken = new Map<string, CollectedItem>();
  for (const { where, item } of items) {
    const fields = { ...item, lang: languageOf(item.lang), captureId: capture.id };
    const candidate = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    try {
      checkItem(candidate);
      readUrl(item.url);
    } catch (error) {
      const details = error instanceof WeirError ? error.details : [];
      const words = details.map(({ location, message }) => `${location} ${message}`).join('; ');
      problems.push({ where, message: words || (error instanceof Error ? error.message : String(error)) });
      continue;
    }
    const twin = taken.get(item.nativeId);
    if (twin !== undefined && twin.text !== item.text)
      problems.push({ where, message: `the id ${item.nativeId.slice(0, 100)} stands for another text further up` });
    taken.set(item.nativeId, candidate as CollectedItem);
  }
  if (problems.length > 0) throw invalid(problems, problems.length);
  return { items: [...taken.values()], capture };
};
