/** From reviewers' decisions to a head that serves: only over gates that hold, and back again. */
import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAssessor } from '#classifiers/assessor.ts';
import { encoderDir } from '#classifiers/encoder/location.ts';
import { HEAD_DIR, loadHead } from '#classifiers/model/head.ts';
import { candidateDir, liveFile, liveHeadDir } from '#classifiers/model/live.ts';
import { type CandidateReport, readCandidate } from '#classifiers/retraining/candidate.ts';
import { type RetrainingData, readRetrainingData } from '#classifiers/retraining/data.ts';
import { createAccount } from '#cli/account.ts';
import { activate, rollBack } from '#cli/model.ts';
import { modelHome, openHouse } from '#cli/open.ts';
import { gateTable, retrainFrom } from '#cli/retrain.ts';
import { loadConfig } from '#services/config.ts';
import { linesOf } from '#store/ledger/ledger-file.ts';
import type { Store } from '#store/store.ts';
import { decideText } from './decided-cases.ts';
import { testNamespace } from './namespace.ts';

const home = mkdtempSync(join(tmpdir(), 'weir-retrain-'));
const environment = { ...process.env, WEIR_HOME: home, WEIR_NAMESPACE: testNamespace() };
const config = loadConfig(environment);
const models = modelHome(config);
const answering = { by: 'sam', reason: 'it finds more of what we confirmed' };

/** Every n-th of what ships, in English and Chinese: enough to run all the steps, few enough to encode in seconds. */
const slice = (): RetrainingData => {
  const all = readRetrainingData();
  const some = <T extends { lang: string }>(rows: T[], step: number): T[] =>
    rows.filter(({ lang }) => lang === 'en' || lang === 'zh').filter((_, i) => i % step === 0);
  return {
    ...{ corpus: some(all.corpus, 40), counterfactual: some(all.counterfactual, 24) },
    ...{ validation: some(all.validation, 4), test: some(all.test, 4), suite: some(all.suite, 40) },
    swaps: all.swaps.slice(0, 1),
  };
};

let store: Store;
let shipped: string;
/** The candidate whose gates hold. */
let made: CandidateReport;
const english = (text: string) => ({ text, lang: 'en' });
const data = slice();
const retrainHere = (choices: Parameters<typeof retrainFrom>[3] = {}): Promise<CandidateReport> =>
  retrainFrom(store, config, encoderDir(), { data, ...choices });

beforeAll(async () => {
  shipped = (await loadHead(HEAD_DIR)).description.version;
  store = await openHouse(config);
  await store.migrate();
  await createAccount(store, {
    ...{ id: 'account-sam', login: 'sam', displayName: 'Sam Invented', post: 'Head of unit', roles: ['supervisor'] },
  });
  await createAccount(store, {
    ...{ id: 'account-ana', login: 'ana', displayName: 'Ana Invented', post: 'Reviewer', roles: ['reviewer'] },
  });
});
afterAll(async () => {
  await store.close();
  rmSync(home, { recursive: true, force: true });
});

const servedVersion = async (): Promise<string> => {
  const headDir = liveHeadDir(models);
  const assessor = await createAssessor({
    ...{ modelDir: encoderDir(), threads: 1 },
    ...(headDir === undefined ? {} : { headDir }),
  });
  await assessor.close();
  return assessor.modelVersion;
};

/** Types of the model's events in the ledger file, with who did them. */
const modelEvents = async (): Promise<string[]> => {
  const found: string[] = [];
  for await (const line of linesOf(store.ledger.file)) {
    const { entries } = JSON.parse(line.bytes.toString('utf8')) as {
      entries: { type: string; actor: { id: string } }[];
    };
    for (const { type, actor } of entries) if (type.startsWith('model.')) found.push(`${type} ${actor.id}`);
  }
  return found;
};

