/**
 * WARC 1.1 (ISO 28500:2017) of one visit: one gzip member for each record, payload and block digests, exchanges before
 * anything was parsed, and beside them what was made of the page.
 */
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { WARCRecord, WARCSerializer } from 'warcio';
import type { Revisit } from '#core/capture.ts';
import { sha256 } from '#core/hash.ts';
import { WARC_FIELDS_TYPE, warcFields } from '#core/warc-fields.ts';
import type { Exchange } from '../egress/egress.ts';

const PROFILES: Record<Revisit['why'], string> = {
  not_modified: 'http://netpreserve.org/warc/1.1/revisit/server-not-modified',
  identical: 'http://netpreserve.org/warc/1.1/revisit/identical-payload-digest',
};

/** Something that was made of the page: picture, text, DOM. */
export interface Resource {
  uri: string;
  bytes: Uint8Array;
  type: string;
}

export interface WarcInput {
  /** Requests and answers in order; all but the last are redirects. */
  exchanges: readonly Exchange[];
  /** The last body is a piece of a longer one. */
  truncated: boolean;
  at: string;
  address: string | null;
  /** For the warcinfo record. */
  info: Record<string, string>;
  /** For the metadata record. */
  metadata: Record<string, string>;
  resources: readonly Resource[];
  revisit: Revisit | null;
}

export interface Warc {
  bytes: Uint8Array;
  /** WARC-Record-ID of the last answer. */
  answer: string;
  /** Of the resources, in their order. */
  resources: string[];
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/**
 * The header lines as they came, bytes as they were. The framing of chunks is off the body, so the header that announces it
 * keeps its value under another name, as archives do.
 */
const answerHead = ({ status, statusText, headers }: Exchange): Buffer =>
  latin1(
    [
      `HTTP/1.1 ${status} ${statusText}`,
      ...headers.map(
        ([name, value]) =>
          `${name.toLowerCase() === 'transfer-encoding' ? `X-Archive-Orig-${name}` : name}: ${value.replace(/[\r\n]+/g, ' ')}`,
      ),
      '\r\n',
    ].join('\r\n'),
  );

const digestOf = (bytes: Uint8Array): string => `sha256:${sha256(bytes)}`;

interface RecordInput {
  type: 'warcinfo' | 'request' | 'response' | 'revisit' | 'metadata' | 'resource';
  at: string;
  uri?: string;
  contentType?: string;
  headers?: Record<string, string>;
  block: Uint8Array;
}

/** The digests are given: to work them out itself, the library starts a WebAssembly of its own for every record. */
const recordOf = ({ type, at, uri, contentType, headers = {}, block }: RecordInput): WARCRecord => {
  const digest = type === 'warcinfo' ? null : digestOf(block);
  const record = WARCRecord.create(
    {
      type,
      date: at,
      warcVersion: 'WARC/1.1',
      ...(uri === undefined ? {} : { url: uri }),
      warcHeaders: {
        ...(digest === null ? {} : { 'WARC-Block-Digest': digest }),
        ...(digest === null || type === 'revisit' ? {} : { 'WARC-Payload-Digest': digest }),
        ...headers,
        ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
      },
    },
    [block],
  );
  // The block is complete; nothing is to be written before it.
  record.httpHeaders = null;
  return record;
};

const idOf = (record: WARCRecord): string => record.warcHeader('WARC-Record-ID') ?? '';

/** The records of one exchange: what was asked, and what was answered (or that it is what was answered before). */
const exchangeRecords = (exchange: Exchange, input: WarcInput, revisit: Revisit | null): WARCRecord[] => {
  const { at, address } = input;
  const shared = { at, uri: exchange.url };
  const from: Record<string, string> = {
    ...(address === null ? {} : { 'WARC-IP-Address': address }),
    ...(input.truncated ? { 'WARC-Truncated': 'unspecified' } : {}),
  };
  const head = answerHead(exchange);
  const answer =
    revisit === null
      ? recordOf({
          ...shared,
          type: 'response',
          contentType: 'application/http; msgtype=response',
          headers: { ...from, 'WARC-Payload-Digest': digestOf(exchange.body) },
          block: Buffer.concat([head, exchange.body]),
        })
      : recordOf({
          ...shared,
          type: 'revisit',
          contentType: 'application/http; msgtype=response',
          headers: {
            ...from,
            ...(exchange.body.byteLength === 0 ? {} : { 'WARC-Payload-Digest': digestOf(exchange.body) }),
            'WARC-Refers-To-Target-URI': revisit.url,
            'WARC-Refers-To-Date': revisit.at,
          },
          block: head,
        });
  if (revisit !== null) answer.warcHeaders.headers.set('WARC-Profile', PROFILES[revisit.why]);
  const request = recordOf({
    ...shared,
    type: 'request',
    contentType: 'application/http; msgtype=request',
    headers: { ...from, 'WARC-Concurrent-To': idOf(answer) },
    block: latin1(exchange.request),
  });
  return [answer, request];
};

/** Above this a record is packed beside the event loop; below it, that would cost more than the packing. */
const PACKED_AT_ONCE = 64 * 1024;
const packBeside = promisify(gzip);
/** What fits is packed as tightly with a small window, in half of the time: most of the cost of a small record is to open one. */
const SMALL = { windowBits: 13, memLevel: 6 };
const packed = async (record: Uint8Array, isPacked: boolean): Promise<Uint8Array> => {
  // A picture has been packed already: its member only wraps it, in one piece.
  if (isPacked) return gzipSync(record, { level: 0, chunkSize: record.byteLength + 1024 });
  if (record.byteLength > PACKED_AT_ONCE) return packBeside(record);
  const isSmall = record.byteLength <= 2 ** SMALL.windowBits;
  return gzipSync(record, { ...(isSmall ? SMALL : {}), chunkSize: Math.max(1024, record.byteLength >> 1) });
};

export const writeWarc = async (input: WarcInput): Promise<Warc> => {
  const { exchanges, at, info, metadata, resources } = input;
  const last = exchanges.length - 1;
  const pairs = exchanges.map((exchange, index) =>
    exchangeRecords(exchange, input, index === last ? input.revisit : null),
  );
  const answer = pairs.at(-1)?.[0];
  const about = { uri: exchanges[last]?.url ?? '', at };
  const toAnswer: Record<string, string> = answer === undefined ? {} : { 'WARC-Concurrent-To': idOf(answer) };
  const made = resources.map(({ uri, bytes, type }) =>
    recordOf({ type: 'resource', at, uri, contentType: type, headers: toAnswer, block: bytes }),
  );
  const records = [
    recordOf({ type: 'warcinfo', at, contentType: WARC_FIELDS_TYPE, block: Buffer.from(warcFields(info)) }),
    ...pairs.flat(),
    recordOf({
      type: 'metadata',
      ...about,
      contentType: WARC_FIELDS_TYPE,
      headers: toAnswer,
      block: Buffer.from(warcFields(metadata)),
    }),
    ...made,
  ];
  const members: Uint8Array[] = [];
  for (const record of records) {
    const isPicture = record.warcHeaders.headers.get('Content-Type')?.startsWith('image/') === true;
    members.push(await packed(await WARCSerializer.serialize(record), isPicture));
  }
  return {
    bytes: Buffer.concat(members),
    answer: answer === undefined ? '' : idOf(answer),
    resources: made.map(idOf),
  };
};
