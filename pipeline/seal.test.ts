import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Capture, captureIdOf, WARC_PATH } from '#core/capture.ts';
import { ManualClock } from '#core/clock.ts';
import { sha256 } from '#core/hash.ts';
import { createEgress } from '#crawlers/crawl.ts';
import { startTimeStampAuthority, type TimeStampAuthority } from '#fixtures/time-stamp-authority.ts';
import type { Store } from '#store/store.ts';
import { newSigningKey, START, testStores } from '#store/test-store.ts';
import { testNamespace } from '../tests/namespace.ts';
import type { PipelineContext } from './context.ts';
import { expire, seal } from './seal.ts';

const namespace = testNamespace();
const { open, clock } = testStores(namespace);
const key = newSigningKey('evidence-key');
let store: Store;
let harbour: TimeStampAuthority;
let mill: TimeStampAuthority;
let context: PipelineContext;

const bytes = Buffer.from('not a real WARC, and nobody reads it here');
const captureOf = (n: number, at = START): Capture => {
  const url = `https://lanternfish.example/${n}`;
  const manifest: Capture['manifest'] = {
    v: 2,
    sourceId: 'lanternfish',
    legalBasis: 'a basis that a test made up',
    requestedUrl: url,
    finalUrl: url,
    redirects: [],
    address: null,
    certificateSha256: null,
    status: 200,
    at,
    collector: 'weir/0.1.0',
    robots: 'allowed',
    rendered: false,
    revisit: null,
    source: {
      name: 'Lanternfish',
      operatorId: 'lanternfish',
      purpose: 'test',
      owner: 'sam',
      approvedBy: 'kim',
      approvedAt: START,
      reviewBy: START,
      sha256: sha256('entry'),
    },
    files: [
      {
        path: WARC_PATH,
        sha256: sha256(`${n}${bytes}`),
        bytes: bytes.length + String(n).length,
        type: 'application/warc',
      },
    ],
  };
  return { id: captureIdOf(manifest), manifest, files: new Map([[WARC_PATH, Buffer.from(`${n}${bytes}`)]]) };
};

beforeAll(async () => {
  harbour = await startTimeStampAuthority({ name: 'Harbour clock', now: () => clock.now() });
  mill = await startTimeStampAuthority({ name: 'Mill clock', now: () => clock.now() });
  store = await open({
    evidenceKey: key,
    evidenceTrust: {
      keys: [{ id: key.keyId, publicKey: key.publicKeyPem, from: START, until: null }],
      roots: [harbour.rootPem, mill.rootPem],
    },
  });
  await store.migrate();
  const hosts = new Set([harbour.host, mill.host]);
  const egress = createEgress({ allowedHosts: () => hosts, loopbackExemption: hosts });
  let nonce = 0;
  // Only what sealing touches.
  context = {
    store,
    clock,
    newNonce: () => String(++nonce),
    log: { info: () => {}, warn: () => {} },
    timeStamps: {
      urls: [harbour.url, mill.url],
      ask: async (url: string, request: Uint8Array) => {
        const headers = { 'content-type': 'application/timestamp-query' };
        const answer = await egress.request(url, { method: 'POST', headers, body: request });
        if (answer.status !== 200) return new Uint8Array();
        return answer.body;
      },
    },
  } as unknown as PipelineContext;
});
afterAll(async () => {
  await harbour.close();
  await mill.close();
});

const due = async (): Promise<string[]> =>
  (await store.evidence.seals.unsealed(clock.now().toISOString(), 100)).map((one) => one.captureId);
const levelOf = async (id: string): Promise<string | null> =>
  (await store.evidence.assurance(id, store.evidenceTrust)).level;

