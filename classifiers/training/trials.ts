/**
 * npm run trials: ways to learn, side by side on the validation set, in floats. What it printed stands in docs/model-trials.md;
 * settings.ts holds what was chosen from it. Finished runs are read from .weir/training.
 *
 * Every third idea and two epochs, for all: what is compared is the way, and the whole would take a day on two cores.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encoderWheels } from '../encoder/location.ts';
import { calibrate } from '../model/head.ts';
import { modelText, trainingText } from '../text/normalise.ts';
import { fitCalibration } from './calibration.ts';
import { everyThirdIdea } from './corpus.ts';
import { type Figures, figures, percent, pick, rowsIn } from './figures.ts';
import { type FinetuneConfig, type FinetuneResult, finetune, SCRATCH } from './finetune.ts';
import { fitWords, spread, wordSums } from './fit-words.ts';
import { dataDir } from './outside-data.ts';
import { readTrainingData, trainingRows, writeRows, writeTexts } from './rows.ts';
import { CHOSEN } from './settings.ts';

const EPOCHS = 2;
const SEEDS = [1, 2];

const wheels = encoderWheels();
mkdirSync(SCRATCH, { recursive: true });
const data = readTrainingData(dataDir());
const rows = join(SCRATCH, 'trial-rows.jsonl');
const texts = join(SCRATCH, 'trial-texts.jsonl');
const third = {
  ...data,
  corpus: everyThirdIdea(data.corpus),
  counterfactual: everyThirdIdea(data.counterfactual),
  everyday: data.everyday.filter((_, i) => i % 3 === 0),
};
writeRows(rows, third, trainingText);
writeTexts(
  texts,
  data.validation.map(({ text }) => text),
  trainingText,
);

const base: FinetuneConfig = { ...CHOSEN, epochs: EPOCHS, seed: 1 };
/** Two lanes: each run waits for the one before it in its lane. */
const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
let turn = 0;
const two = <T>(task: () => Promise<T>): Promise<T> => {
  const lane = turn++ % lanes.length;
  const done = (lanes[lane] as Promise<unknown>).then(task);
  lanes[lane] = done;
  return done;
};
const run = (config: FinetuneConfig, from = rows): Promise<FinetuneResult> =>
  two(() => finetune({ rows: from, texts, threads: 1 }, config, wheels));

const line = (cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`);
const say = (name: string, outputs: readonly Float32Array[]): void => {
  const calibration = fitCalibration(data.validation, outputs);
  const scores = outputs.map((out, i) => calibrate(out, data.validation[i]?.lang ?? '', { calibration }));
  const of = (langs?: string[]): Figures => {
    const chosen = langs === undefined ? [...outputs.keys()] : rowsIn(data.validation, langs);
    return figures(pick(data.validation, chosen), pick(scores, chosen));
  };
  const all = of();
  const recalls = [all, of(['en']), of(['zh'])].map(({ recallAt5 }) => percent(recallAt5));
  line([name, all.auroc.toFixed(3), ...recalls, percent(all.protectedFalseAlarms), percent(all.categoryAccuracy)]);
};

const mean = (runs: readonly Float32Array[][]): Float32Array[] =>
  (runs[0] ?? []).map((first, i) =>
    first.map((_, k) => runs.reduce((sum, one) => sum + (one[i]?.[k] ?? 0), 0) / runs.length),
  );

line(['way', 'AUROC', 'recall at 5 % false alarms', 'en', 'zh', 'protected contexts at 0.5', 'category right']);
line(Array.from({ length: 7 }, () => '---'));

const seeds = SEEDS.map((seed) => run({ ...base, seed }));
const others: [string, Promise<FinetuneResult>][] = [
  ['all 12 layers trained', run({ ...base, trained_layers: 12 })],
  [
    'encoder frozen, head over six layers, 6 epochs',
    run({ ...base, trained_layers: 0, head_layers: [2, 4, 6, 8, 10, 12], epochs: 6 }),
  ],
  ['without noise, joined texts and exchange of identity terms', run({ ...base, noise: 0, joined: 0, identity: 0 })],
  ['one task: violating or not', run({ ...base, tasks: false })],
];
const started = await Promise.all(seeds);
for (const [i, { outputs }] of started.entries())
  say(`last ${CHOSEN.trained_layers} layers trained, seed ${SEEDS[i]}`, outputs);
say('outputs of the seeds averaged (as many models at serving)', mean(started.map(({ outputs }) => outputs)));
const still = { ...base, epochs: 0 };
const soup = await finetune({ rows, texts, start: started }, still, wheels);
say('weights of the seeds averaged', soup.outputs);

// What words alone say, and beside the model: the logits are put on one scale by their spread.
const sums = wordSums(
  fitWords(trainingRows(third)),
  data.validation.map(({ text }) => modelText(text).text),
);
const scale = spread(soup.outputs.map((out) => out[0] ?? 0)) / spread(sums);
for (const share of [1, 0.1, 0.2, 0.3])
  say(
    share === 1 ? 'words and character n-grams alone' : `averaged weights, and ${100 * share} % words and n-grams`,
    soup.outputs.map((out, i) =>
      out.map((value, k) => (k === 0 ? (1 - share) * value + share * scale * (sums[i] ?? 0) : value)),
    ),
  );

for (const [name, result] of others) say(name, (await result).outputs);

// The teacher is the mean of the seeds' outputs on what is learned from.
const taught = mean(
  await Promise.all(
    started.map((seed) =>
      two(async () => (await finetune({ rows, texts: rows, start: [seed], threads: 1 }, still, wheels)).outputs),
    ),
  ),
);
const taughtRows = join(SCRATCH, 'trial-rows-taught.jsonl');
const written = readFileSync(rows, 'utf8').trimEnd().split('\n');
writeFileSync(
  taughtRows,
  written.map((row, i) => `${JSON.stringify({ ...JSON.parse(row), teacher: [...(taught[i] ?? [])] })}\n`).join(''),
);
say('distilled from the seeds', (await run({ ...base, seed: 4, teacher: 0.5 }, taughtRows)).outputs);

const lighter: [string, Promise<FinetuneResult>][] = [
  ['low-rank changes (16) of all 12 layers', run({ ...base, trained_layers: 12, rank: 16, rate: 4e-4 })],
  ['last 3 layers trained', run({ ...base, trained_layers: 3 })],
];
for (const [name, result] of lighter) say(name, (await result).outputs);
