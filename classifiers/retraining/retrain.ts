/** From final decisions to a candidate head with its report. Puts nothing live. */
import { createHash } from 'node:crypto';
import { WeirError } from '#core/errors.ts';
import type { FinalDecision } from '#core/final-decision.ts';
import { builtVersion } from '../encoder/build.ts';
import { features, HEAD_DIR, Head, type HeadDescription, loadHead, loadWordCodes, requireFit } from '../model/head.ts';
import { liveHeadDir } from '../model/live.ts';
import { modelText } from '../text/normalise.ts';
import { fitCalibration } from '../training/calibration.ts';
import { type LayerMeans, layerMeans } from '../training/features.ts';
import { SWAP_WEIGHT } from '../training/settings.ts';
import { weigh } from '../training/weights.ts';
import { type CandidateReport, writeCandidate } from './candidate.ts';
import { keptApart, type RetrainingData, readRetrainingData, textsOf } from './data.ts';
import { dealDecided } from './decided.ts';
import { encodeDecided, loudest } from './decided-windows.ts';
import { compareHeads } from './gates.ts';
import { type RefitRow, refit } from './refit.ts';
import { DECIDED_WEIGHT, HELD_OUT_SHARE, REFIT, type RefitSettings } from './settings.ts';

export interface RetrainOptions {
  decisions: readonly FinalDecision[];
  /** The installation's folder for models: candidates, live.json. */
  modelHome: string;
  encoderDir: string;
  /** File of layer means of the corpus and the sets: computed once per text and encoder. */
  cacheFile: string;
  threads: number;
  /** When it was made. */
  at: string;
  refit?: Partial<RefitSettings>;
  decidedWeight?: number;
  heldOutShare?: number;
  /** What is repeated, calibrated and measured on; everything that ships with the program otherwise. */
  data?: RetrainingData;
  onProgress?: (step: string) => void;
}

const rowOf = (
  { description }: Head,
  means: Float32Array,
  { categories, context }: Pick<RefitRow, 'categories' | 'context'>,
  weight: number,
): RefitRow => ({ x: features(means, description.layers, description.width), categories, context, weight });

/** SHA-256 over texts and labels in an order of their own. */
const digestOf = (
  examples: readonly { text: string; categories: readonly string[]; context: string | null }[],
): string => {
  const hash = createHash('sha256');
  const lines = examples.map(({ text, categories, context }) => JSON.stringify([text, categories, context]));
  for (const line of lines.sort()) hash.update(`${line}\n`);
  return hash.digest('hex');
};

const violatingIn = (all: readonly { categories: readonly unknown[] }[]): number =>
  all.filter((one) => one.categories.length > 0).length;

/** Fits the calibration of uncalibrated weights as the training does. */
async function calibrated(
  live: HeadDescription,
  weights: Float32Array,
  data: RetrainingData,
  means: LayerMeans,
): Promise<Head> {
  const codes = await loadWordCodes(live);
  const bare = new Head(live, weights, codes);
  const raw = data.validation.map((one) => bare.outputs(means.of(one.text), modelText(one.text).text));
  const calibration = fitCalibration(data.validation, raw);
  const digest = createHash('sha256')
    .update(live.encoder)
    .update(new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength))
    .update(JSON.stringify(calibration))
    .digest('hex')
    .slice(0, 12);
  return new Head({ ...live, version: `weir-${digest}`, calibration }, weights, codes);
}

/**
 * Fits a candidate to the decisions, measures it, and keeps it whether its gates hold or not.
 * @throws WeirError `RETRAIN_NO_DECISIONS` where nothing is final yet · `HEAD_ENCODER_MISMATCH` · what `loadHead` and
 *   `loadEncoder` throw
 */
export async function retrain(options: RetrainOptions): Promise<CandidateReport> {
  const { modelHome, encoderDir, cacheFile, threads, onProgress = () => {} } = options;
  const { decidedWeight = DECIDED_WEIGHT, heldOutShare = HELD_OUT_SHARE } = options;
  const settings: RefitSettings = { ...REFIT, ...options.refit };
  const data = options.data ?? readRetrainingData();

  const headDir = liveHeadDir(modelHome) ?? HEAD_DIR;
  const [live, shipped] = [await loadHead(headDir), await loadHead(HEAD_DIR)];
  const encoder = await builtVersion(encoderDir);
  requireFit(live.description, encoder, headDir);

  const { learn, heldOut, ...leftOut } = dealDecided(options.decisions, keptApart(data), heldOutShare);
  if (learn.length === 0)
    throw new WeirError('RETRAIN_NO_DECISIONS', 'No decision is final yet that a head could learn from.', {
      status: 409,
      fix: 'A cleared case counts once its time to undo has passed, a violating one once a second person has signed.',
    });

  onProgress(`${learn.length} decided texts to learn from, ${heldOut.length} held out`);
  const decided = await encodeDecided([...learn, ...heldOut], { encoderDir, threads });
  const [learned, measured] = [decided.slice(0, learn.length), decided.slice(learn.length)];
  const means = await layerMeans(textsOf(data), {
    encoderDir,
    file: cacheFile,
    threads,
    onProgress: (done, all) => {
      if (done % 1600 === 0) onProgress(`encoded ${done} of ${all} texts; the next run need not`);
    },
  });

  const weights = weigh(data.corpus);
  const rows = [
    ...data.corpus.map((one, i) => rowOf(live, means.of(one.text), one, weights[i] ?? 1)),
    ...data.counterfactual.map((one) => rowOf(live, means.of(one.text), one, SWAP_WEIGHT)),
    ...learned.map((one) => rowOf(live, loudest(live, one).means, one.decided, decidedWeight)),
  ];
  const { hidden } = live.description;
  const members = live.members.map((member, i) =>
    refit(member, hidden, rows, { ...settings, seed: settings.seed + i }, (epoch) =>
      onProgress(`epoch ${epoch} of ${settings.epochs}`),
    ),
  );
  const refitted = Float32Array.from(members.flatMap((member) => [...member]));
  const candidate = await calibrated(live.description, refitted, data, means);

  onProgress('measuring');
  const others = shipped.description.encoder === encoder ? [live, shipped] : [live];
  const gates = await compareHeads(candidate, others, data, means, measured);
  const { description } = candidate;
  return writeCandidate(
    modelHome,
    { description, weights: refitted },
    {
      version: description.version,
      encoder: description.encoder,
      madeAt: options.at,
      basedOn: live.description.version,
      settings: { ...settings, decidedWeight, heldOutShare },
      trainedOn: {
        corpus: data.corpus.length,
        counterfactual: data.counterfactual.length,
        violating: violatingIn(learn),
        notViolating: learn.length - violatingIn(learn),
        heldOutViolating: violatingIn(heldOut),
        heldOutNotViolating: heldOut.length - violatingIn(heldOut),
        ...leftOut,
        digest: digestOf([...data.corpus, ...data.counterfactual, ...learn]),
      },
      gates,
      holds: gates.every((gate) => gate.holds),
    },
  );
}
