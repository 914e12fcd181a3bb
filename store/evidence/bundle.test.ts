import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '#core/clock.ts';
import { newSigningKey, START } from '../test-store.ts';
import type { Trust } from './assurance.ts';
import { verifyBundle, writeBundle } from './bundle.ts';
import { type EvidenceStore, openEvidenceStore } from './evidence-store.ts';
import { readStoredZip, writeStoredZip } from './stored-zip.ts';
import { TEST_URL, testCapture } from './test-capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const key = newSigningKey('evidence-key');
const trust: Trust = {
  keys: [{ id: key.keyId, publicKey: key.publicKeyPem, from: START, until: null }],
  roots: [],
  ledgerKeys: {},
};
const url = TEST_URL;
let evidence: EvidenceStore;
let id: string;
let zip: Buffer;

beforeAll(async () => {
  let ids = 0;
  const clock = new ManualClock(START);
  evidence = await openEvidenceStore({ dir: folder, clock, newId: () => `id-${++ids}`, signingKey: key });
  id = await evidence.putCapture(await testCapture());
  zip = await writeBundle(evidence, [id], { keys: trust.keys, ledgerKeys: {} }, {});
});

describe('a bundle', () => {
  it('verifies offline, to the level that the trusted keys allow and no higher', async () => {
    const report = await verifyBundle(zip, trust);
    expect(report).toMatchObject({ ok: true, faults: [], captures: [{ id, assurance: { level: 'A1' } }] });
    expect(report.captures[0]?.assurance.missing).toBe('not A2: no authority has stamped it yet');
    const untrusted = await verifyBundle(zip, { keys: [], roots: [], ledgerKeys: {} });
    expect(untrusted.captures[0]?.assurance).toMatchObject({ level: 'A0' });
  });

  it('is a WACZ: archive, CDXJ, pages, description', () => {
    const files = readStoredZip(zip);
    expect([...files.keys()]).toEqual([
      `evidence/${id}/manifest.json`,
      `archive/${id}.warc.gz`,
      `evidence/${id}/signature.json`,
      'evidence/keys.json',
      'indexes/index.cdxj',
      'pages/pages.jsonl',
      'datapackage.json',
      'datapackage-digest.json',
    ]);
    expect(files.get('indexes/index.cdxj')?.toString()).toMatch(/^example,lanternfish\)\/1 20260301100000 \{/);
    expect(files.get('pages/pages.jsonl')?.toString()).toContain(`"url":"${url}"`);
  });

  it('shows the change of any single byte', async () => {
    const unnoticed: number[] = [];
    for (let index = 0; index < zip.length; index++) {
      const changed = Buffer.from(zip);
      changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8));
      if ((await verifyBundle(changed, trust)).ok) unnoticed.push(index);
    }
    expect(unnoticed).toEqual([]);
    expect((await verifyBundle(zip.subarray(0, -1), trust)).ok).toBe(false);
    expect((await verifyBundle(Buffer.concat([zip, Buffer.from([0])]), trust)).ok).toBe(false);
  });

  it('does not hold when somebody wrote the container anew around another page or signature', async () => {
    const rewrite = async (path: string, bytes: Buffer) => {
      const files = readStoredZip(zip);
      files.set(path, bytes);
      return verifyBundle(writeStoredZip(files), trust);
    };
    expect((await rewrite(`archive/${id}.warc.gz`, Buffer.from('other'))).ok).toBe(false);
    expect((await rewrite(`evidence/${id}/signature.json`, Buffer.from('{}'))).ok).toBe(false);
  });
});
