import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { testNamespace } from '../tests/namespace.ts';
import { loadConfig } from './config.ts';
import { runDoctor } from './doctor.ts';
import { freePort } from './port.ts';
import { loadSecrets } from './secrets.ts';

const home = mkdtempSync(join(tmpdir(), 'weir-doctor-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const namespace = testNamespace();
const config = loadConfig({ ...process.env, WEIR_HOME: home, WEIR_NAMESPACE: namespace });

test('a sound installation passes every check, and the probe leaves no index behind', async () => {
  loadSecrets(config.secretFile);
  const checks = await runDoctor(config);
  expect(checks.filter((one) => !one.ok)).toEqual([]);
  expect(checks.map((one) => one.name)).toEqual([
    'Node.js',
    'memory',
    'disk',
    'folders',
    'secrets',
    'artifacts',
    'Java',
    'Elasticsearch',
    'Redis',
    'Chromium',
    'encoder',
    'clock',
  ]);
  const left = await fetch(`${inject('elasticsearchUrl')}/${namespace}*?expand_wildcards=all`);
  expect(await left.json()).toEqual({});
});

test('broken parts are each named, with what to do', async () => {
  const port = await freePort();
  const floats = join(home, 'floats');
  mkdirSync(join(floats, 'onnx'), { recursive: true });
  writeFileSync(join(floats, 'onnx', 'model_quantized.onnx'), 'MatMul MatMul');
  const secretFile = join(home, 'readable.json');
  loadSecrets(secretFile);
  chmodSync(secretFile, 0o644);
  const checks = await runDoctor({
    ...config,
    secretFile,
    elasticsearchUrl: `http://127.0.0.1:${port}`,
    redisUrl: `redis://127.0.0.1:${port}`,
    chromiumPath: join(home, 'no-browser'),
    encoder: floats,
  });
  const broken = checks.filter((one) => !one.ok);
  expect(broken.map(({ name, fix }) => `${name}: ${fix}`)).toEqual([
    `secrets: chmod 600 ${secretFile}`,
    'Elasticsearch: Start it, or correct ELASTICSEARCH_URL.',
    'Redis: Start it, or correct REDIS_URL.',
    'Chromium: Install Chromium or Chrome with the package client of this machine, or name a working one in CHROMIUM_PATH.',
    'encoder: Start Weir once; it builds the encoder. If it was named in WEIR_ENCODER, correct that.',
    'clock: Start it, or correct ELASTICSEARCH_URL.',
  ]);
  expect(broken.map(({ detail }) => detail)).toContain(
    `Elasticsearch does not answer: connect ECONNREFUSED 127.0.0.1:${port}`,
  );
  expect(broken.map(({ detail }) => detail)).toContain(`The encoder in ${floats} does not compute in integers.`);
});
