/** Reads what a manifest says lies within a WARC file. */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { WARCParser, type WARCRecord } from 'warcio';
import { WeirError } from '#core/errors.ts';
import { sha256 } from '#core/hash.ts';

export interface WithinWarc {
  path: string;
  sha256: string;
  bytes: number;
  /** WARC-Record-ID */
  record: string;
}

const DECODERS: Record<string, (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

const corrupt = (message: string, cause?: unknown): WeirError =>
  new WeirError('EVIDENCE_CORRUPT', message, {
    fix: 'Bring it back from a backup; until then nothing may rest on it.',
    ...(cause === undefined ? {} : { cause }),
  });

/** The body of an HTTP message, with its content coding undone. */
const bodyOf = (block: Buffer, limit: number): Buffer => {
  const end = block.indexOf('\r\n\r\n');
  const head = block.subarray(0, Math.max(0, end)).toString('latin1');
  const codings = (/^content-encoding:\s*(.*)$/im.exec(head)?.[1] ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  let body = block.subarray(end < 0 ? block.length : end + 4);
  if (body.length === 0) return body;
  for (const coding of codings.reverse()) {
    const decode = DECODERS[coding];
    if (decode === undefined) throw corrupt(`A body is coded as ${coding}, which the collector never takes.`);
    body = decode(body, { maxOutputLength: Math.max(1, limit) });
  }
  return body;
};

/** A record's block as it was written, with its digest compared. */
const blockOf = async (record: WARCRecord): Promise<Buffer> => {
  const block = Buffer.from(await record.readFully(false));
  const digest = record.warcBlockDigest;
  if (digest !== null && digest !== undefined && digest !== `sha256:${sha256(block)}`)
    throw corrupt(`The record ${record.warcHeader('WARC-Record-ID')} does not have the digest that it says.`);
  return block;
};

const records = (warc: Uint8Array): WARCParser => new WARCParser([warc], { keepHeadersCase: true, parseHttp: false });

/** @throws WeirError EVIDENCE_CORRUPT where the record is missing or does not hold what the manifest says */
export const readWarcFile = async (warc: Uint8Array, file: WithinWarc): Promise<Buffer> => {
  try {
    for await (const record of records(warc)) {
      if (record.warcHeader('WARC-Record-ID') !== file.record) continue;
      const block = await blockOf(record);
      const bytes = record.warcType === 'response' ? bodyOf(block, file.bytes) : block;
      if (sha256(bytes) === file.sha256 && bytes.byteLength === file.bytes) return bytes;
      throw corrupt(`${file.path} within the WARC file is not what the manifest says.`);
    }
  } catch (error) {
    throw error instanceof WeirError ? error : corrupt('The WARC file cannot be read.', error);
  }
  throw corrupt(`The WARC file has no record for ${file.path}.`);
};
