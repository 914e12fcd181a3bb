/**
 * npm run train: corpus -> head.json, head.bin, figures.json, CARD.md. Seeded: the same corpus and encoder give the same
 * head. Encoded texts are kept under .weir/training, so an interrupted run goes on where it stopped.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CATEGORIES, CONTEXTS } from '#core/labels.ts';
import { ENCODER_VERSION } from '../encoder/build.ts';
import { encoderDir } from '../encoder/location.ts';
import { calibrate, forward, HEAD_DIR, type HeadDescription, OUTPUTS } from '../model/head.ts';
import { writeCard } from './card.ts';
import { dealFolds, type Example, readCorpus } from './corpus.ts';
import { layerMeans } from './features.ts';
import { falseAlarmsByContext, figures, swapFlips, table } from './figures.ts';
import { type FitJob, fitAll } from './fit-pool.ts';
import { dataDir, readEveryday } from './outside-data.ts';
import { fitPlatt, fitTemperature } from './platt.ts';
import { EVERYDAY_PER_LANGUAGE, FIT, FOLDS, LAYERS, MEMBERS, SEED } from './settings.ts';
import { swapExamples } from './swap-training.ts';
import { trainingSet } from './targets.ts';

const SCRATCH = fileURLToPath(new URL('../../.weir/training/', import.meta.url));
const say = (text: string): void => void process.stderr.write(`${text}\n`);
const step = (name: string) => (done: number, all: number) => say(`${name} ${done}/${all}`);

const threads = availableParallelism();
const examples = readCorpus();
const outside = dataDir();
if (outside === undefined) {
  say(
    'WEIR_DATA_DIR names no folder with outside data: training WITHOUT everyday text. More false alarms are to be expected.',
  );
}
const everyday = outside === undefined ? [] : readEveryday(outside, EVERYDAY_PER_LANGUAGE);
const counterfactual = swapExamples();
say(`${examples.length} examples, ${counterfactual.length} counterfactual ones, ${everyday.length} everyday texts`);

const means = await layerMeans(
  [...examples, ...counterfactual, ...everyday].map((row) => row.text),
  {
    encoderDir: encoderDir(),
    file: join(SCRATCH, 'layer-means.bin'),
    threads,
    onProgress: (done, all) => done % 320 === 0 && step('encoded')(done, all),
  },
);
const set = trainingSet(examples, counterfactual, everyday, means);
// Trained on in every cell: they share no idea and no style with the corpus.
const extra = [...counterfactual, ...everyday].map((_, i) => examples.length + i);

// One head per cell of held-out ideas and styles, then the members of the committed head on everything.
const folds = dealFolds(examples, FOLDS).filter((fold) => fold.test.length > 0);
const jobs: FitJob[] = [
  ...folds.map((fold, i) => ({ rows: [...fold.train, ...extra], options: { ...FIT, seed: SEED + i } })),
  ...Array.from({ length: MEMBERS }, (_, i) => ({
    rows: [...examples.map((_, row) => row), ...extra],
    options: { ...FIT, seed: SEED + 1000 + i },
  })),
];
const fitted = await fitAll(set, jobs, { threads, cacheDir: join(SCRATCH, 'fits') }, step('fitted'));

const heldOut: Float32Array[] = examples.map(() => new Float32Array(OUTPUTS));
for (const [i, fold] of folds.entries()) {
  for (const row of fold.test) {
    heldOut[row] = forward(
      fitted[i] as Float32Array,
      set.features.subarray(row * set.width, (row + 1) * set.width),
      FIT.hidden,
    );
  }
}
const calibration = calibrationOf(examples, heldOut);
const scores = heldOut.map((raw) => calibrate(raw, { calibration }));
const languages = [...new Set(examples.map((example) => example.lang))].sort();
const byLanguage = languages.map((lang): [string, ReturnType<typeof figures>] => {
  const rows = examples.map((_, row) => row).filter((row) => examples[row]?.lang === lang);
  return [
    lang,
    figures(
      rows.map((row) => examples[row] as Example),
      rows.map((row) => scores[row] as (typeof scores)[0]),
    ),
  ];
});
const all = figures(examples, scores);
const contexts = falseAlarmsByContext(examples, scores);
const swaps = swapFlips(examples, scores);

const weights = Buffer.concat(fitted.slice(folds.length).map((member) => Buffer.from(member.buffer)));
const version = `weir-${createHash('sha256').update(weights).update(JSON.stringify(calibration)).digest('hex').slice(0, 12)}`;
const description: HeadDescription = {
  version,
  encoder: ENCODER_VERSION,
  layers: LAYERS,
  width: means.width,
  hidden: FIT.hidden,
  members: MEMBERS,
  calibration,
};
writeFileSync(join(HEAD_DIR, 'head.bin'), weights);
writeFileSync(join(HEAD_DIR, 'head.json'), `${JSON.stringify(description, null, 2)}\n`);
const measured = { version, all, byLanguage: Object.fromEntries(byLanguage), falseAlarmsByContext: contexts, swaps };
writeFileSync(join(HEAD_DIR, 'figures.json'), `${JSON.stringify(measured, null, 2)}\n`);
writeFileSync(
  join(HEAD_DIR, 'CARD.md'),
  writeCard({
    version,
    examples,
    counterfactual: counterfactual.length,
    everyday: everyday.length,
    all,
    byLanguage,
    contexts,
    swaps,
  }),
);
console.log(`${version}\n${table([['all', all], ...byLanguage])}`);
console.log(
  'false alarms at 0.5 by context',
  contexts,
  'identity swaps',
  swaps,
  `head.bin ${readFileSync(join(HEAD_DIR, 'head.bin')).length} bytes`,
);

/** Calibration on held-out outputs: one slope for `violating`, one shared by the categories, one temperature. */
function calibrationOf(examples: Example[], raw: Float32Array[]): HeadDescription['calibration'] {
  const truths = examples.map((example) => example.categories.length > 0);
  const pairs = raw.flatMap((out, row) =>
    CATEGORIES.map((category, i) => [out[1 + i] ?? 0, examples[row]?.categories.includes(category) ?? false] as const),
  );
  const contextLogits = raw.map((out) => Array.from(out.subarray(1 + CATEGORIES.length)));
  return {
    violating: fitPlatt(
      raw.map((out) => out[0] ?? 0),
      truths,
    ),
    categories: fitPlatt(
      pairs.map(([z]) => z),
      pairs.map(([, truth]) => truth),
    ),
    contextTemperature: fitTemperature(
      contextLogits,
      examples.map((example) => CONTEXTS.indexOf(example.context)),
    ),
  };
}
