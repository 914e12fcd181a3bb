/** A capture as the collector makes it, of a page that a test made up. */
import { gzipSync } from 'node:zlib';
import { WARCRecord, WARCSerializer } from 'warcio';
import { type Capture, captureIdOf, WARC_PATH } from '#core/capture.ts';
import { sha256 } from '#core/hash.ts';
import { START } from '../test-store.ts';

export const TEST_URL = 'https://lanternfish.example/1';
export const TEST_PAGE = Buffer.from('<p>the ferry leaves at nine</p>');

export const testCapture = async (): Promise<Capture> => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n';
  const record = WARCRecord.create({ type: 'response', url: TEST_URL, date: START, warcVersion: 'WARC/1.1' }, [
    Buffer.concat([Buffer.from(head), gzipSync(TEST_PAGE)]),
  ]);
  record.httpHeaders = null;
  const warc = Buffer.from(await WARCSerializer.serialize(record, { gzip: true }));
  const manifest: Capture['manifest'] = {
    v: 2,
    sourceId: 'lanternfish',
    legalBasis: 'a basis that a test made up',
    requestedUrl: TEST_URL,
    finalUrl: TEST_URL,
    redirects: [],
    address: null,
    certificateSha256: null,
    status: 200,
    at: START,
    collector: 'weir/0.1.0',
    robots: 'allowed',
    rendered: false,
    revisit: null,
    source: {
      ...{ name: 'Lanternfish', operatorId: 'lanternfish', purpose: 'test', owner: 'sam', approvedBy: 'kim' },
      ...{ approvedAt: START, reviewBy: START, sha256: sha256('entry') },
    },
    files: [
      { path: WARC_PATH, sha256: sha256(warc), bytes: warc.length, type: 'application/warc' },
      {
        ...{ path: 'body', sha256: sha256(TEST_PAGE), bytes: TEST_PAGE.length, type: 'text/html' },
        record: record.warcHeader('WARC-Record-ID') ?? '',
      },
    ],
  };
  const files = new Map<string, Uint8Array>([
    [WARC_PATH, warc],
    ['body', TEST_PAGE],
  ]);
  return { id: captureIdOf(manifest), manifest, files };
};
