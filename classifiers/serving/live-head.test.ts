import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Assessor } from '../assessor.ts';
import { encoderDir } from '../encoder/location.ts';
import { HEAD_DIR } from '../model/head.ts';
import { candidateDir, headDigest, type LiveHead, liveFile } from '../model/live.ts';
import { createLiveAssessor } from './live-head.ts';

const TEXT = 'The harbour hall has the best pancakes in town';
let modelHome: string;
let assessor: Assessor;
const failures: unknown[] = [];

/** The committed head under another name, and another offset by which it can be told. */
function candidate(version: string, offset: number): { version: string; digest: string } {
  const dir = candidateDir(modelHome, version);
  mkdirSync(dir, { recursive: true });
  cpSync(join(HEAD_DIR, 'head.bin'), join(dir, 'head.bin'));
  const head = JSON.parse(readFileSync(join(HEAD_DIR, 'head.json'), 'utf8')) as {
    calibration: { byLanguage: Record<string, unknown> };
  };
  head.calibration.byLanguage.en = { slope: 0, offset };
  writeFileSync(join(dir, 'head.json'), JSON.stringify({ ...head, version }));
  return { version, digest: headDigest(dir) };
}

function activate(head: LiveHead['head']): void {
  const live: LiveHead = { head, before: [], by: 'iris', at: '2026-01-01T00:00:00.000Z', reason: 'a test' };
  writeFileSync(liveFile(modelHome), JSON.stringify(live));
}

const assess = async () => {
  const [result] = await assessor.assess([{ id: 'one', text: TEXT, lang: 'en' }]);
  return { version: result?.modelVersion, violating: result?.violating ?? Number.NaN };
};

beforeAll(async () => {
  modelHome = mkdtempSync(join(tmpdir(), 'weir-model-'));
  assessor = await createLiveAssessor({ modelDir: encoderDir(), threads: 2 }, modelHome, (error) =>
    failures.push(error),
  );
});
afterAll(async () => {
  await assessor.close();
  rmSync(modelHome, { recursive: true });
});

it('takes up the head that went live with the next call, and the one that ships again after it', async () => {
  const shipped = await assess();
  activate(candidate('weir-00000000000a', 2));
  const calls = await Promise.all([assess(), assess(), assess()]);
  for (const { version, violating } of calls) {
    expect(version).toBe('weir-00000000000a');
    expect(violating).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
  }
  expect(assessor.modelVersion).toBe('weir-00000000000a');
  activate(null);
  expect(await assess()).toEqual(shipped);
  expect(failures).toEqual([]);
});

it('goes on with the head before where the new one cannot be loaded, says so once, and takes it when it is mended', async () => {
  const before = await assess();
  const broken = candidate('weir-00000000000b', 1);
  const file = join(candidateDir(modelHome, broken.version), 'head.json');
  const whole = readFileSync(file);
  writeFileSync(file, '{}');
  activate(broken);
  expect(await assess()).toEqual(before);
  expect(await assess()).toEqual(before);
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatchObject({ code: 'HEAD_CHANGED' });
  writeFileSync(file, whole);
  expect((await assess()).version).toBe(broken.version);
});

it('goes on with the head before where the new one belongs to another encoder', async () => {
  const before = await assess();
  const other = candidate('weir-00000000000c', 1);
  const dir = candidateDir(modelHome, other.version);
  const head = JSON.parse(readFileSync(join(dir, 'head.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(join(dir, 'head.json'), JSON.stringify({ ...head, encoder: 'another' }));
  activate({ ...other, digest: headDigest(dir) });
  expect(await assess()).toEqual(before);
  expect(failures.at(-1)).toMatchObject({ code: 'HEAD_ENCODER_MISMATCH' });
});
