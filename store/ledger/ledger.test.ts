import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DomainEvent, eventId } from '#core/event.ts';
import { canonicalJson } from '#core/hash.ts';
import { leafOf } from '#core/ledger.ts';
import { verifyInclusion } from '#core/merkle.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { aliasOf } from '../indices.ts';
import { person } from '../test-records.ts';
import { newSigningKey, START, testStores } from '../test-store.ts';
import { verifyLedgerFile } from './verify-file.ts';

const namespace = testNamespace();
const stores = testStores(namespace);

const event = (subject: string, seq: number): DomainEvent => {
  const about = { type: 'case' as const, id: subject };
  return {
    v: 1,
    id: eventId(about, seq),
    type: 'case.noted',
    subject: about,
    seq,
    at: START,
    actor: person('ana'),
    data: { text: `note ${seq} on ${subject}` },
  };
};

const leavesOf = (file: string): { id: string; subject: { id: string }; seq: number }[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => JSON.parse(line).entries);

describe('the ledger', () => {
  it('never forks and never enters an event twice when two processes write the same and other events', async () => {
    const [one, two] = await Promise.all([stores.open(), stores.open()]);
    await Promise.all([one.migrate(), two.migrate()]);
    const appends: Promise<void>[] = [];
    for (let round = 0; round < 20; round++) {
      // Every tenth subject is written by both.
      appends.push(one.ledger.append([event(`a${round}`, 1), event(`a${round}`, 2)]));
      appends.push(two.ledger.append([event(`b${round}`, 1), event(`b${round}`, 2)]));
      for (const store of [one, two]) appends.push(store.ledger.append([event(`shared${round}`, 1)]));
      await Promise.race(appends.slice(-4));
    }
    await Promise.all(appends);

    const report = await one.ledger.verify();
    expect(report).toMatchObject({ ok: true, faults: [], entries: 100 });
    expect(await two.ledger.verify()).toEqual(report);
    const leaves = leavesOf(stores.options.ledgerFile);
    expect(new Set(leaves.map((leaf) => leaf.id)).size).toBe(100);
    for (const subject of new Set(leaves.map((leaf) => leaf.subject.id))) {
      const seqs = leaves.filter((leaf) => leaf.subject.id === subject).map((leaf) => leaf.seq);
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    }
  });

  it('puts what was appended together into one block, and every payload into the evidence store', async () => {
    const store = await stores.open();
    const before = await store.ledger.head();
    const events = Array.from({ length: 200 }, (_, n) => event(`group${n}`, 1));
    await store.ledger.append(events);
    const after = await store.ledger.head();
    expect(after.size - before.size).toBe(200);
    expect(after.height - before.height).toBe(1);
    for (const one of events.slice(0, 10))
      expect(JSON.parse((await store.evidence.get(leafOf(one).payloadHash)).toString())).toEqual(one.data);
  });

  it('puts away what an event says that is foreseen, and enters nothing', async () => {
    const store = await stores.open();
    const before = await store.ledger.head();
    const foreseen = event('foreseen', 1);
    await store.ledger.foresee(foreseen);
    expect(await store.evidence.has(leafOf(foreseen).payloadHash)).toBe(true);
    expect(await store.ledger.head()).toEqual(before);
    await store.ledger.append([foreseen]);
    expect((await store.ledger.head()).size).toBe(before.size + 1);
  });

  it('proves that an event is in it', async () => {
    const store = await stores.open();
    await store.ledger.append([event('proven', 1)]);
    const proof = await store.ledger.proof('case:proven:1');
    expect(verifyInclusion(canonicalJson(proof.leaf), proof.index, proof.size, proof.path, proof.root)).toBe(true);
    expect(proof.root).toBe((await store.ledger.head()).root);
    expect(proof.checkpoint.root).toBe(proof.root);
    await expect(store.ledger.proof('case:nobody:1')).rejects.toMatchObject({ code: 'EVENT_UNKNOWN', status: 404 });
  });

  it('fills the file where another writer died between index and file, and drops the half line it left', async () => {
    const elsewhere = join(stores.folder, 'elsewhere.jsonl');
    const [here, dying] = await Promise.all([stores.open(), stores.open({ ledgerFile: elsewhere })]);
    await here.ledger.head();
    // Its blocks are in the index, but this file never sees them: as after a crash.
    await dying.ledger.append([event('crash', 1)]);
    await dying.ledger.append([event('crash', 2)]);
    appendFileSync(stores.options.ledgerFile, '{"at":"2026-03-0');
    await here.ledger.append([event('survivor', 1)]);
    expect(await here.ledger.verify()).toMatchObject({ ok: true });
    expect(
      leavesOf(stores.options.ledgerFile)
        .slice(-3)
        .map((leaf) => leaf.id),
    ).toEqual(['case:crash:1', 'case:crash:2', 'case:survivor:1']);
  });

  it('writes over the beginning of a block that is being written, and over nothing else', async () => {
    const copy = join(stores.folder, 'begun.jsonl');
    copyFileSync(stores.options.ledgerFile, copy);
    const store = await stores.open({ ledgerFile: copy });
    await store.ledger.head();
    appendFileSync(copy, '{"at":"2026-03-0');
    await store.ledger.append([event('begun', 1)]);
    expect(await store.ledger.verify()).toMatchObject({ ok: true });
    appendFileSync(copy, '{"of":"somebody else');
    const bytes = readFileSync(copy);
    await expect(store.ledger.append([event('begun', 2)])).rejects.toMatchObject({ code: 'LEDGER_FILE_BROKEN' });
    expect(readFileSync(copy).equals(bytes)).toBe(true);
    const report = await store.ledger.verify();
    expect(report.ok).toBe(false);
  });

  it('restores the index from the file, and the file from the index', async () => {
    const store = await stores.open();
    const { elasticsearch: client } = store;
    const index = aliasOf(namespace, 'ledger');
    const before = await store.ledger.verify();
    for (const height of [0, 3]) await client.delete({ index, id: String(height) });
    expect((await store.ledger.verify()).faults.map((fault) => [fault.height, fault.what])).toEqual([
      [0, 'is not in the index'],
      [3, 'is not in the index'],
    ]);
    const opened = await stores.open();
    await opened.migrate();
    expect(await opened.ledger.verify()).toEqual(before);

    const copy = join(stores.folder, 'copy.jsonl');
    const lines = readFileSync(stores.options.ledgerFile, 'utf8').split('\n');
    writeFileSync(copy, `${lines.slice(0, 2).join('\n')}\n`);
    const behind = await stores.open({ ledgerFile: copy });
    await behind.migrate();
    expect(readFileSync(copy, 'utf8')).toBe(readFileSync(stores.options.ledgerFile, 'utf8'));
  });

  it('tells where file and index differ, to the byte', async () => {
    const store = await stores.open();
    const { elasticsearch: client } = store;
    const index = aliasOf(namespace, 'ledger');
    const found = await client.get<{ block: { entries: { actor: { id: string } }[] } }>({ index, id: '1' });
    const source = found._source;
    if (source === undefined) throw new Error('no block');
    const forged = structuredClone(source);
    if (forged.block.entries[0] !== undefined) forged.block.entries[0].actor.id = 'anb';
    await client.index({ index, id: '1', document: forged });
    const report = await store.ledger.verify();
    const text = readFileSync(stores.options.ledgerFile, 'utf8');
    const line = text.indexOf('\n') + 1;
    expect(report.faults).toEqual([
      { height: 1, line: 2, byteOffset: text.indexOf('"id":"ana"', line) + 8, what: 'differs from the index' },
    ]);
    await client.index({ index, id: '1', document: source });
  });

  it('writes nothing to a file that was damaged', async () => {
    const copy = join(stores.folder, 'damaged.jsonl');
    const bytes = readFileSync(stores.options.ledgerFile);
    const at = bytes.indexOf('"payloadHash":"') + 20;
    bytes[at] = bytes[at] === 0x30 ? 0x31 : 0x30;
    writeFileSync(copy, bytes);
    const store = await stores.open({ ledgerFile: copy });
    await expect(store.ledger.append([event('never', 1)])).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
    expect(readFileSync(copy).equals(bytes)).toBe(true);
    expect((await store.ledger.verify()).ok).toBe(false);
  });

  it('notices that the file was cut under it', async () => {
    const copy = join(stores.folder, 'cut.jsonl');
    copyFileSync(stores.options.ledgerFile, copy);
    const store = await stores.open({ ledgerFile: copy });
    const { height } = await store.ledger.head();
    const lines = readFileSync(copy, 'utf8').split('\n');
    writeFileSync(copy, `${lines.slice(0, -3).join('\n')}\n`);
    expect((await store.ledger.verify()).faults).toMatchObject([{ height: height - 1, line: 0 }]);
    await expect(store.ledger.append([event('after-cut', 1)])).rejects.toMatchObject({ code: 'LEDGER_FILE_BROKEN' });
  });
});