describe('a capture', () => {
  it('is signed when it is stored, and rises with stamps and the ledger; an authority that is down only lowers it', async () => {
    const id = await store.evidence.putCapture(captureOf(1));
    expect(await levelOf(id)).toBe('A1');
    mill.mood = 'down';
    await seal({ captureIds: [id] }, context);
    const low = await store.evidence.assurance(id, store.evidenceTrust);
    expect(low).toMatchObject({ level: 'A2', missing: 'not A3: only one authority has stamped it' });
    expect(await due()).toEqual([]);

    mill.mood = 'granted';
    clock.advance(3_600_000);
    expect(await due()).toEqual([id]);
    const askedBefore = harbour.asked;
    await seal({ captureIds: [id] }, context);
    expect(await store.evidence.assurance(id, store.evidenceTrust)).toMatchObject({ level: 'A3', missing: null });
    // The stamp that was there is not asked for again, and nothing is left to do.
    expect(harbour.asked).toBe(askedBefore);
    clock.advance(86_400_000);
    expect(await due()).toEqual([]);
  });

  it('proves no more than the asker trusts', async () => {
    const id = await store.evidence.putCapture(captureOf(2));
    await seal({ captureIds: [id] }, context);
    const { keys, roots, ledgerKeys } = store.evidenceTrust;
    const level = async (trust: Partial<typeof store.evidenceTrust>) =>
      (await store.evidence.assurance(id, { keys, roots, ledgerKeys, ...trust })).level;
    expect(await level({})).toBe('A3');
    expect(await level({ ledgerKeys: {} })).toBe('A2');
    expect(await level({ roots: [harbour.rootPem] })).toBe('A2');
    expect(await level({ roots: [] })).toBe('A1');
    expect(await level({ keys: [] })).toBe('A0');
    const old = keys.map((one) => ({ ...one, until: START }));
    expect(await level({ keys: old })).toBe('A0');
  });

  it('is purged by a person with a reason, provably; not under a legal hold', async () => {
    const id = await store.evidence.putCapture(captureOf(3));
    const order = { actor: { kind: 'human' as const, id: 'sam' }, reason: 'asked for by the court' };
    await store.evidenceTrail.hold(id, order, true);
    await expect(store.evidenceTrail.purge(id, order)).rejects.toMatchObject({ code: 'EVIDENCE_HELD', status: 409 });
    await store.evidenceTrail.hold(id, order, false);
    await store.evidenceTrail.purge(id, order);
    const manifest = await store.evidence.getCapture(id);
    await expect(store.evidence.captureFile(manifest, WARC_PATH)).rejects.toMatchObject({ code: 'EVIDENCE_PURGED' });
    expect(await store.evidence.has(manifest.files[0]?.sha256 ?? '')).toBe(false);
    const proof = await store.evidence.assurance(id, store.evidenceTrust);
    expect(proof.level).toBeNull();
    expect(proof.missing).toContain('asked for by the court');
    expect((await store.ledger.proof(`evidence:purge-${id}:1`)).leaf.actor).toEqual(order.actor);
    expect((await store.evidence.custody.of(id)).map(({ action, actor }) => `${action} ${actor.id}`)).toContain(
      'purge sam',
    );
  });

  it('is purged by age, as its source says, unless it is held', async () => {
    const id = await store.evidence.putCapture(captureOf(4));
    const held = await store.evidence.putCapture(captureOf(5));
    const order = { actor: { kind: 'human' as const, id: 'sam' }, reason: 'a case is open' };
    await store.evidenceTrail.hold(held, order, true);
    const later = new ManualClock('2026-04-01T00:00:00.000Z');
    const source = { id: 'lanternfish', retentionDays: 10 };
    const aged = { ...context, clock: later, store: { ...store, sources: { get: async () => source } } };
    expect(await expire({ sourceId: 'lanternfish' }, aged as unknown as PipelineContext)).toBe('done');
    expect(await store.evidence.seals.purged(id, captureOf(4).manifest)).toMatchObject({
      reason: 'kept for 10 days, as the source lanternfish says',
    });
    expect(await store.evidence.seals.purged(held, captureOf(5).manifest)).toBeNull();
  });

  it('has a custody log that shows a changed line, and a cut end', async () => {
    expect(await store.evidenceTrail.verifyCustody()).toEqual([]);
    const head = await store.evidence.custody.head();
    expect(await store.evidence.custody.verify([{ day: '2026-03-01', bytes: 17, head: sha256('x') }])).toHaveLength(1);
    expect(head?.bytes).toBeGreaterThan(0);
  });
});
