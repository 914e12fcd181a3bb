import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSecrets } from './secrets.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-secrets-'));
  file = join(folder, 'secrets', 'weir.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('secrets are made at the first start, readable by their owner alone, and stay the same', () => {
  const first = loadSecrets(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  expect(readdirSync(dirname(file))).toEqual(['weir.json']);
  expect(loadSecrets(file)).toEqual(first);
  expect(loadSecrets(join(folder, 'other.json')).session).not.toBe(first.session);
});

test('the signing keys are pairs', () => {
  const { ledger, requests } = loadSecrets(file);
  for (const { privateKey, publicKey } of [ledger, requests]) {
    const signature = sign(null, Buffer.from('checkpoint'), createPrivateKey(privateKey));
    expect(verify(null, Buffer.from('checkpoint'), createPublicKey(publicKey), signature)).toBe(true);
  }
  expect(ledger.publicKey).not.toBe(requests.publicKey);
});

test('secrets that others can read are refused', () => {
  loadSecrets(file);
  chmodSync(file, 0o640);
  expect(() => loadSecrets(file)).toThrow(
    expect.objectContaining({ code: 'SECRETS_MODE', fix: `chmod 600 ${file}` }) as Error,
  );
});

test('a damaged secrets file is never replaced by a new one', () => {
  loadSecrets(file);
  writeFileSync(file, '{"version":1,');
  expect(() => loadSecrets(file)).toThrow(expect.objectContaining({ code: 'SECRETS_INVALID' }) as Error);
  expect(statSync(file).size).toBe(13);
});