describe('a ledger that is being written to', () => {
  // New, so that a look at it is short and many writes fall beside it.
  const beside = testStores(testNamespace());

  it('is found whole at every moment', async () => {
    const [one, two] = await Promise.all([beside.open(), beside.open()]);
    await one.migrate();
    let isOver = false;
    const writing = [one, two].map(async (store, number) => {
      for (let round = 1; !isOver; round++) await store.ledger.append([event(`beside${number}`, round)]);
    });
    try {
      for (let look = 0; look < 20; look++)
        for (const store of [one, two]) expect(await store.ledger.verify()).toMatchObject({ ok: true, faults: [] });
    } finally {
      isOver = true;
      await Promise.all(writing);
    }
  });
});

describe('the offline verification', () => {
  const trusted = { [stores.options.signingKey.keyId]: stores.options.signingKey.publicKeyPem };
  const small = async (): Promise<{ path: string; bytes: Buffer; ends: number[] }> => {
    const text = readFileSync(stores.options.ledgerFile, 'utf8').split('\n').slice(0, 3).join('\n');
    const path = join(stores.folder, 'small.jsonl');
    const bytes = Buffer.from(`${text}\n`);
    writeFileSync(path, bytes);
    const ends = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at);
    return { path, bytes, ends };
  };

  it('needs nothing but the file and the keys', async () => {
    const { path } = await small();
    expect(await verifyLedgerFile(path, trusted)).toMatchObject({ ok: true, blocks: 3 });
    const stranger = newSigningKey(stores.options.signingKey.keyId);
    const report = await verifyLedgerFile(path, { [stranger.keyId]: stranger.publicKeyPem });
    expect(report.faults[0]).toMatchObject({ height: 0, line: 1, what: 'the signature does not verify' });
  });

  it('finds any flipped byte, and says in which line', async () => {
    const { path, bytes, ends } = await small();
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Buffer.from(bytes);
        changed[at] = (bytes[at] ?? 0) ^ flip;
        writeFileSync(path, changed);
        const report = await verifyLedgerFile(path, trusted);
        expect(report.ok).toBe(false);
        const lineOfByte = ends.findIndex((end) => at <= end) + 1;
        const first = report.faults[0];
        expect(first?.line).toBe(lineOfByte);
        expect(first?.height).toBe(lineOfByte - 1);
        expect(first?.byteOffset).toBeGreaterThanOrEqual(lineOfByte === 1 ? 0 : (ends[lineOfByte - 2] ?? 0) + 1);
        expect(first?.byteOffset).toBeLessThanOrEqual(ends[lineOfByte - 1] ?? 0);
      }),
      { numRuns: 400 },
    );
  });

  it('finds bytes put in or left out, a line taken out, doubled or moved, and a rewritten signature', async () => {
    const { path, bytes } = await small();
    const [a = '', b = '', c = ''] = bytes.toString().split('\n');
    const signature = JSON.parse(b).signature as string;
    const variants: [string, string[], number][] = [
      ['a blank', [a, b.replace('{', '{ '), c], 2],
      ['another order of fields', [a, JSON.stringify({ v: 1, ...JSON.parse(b) }), c], 2],
      ['a line out', [a, c], 2],
      ['a line twice', [a, b, b, c], 3],
      ['lines moved', [a, c, b], 2],
      ['an empty line', [a, '', b, c], 2],
      ['a signature of another block', [a, b.replace(signature, JSON.parse(c).signature), c], 2],
    ];
    for (const [name, lines, line] of variants) {
      writeFileSync(path, `${lines.join('\n')}\n`);
      const report = await verifyLedgerFile(path, trusted);
      expect(report.faults[0]?.line, name).toBe(line);
    }
    writeFileSync(path, [a, b, c].join('\n'));
    expect((await verifyLedgerFile(path, trusted)).faults).toMatchObject([
      { line: 3, what: 'does not end with a newline' },
    ]);
  });
});