describe('weir retrain', () => {
  beforeAll(async () => {
    await expect(retrainHere()).rejects.toMatchObject({ code: 'RETRAIN_NO_DECISIONS' });
    // Twelve each: places that nobody minds, and calls of an invented group.
    await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        await decideText(store, `walk-${i}`, { ...english(`We walk to pier ${i} and sing there`), categories: [] });
        await decideText(store, `call-${i}`, {
          ...english(`The Order of the Ashen Reed will burn down pier ${i} with everybody on it`),
          categories: ['threat'],
        });
      }),
    );
    made = await retrainHere({ epochs: 1 });
  });

  it('makes a candidate whose report is about numbers: nothing of a text, nothing of a person', () => {
    expect(gateTable(made.gates).filter((line) => line.includes('FAILS'))).toEqual([]);
    expect(made).toMatchObject({ holds: true, basedOn: shipped });
    const { violating, notViolating, heldOutViolating, heldOutNotViolating } = made.trainedOn;
    expect(violating + notViolating + heldOutViolating + heldOutNotViolating).toBe(24);
    expect(heldOutViolating + heldOutNotViolating).toBeGreaterThan(0);
    const written = readFileSync(join(candidateDir(models, made.version), 'report.json'), 'utf8');
    expect(written).not.toMatch(/Ashen Reed|pier|ana|bo"/);
    // Made, but not live.
    expect(liveHeadDir(models)).toBeUndefined();
  });

  it('lets a supervisor put it live, serves it, and goes back', async () => {
    const put = (by: string) => activate(store, models, encoderDir(), made.version, { ...answering, by });
    await expect(put('ana')).rejects.toMatchObject({ code: 'MODEL_NOT_ALLOWED' });
    expect(existsSync(liveFile(models))).toBe(false);

    await put('sam');
    expect(await servedVersion()).toBe(made.version);
    // It was compared with what served before; by now that is itself.
    await expect(put('sam')).rejects.toMatchObject({ code: 'MODEL_STALE' });

    const back = () => rollBack(store, models, encoderDir(), { ...answering, reason: 'more false alarms' }, false);
    expect(await back()).toBeNull();
    expect(await servedVersion()).toBe(shipped);
    await expect(back()).rejects.toMatchObject({ code: 'MODEL_NOTHING_BEFORE' });
    expect(await modelEvents()).toEqual(['model.activated account-sam', 'model.rolled_back account-sam']);
    expect((await store.ledger.verify()).ok).toBe(true);
  });

  it('keeps a candidate whose gates fail, and never lets it serve', async () => {
    // Harmless talk that two people called a threat, over and over: the head would flag everything.
    await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        decideText(store, `wrong-${i}`, {
          ...english(`Nice weather at pier ${i}, we bought bread and apples`),
          categories: ['threat'],
        }),
      ),
    );
    const report = await retrainHere({ decidedWeight: 100, epochs: 12 });
    expect(report.holds).toBe(false);
    expect(readCandidate(models, report.version).gates.some((gate) => !gate.holds)).toBe(true);
    await expect(activate(store, models, encoderDir(), report.version, answering)).rejects.toMatchObject({
      code: 'MODEL_GATES_FAILED',
    });
    expect(liveHeadDir(models)).toBeUndefined();
    // Nor where somebody writes into the report that they held, and changes the head.
    appendFileSync(join(candidateDir(models, report.version), 'head.bin'), Buffer.alloc(4));
    await expect(activate(store, models, encoderDir(), report.version, answering)).rejects.toMatchObject({
      code: 'HEAD_CHANGED',
    });
  });

  it('refuses to serve a live head whose files are not those that went live', async () => {
    const file = liveFile(models);
    const live = { by: 'account-sam', at: '2026-03-01T10:00:00.000Z', reason: 'by hand', before: [] };
    const served = { version: made.version, digest: made.head };
    writeFileSync(file, JSON.stringify({ ...live, head: served }));
    expect(liveHeadDir(models)).toBe(candidateDir(models, made.version));
    writeFileSync(file, JSON.stringify({ ...live, head: { ...served, digest: '0'.repeat(64) } }));
    expect(() => liveHeadDir(models)).toThrow(expect.objectContaining({ code: 'HEAD_CHANGED' }));
    expect(await rollBack(store, models, encoderDir(), answering, true)).toBeNull();
    expect(liveHeadDir(models)).toBeUndefined();
  });

  it('lists what there is on the command line, and refuses a version that is none', async () => {
    const main = fileURLToPath(new URL('../cli/weir.ts', import.meta.url));
    const weir = (...given: string[]) =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', main, ...given], { env: environment });
    await expect(
      weir('model', 'activate', '../../elsewhere', '--by', 'sam', '--reason', 'to try it'),
    ).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('MODEL_UNKNOWN') });
    rmSync(join(models, 'candidates'), { recursive: true });
    expect((await weir('model', 'list')).stdout).toContain(`* ${shipped} ships with the program`);
  });
});
