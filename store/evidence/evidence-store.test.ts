import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Capture, captureIdOf } from '#core/capture.ts';
import { ManualClock } from '#core/clock.ts';
import { sha256 } from '#core/hash.ts';
import { openEvidenceStore } from './evidence-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let ids = 0;
const open = (name: string) =>
  openEvidenceStore({
    dir: join(folder, name),
    clock: new ManualClock('2026-03-01T10:00:00.000Z'),
    newId: () => `id-${++ids}`,
  });

describe('the evidence store', () => {
  it('gives back what was put, by the hash of it, and keeps the same bytes once', async () => {
    const store = await open('plain');
    const bytes = Buffer.from('some bytes');
    const hashes = await Promise.all(Array.from({ length: 20 }, () => store.put(bytes)));
    expect(new Set(hashes)).toEqual(new Set([sha256(bytes)]));
    expect((await store.get(sha256(bytes))).equals(bytes)).toBe(true);
    expect(readdirSync(join(folder, 'plain', 'objects', sha256(bytes).slice(0, 2)))).toEqual([sha256(bytes).slice(2)]);
    expect(await store.has(sha256('other'))).toBe(false);
    await expect(store.get(sha256('other'))).rejects.toMatchObject({ code: 'EVIDENCE_UNKNOWN', status: 404 });
    await expect(store.get('../../etc/passwd')).rejects.toMatchObject({ code: 'EVIDENCE_UNKNOWN' });
  });

  it('notices a changed byte', async () => {
    const store = await open('corrupt');
    const hash = await store.put(Buffer.from('some bytes'));
    writeFileSync(join(folder, 'corrupt', 'objects', hash.slice(0, 2), hash.slice(2)), 'some bytez');
    await expect(store.get(hash)).rejects.toMatchObject({ code: 'EVIDENCE_CORRUPT' });
  });

  it('writes down who touched what, before it answers; the payload of an entry stands in the ledger and not here', async () => {
    const store = await open('custody');
    const payload = await store.putPayload(Buffer.from('{}'));
    expect(await store.has(payload)).toBe(true);
    expect(await store.custody.head()).toBeNull();
    const hash = await store.put(Buffer.from('x'), { actor: { kind: 'system', id: 'collect' } });
    await store.get(hash, { actor: { kind: 'human', id: 'ana' }, why: 'a question of the court' });
    const lines = readFileSync(join(folder, 'custody', 'custody', '2026-03-01.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const shared = { at: '2026-03-01T10:00:00.000Z', hash, capture: null };
    const why = 'the work of the house';
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { ...shared, actor: { kind: 'system', id: 'collect' }, action: 'write', why, previous: '0'.repeat(64) },
      {
        ...shared,
        actor: { kind: 'human', id: 'ana' },
        action: 'read',
        why: 'a question of the court',
        previous: sha256(lines[0] ?? ''),
      },
    ]);
  });

  it('keeps a capture whole, and refuses one that is not what it says', async () => {
    const store = await open('capture');
    const body = Buffer.from('<p>page</p>');
    const manifest: Capture['manifest'] = {
      v: 1,
      sourceId: 'lanternfish',
      legalBasis: 'Police act, section 12',
      requestedUrl: 'https://lanternfish.example/',
      finalUrl: 'https://lanternfish.example/',
      redirects: [],
      address: null,
      status: 200,
      at: '2026-03-01T10:00:00.000Z',
      collector: 'weir/0.1.0',
      robots: 'allowed',
      rendered: false,
      files: [{ path: 'body.html', sha256: sha256(body), bytes: body.byteLength, type: 'text/html' }],
    };
    const capture = { id: captureIdOf(manifest), manifest, files: new Map([['body.html', body]]) };
    expect(await store.putCapture(capture)).toBe(capture.id);
    expect(await store.getCapture(capture.id)).toEqual(manifest);
    expect((await store.get(sha256(body))).equals(body)).toBe(true);
    for (const broken of [
      { ...capture, id: sha256('other') },
      { ...capture, files: new Map() },
      { ...capture, files: new Map([['body.html', Buffer.from('<p>pagE</p>')]]) },
    ])
      await expect(store.putCapture(broken)).rejects.toMatchObject({ code: 'CAPTURE_BROKEN' });
  });
});

describe('the journal', () => {
  it('numbers the batches of several processes in one order, without a gap', async () => {
    const [one, two] = [await open('journal'), await open('journal')];
    const numbers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => (n % 2 ? one : two).journal.append('posts', [{ n }])),
    );
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    const third = await open('journal');
    const read: number[] = [];
    for await (const entry of third.journal.entries()) {
      const items = (await third.journal.read(entry)) as { n: number }[];
      expect(numbers[items[0]?.n ?? -1]).toBe(entry.number);
      read.push(entry.number);
    }
    expect(read).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    expect(await third.journal.append('gone', [])).toBe(31);
  });
});
