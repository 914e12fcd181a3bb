/** A candidate's folder: head.json, head.bin, and report.json, which says what it was made of and whether its gates held. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Static, Type } from 'typebox';
import { WeirError } from '#core/errors.ts';
import { checker, Sha256, Strict, Timestamp } from '#core/schema.ts';
import type { HeadDescription } from '../model/head.ts';
import { candidateDir, HEAD_VERSION, headDigest } from '../model/live.ts';
import { Gate } from './gates.ts';

const Count = Type.Integer({ minimum: 0 });

export const CandidateReport = Strict({
  version: Type.String({ pattern: HEAD_VERSION }),
  /** `headDigest` of the folder. */
  head: Sha256,
  encoder: Type.String({ minLength: 1 }),
  madeAt: Timestamp,
  /** The head that served when it was made: where it began, and what it was compared with. */
  basedOn: Type.String({ minLength: 1 }),
  settings: Strict({
    seed: Type.Integer(),
    epochs: Count,
    batch: Type.Integer({ minimum: 1 }),
    rate: Type.Number(),
    dropout: Type.Number(),
    taskLoss: Type.Number(),
    decidedWeight: Type.Number(),
    heldOutShare: Type.Number(),
  }),
  /** Counts, and a digest of texts and labels: nothing of the texts themselves, nothing of who decided. */
  trainedOn: Strict({
    corpus: Count,
    counterfactual: Count,
    violating: Count,
    notViolating: Count,
    heldOutViolating: Count,
    heldOutNotViolating: Count,
    sameText: Count,
    keptApart: Count,
    digest: Sha256,
  }),
  gates: Type.Array(Gate, { minItems: 1 }),
  holds: Type.Boolean(),
});
export type CandidateReport = Static<typeof CandidateReport>;

const check = checker(CandidateReport, 'MODEL_REPORT_UNREADABLE', 'report.json');

/** Writes the folder whole or not at all. A version that is there already is the same head; its report is renewed. */
export async function writeCandidate(
  modelHome: string,
  head: { description: HeadDescription; weights: Float32Array },
  report: Omit<CandidateReport, 'head'>,
): Promise<CandidateReport> {
  const dir = candidateDir(modelHome, report.version);
  const scratch = `${dir}.${process.pid}.part`;
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  const { buffer, byteOffset, byteLength } = head.weights;
  await writeFile(join(scratch, 'head.bin'), Buffer.from(buffer, byteOffset, byteLength));
  await writeFile(join(scratch, 'head.json'), `${JSON.stringify(head.description, null, 2)}\n`);
  const whole: CandidateReport = { ...report, head: headDigest(scratch) };
  check(whole);
  await writeFile(join(scratch, 'report.json'), `${JSON.stringify(whole, null, 2)}\n`);
  await mkdir(dirname(dir), { recursive: true });
  await rm(dir, { recursive: true, force: true });
  await rename(scratch, dir);
  return whole;
}

/** @throws WeirError `MODEL_UNKNOWN` (404) · `MODEL_REPORT_UNREADABLE` · `HEAD_CHANGED` where the head is not the reported one */
export function readCandidate(modelHome: string, version: string): CandidateReport {
  const dir = candidateDir(modelHome, version);
  const file = join(dir, 'report.json');
  if (!new RegExp(HEAD_VERSION).test(version) || !existsSync(file))
    throw new WeirError('MODEL_UNKNOWN', `There is no candidate ${version}.`, {
      status: 404,
      fix: 'npx weir model list shows what there is.',
    });
  const report = check(JSON.parse(readFileSync(file, 'utf8'))) as CandidateReport;
  if (report.version !== version || report.head !== headDigest(dir))
    throw new WeirError('HEAD_CHANGED', `${dir} does not hold the head that its report is about.`, {
      fix: 'Make it again: npx weir retrain',
    });
  return report;
}

/** Every candidate, newest first. */
export function listCandidates(modelHome: string): CandidateReport[] {
  const dir = join(modelHome, 'candidates');
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => new RegExp(HEAD_VERSION).test(name))
    .map((name) => readCandidate(modelHome, name))
    .sort((a, b) => b.madeAt.localeCompare(a.madeAt));
}
