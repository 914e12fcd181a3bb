/** What holds of the evidence store wherever its objects lie: in files, and in a bucket of a real S3 server. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf, WARC_PATH } from '#core/capture.ts';
import { ManualClock } from '#core/clock.ts';
import { sha256 } from '#core/hash.ts';
import { newSigningKey, START } from '../test-store.ts';
import type { Trust } from './assurance.ts';
import type { Blobs } from './blobs.ts';
import { verifyBundle, writeBundle } from './bundle.ts';
import { type EvidenceStore, openEvidenceStore } from './evidence-store.ts';
import { openS3Blobs } from './s3-blobs.ts';
import { startTestBucket, type TestBucket } from './test-bucket.ts';
import { testCapture } from './test-capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-blobs-'));
const key = newSigningKey('evidence-key');
const trust: Trust = {
  keys: [{ id: key.keyId, publicKey: key.publicKeyPem, from: START, until: null }],
  roots: [],
  ledgerKeys: {},
};
const sam = { actor: { kind: 'human', id: 'sam' }, reason: 'the retention is over' } as const;
let bucket: TestBucket;
let ids = 0;

beforeAll(async () => {
  bucket = await startTestBucket();
});
afterAll(async () => {
  await bucket.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Kind {
  blobs(name: string): Blobs | undefined;
  /** Goes around the store. */
  look(name: string, hash: string): Promise<string | null>;
  change(name: string, hash: string, bytes: string): Promise<unknown>;
}

const pathOf = (name: string, hash: string): string => join(folder, name, 'objects', hash.slice(0, 2), hash.slice(2));

const FILES: Kind = {
  blobs: () => undefined,
  look: async (name, hash) => {
    const there = readdirSync(join(folder, name, 'objects'), { recursive: true }).map(String);
    return there.includes(join(hash.slice(0, 2), hash.slice(2))) ? readFileSync(pathOf(name, hash), 'utf8') : null;
  },
  change: async (name, hash, bytes) => writeFileSync(pathOf(name, hash), bytes),
};

const BUCKET: Kind = {
  blobs: (name) => openS3Blobs(bucket.place(name)),
  look: async (name, hash) => {
    const answer = await bucket.ask(bucket.place(name), 'GET', hash);
    return answer.status === 404 ? null : await answer.text();
  },
  change: (name, hash, bytes) => bucket.ask(bucket.place(name), 'PUT', hash, bytes),
};

