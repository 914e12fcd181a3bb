import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { WARCParser } from 'warcio';
import { type CaptureManifest, WARC_PATH } from '#core/capture.ts';
import { sha256 } from '#core/hash.ts';
import { START } from '../test-store.ts';
import { TEST_URL, testCapture } from './test-capture.ts';
import { warcCopy } from './warc-copy.ts';

const { id: first, manifest, files } = await testCapture();
if (manifest.v !== 2) throw new Error('the capture of the test has no WARC');
const warc = Buffer.from(files.get(WARC_PATH) ?? []);
const [again, old] = [sha256('again'), sha256('old')];
const held = new Map<string, CaptureManifest>([
  [first, manifest],
  [
    again,
    { ...manifest, revisit: { captureId: first, url: TEST_URL, at: START, body: sha256('body'), why: 'identical' } },
  ],
  // From before there were WARC files.
  [old, { ...manifest, files: [{ path: 'body', sha256: old, bytes: 3, type: 'text/html' }] }],
]);
const read: string[] = [];
const evidence = {
  getCapture: async (id: string, touch?: { why?: string }) => {
    read.push(`${id} ${touch?.why}`);
    const found = held.get(id);
    if (found === undefined) throw new Error(`no capture ${id}`);
    return found;
  },
  captureFile: async () => warc,
};
const touch = { actor: { kind: 'human' as const, id: 'anna' }, why: 'a test' };
const copy = async (ids: string[], reason = 'a test'): Promise<Buffer[]> => {
  const parts: Buffer[] = [];
  const mark = { export: 'e1', by: 'anna', at: START, reason };
  for await (const part of warcCopy(evidence, ids, mark, touch)) parts.push(Buffer.from(part));
  return parts;
};

it('begins with whose copy it is, and then has each capture once, byte for byte, with what a repetition refers to', async () => {
  const [info, ...rest] = await copy([again, first, old], 'line one\r\nWARC-Type: response\r\nby: somebody else');
  expect(rest).toEqual([warc, warc]);
  expect(read).toEqual([again, first, old].map((id) => `${id} a test`));
  const [head, block] = gunzipSync(info ?? Buffer.alloc(0))
    .toString('utf8')
    .split('\r\n\r\n');
  expect(head?.split('\r\n')).toEqual(
    expect.arrayContaining(['WARC/1.1', 'WARC-Type: warcinfo', 'Content-Type: application/warc-fields']),
  );
  // A reason begins no field of its own.
  expect(block?.split('\r\n')).toEqual([
    ...['software: Weir', 'format: WARC File Format 1.1', 'export: e1', 'by: anna', `at: ${START}`],
    'reason: line one WARC-Type: response by: somebody else',
  ]);
});

it('is read by others as one file', async () => {
  const types: (string | undefined)[] = [];
  for await (const record of new WARCParser([Buffer.concat(await copy([first]))])) {
    types.push(record.warcType ?? undefined);
    await record.readFully(false);
  }
  expect(types).toEqual(['warcinfo', 'response']);
});
