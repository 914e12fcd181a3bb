/** A store on the real services for one test file, with folders and keys of its own. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { ManualClock } from '#core/clock.ts';
import type { SigningKey } from './ledger/signing.ts';
import { openStore, type Store, type StoreOptions } from './store.ts';

export const newSigningKey = (keyId: string): SigningKey => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    keyId,
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
};

export const START = '2026-03-01T10:00:00.000Z';

export interface TestStores {
  options: StoreOptions;
  folder: string;
  clock: ManualClock;
  /** Opens a store as one more process would: the same services and folders, nothing shared in memory. */
  open(overrides?: Partial<StoreOptions>): Promise<Store>;
}

/** What is opened is closed, and the folder deleted, after the file's last test. */
export const testStores = (namespace: string): TestStores => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-store-'));
  const clock = new ManualClock(START);
  const opened: Store[] = [];
  const options: StoreOptions = {
    elasticsearchUrl: inject('elasticsearchUrl'),
    redisUrl: inject('redisUrl'),
    namespace,
    evidenceDir: join(folder, 'evidence'),
    ledgerFile: join(folder, 'ledger.jsonl'),
    signingKey: newSigningKey('test-key'),
    clock,
  };
  afterAll(async () => {
    for (const store of opened) await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    options,
    folder,
    clock,
    open: async (overrides = {}) => {
      const store = await openStore({ ...options, ...overrides });
      opened.push(store);
      return store;
    },
  };
};