describe.each([
  ['files', FILES],
  ['a bucket', BUCKET],
] as const)('evidence in %s', (where, kind) => {
  const nameOf = (name: string): string => `${where.replace(/\W/g, '-')}-${name}`;
  const open = (name: string): Promise<EvidenceStore> =>
    openEvidenceStore({
      dir: join(folder, nameOf(name)),
      clock: new ManualClock(START),
      newId: () => `id-${++ids}`,
      signingKey: key,
      blobs: kind.blobs(nameOf(name)),
    });

  it('is given back by its hash, and kept once', async () => {
    const store = await open('plain');
    const bytes = Buffer.from('some bytes, 渡口');
    const hashes = await Promise.all(Array.from({ length: 8 }, () => store.put(bytes)));
    expect(new Set(hashes)).toEqual(new Set([sha256(bytes)]));
    expect((await store.get(sha256(bytes))).equals(bytes)).toBe(true);
    expect(await store.has(sha256(bytes))).toBe(true);
    expect(await kind.look(nameOf('plain'), sha256(bytes))).toBe(bytes.toString());
    expect(await store.has(sha256('other'))).toBe(false);
    await expect(store.get(sha256('other'))).rejects.toMatchObject({ code: 'EVIDENCE_UNKNOWN', status: 404 });
    await expect(store.get('../../etc/passwd')).rejects.toMatchObject({ code: 'EVIDENCE_UNKNOWN' });
    await store.put(new Uint8Array());
    expect((await store.get(sha256(''))).length).toBe(0);
  });

  it('is never given out when a byte was changed, and put right by whoever has it', async () => {
    const store = await open('changed');
    const hash = await store.put(Buffer.from('some bytes'));
    await kind.change(nameOf('changed'), hash, 'some bytez');
    await expect(store.get(hash)).rejects.toMatchObject({ code: 'EVIDENCE_CORRUPT' });
    expect(await store.has(hash)).toBe(false);
    await store.put(Buffer.from('some bytes'));
    expect((await store.get(hash)).toString()).toBe('some bytes');
  });

  it('keeps a capture, which verifies offline, and says so when a byte of it was changed', async () => {
    const store = await open('capture');
    const capture = await testCapture();
    await store.putCapture(capture);
    expect(await store.assurance(capture.id, trust)).toMatchObject({ level: 'A1' });
    const zip = await writeBundle(store, [capture.id], { keys: trust.keys, ledgerKeys: {} }, {});
    expect(await verifyBundle(zip, trust)).toMatchObject({ ok: true });
    const warc = filesOf(capture.manifest).find(({ path }) => path === WARC_PATH)?.sha256 ?? '';
    await kind.change(nameOf('capture'), warc, 'other bytes');
    expect((await store.assurance(capture.id, trust)).level).not.toBe('A1');
    await expect(writeBundle(store, [capture.id], { keys: [], ledgerKeys: {} }, {})).rejects.toMatchObject({
      code: 'EVIDENCE_CORRUPT',
    });
  });

  it('is purged for good, and what is left proves what it was', async () => {
    const store = await open('purged');
    const capture = await testCapture();
    await store.putCapture(capture);
    const [warc = ''] = filesOf(capture.manifest).flatMap((file) => (file.path === WARC_PATH ? [file.sha256] : []));
    const announced: string[] = [];
    const record = await store.purge(capture.id, sam, async ({ captureId }) => {
      announced.push(captureId);
      // The ledger knows before a byte is gone.
      expect(await kind.look(nameOf('purged'), warc)).not.toBeNull();
    });
    expect(announced).toEqual([capture.id]);
    expect(record.objects).toEqual([warc]);
    expect(await kind.look(nameOf('purged'), warc)).toBeNull();
    const manifest = await store.getCapture(capture.id);
    expect(manifest).toEqual(capture.manifest);
    await expect(store.captureFile(manifest, 'body')).rejects.toMatchObject({ code: 'EVIDENCE_PURGED', status: 410 });
    expect((await store.seals.read(capture.id, manifest)).signature).not.toBeNull();
    // A crash in the middle is finished by doing it again.
    expect(await store.purge(capture.id, sam, async () => {})).toEqual(record);
    const log = (await store.custody.of(capture.id)).map(({ action }) => action);
    expect(log).toContain('purge');
    expect(await store.custody.verify([])).toEqual([]);
  });

  it('keeps what the journal says', async () => {
    const store = await open('journal');
    await store.journal.append('posts', [{ n: 1 }]);
    const again = await open('journal');
    for await (const entry of again.journal.entries()) expect(await again.journal.read(entry)).toEqual([{ n: 1 }]);
  });
});

describe('a bucket', () => {
  const hash = sha256('x');

  it.each([
    ['refuses the key', { secretAccessKey: 'wrong' }, 'it answered 403 (SignatureDoesNotMatch)'],
    ['is not there', { url: 's3://elsewhere/x' }, 'it answered 404 (NoSuchBucket)'],
    ['is behind a closed door', { endpoint: 'http://127.0.0.1:1' }, 'fetch failed'],
  ])('that %s is no missing object', async (_name, wrong, said) => {
    const blobs = openS3Blobs({ ...bucket.place('wrong'), ...wrong });
    const unreachable = { code: 'EVIDENCE_UNREACHABLE', retry: true, message: expect.stringContaining(said) };
    await expect(blobs.read(hash)).rejects.toMatchObject(unreachable);
    await expect(blobs.write(hash, Buffer.from('x'))).rejects.toMatchObject(unreachable);
  });
});
