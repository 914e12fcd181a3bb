/**
 * npm run train: corpus -> encoder.bin, encoder.json, head.bin, words.bin, head.json, figures.json, CARD.md. Seeded. Runs that were
 * finished before are read from .weir/training, and one that was interrupted goes on after its last epoch.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '#core/hash.ts';
import { buildEncoder, encoderVersion } from '../encoder/build.ts';
import { loadEncoder } from '../encoder/encoder.ts';
import { encoderWheels } from '../encoder/location.ts';
import { calibrate, HEAD_DIR, Head, type HeadDescription, WORDS_FILE } from '../model/head.ts';
import type { MappedText } from '../text/mapped-text.ts';
import { modelText, trainingText } from '../text/normalise.ts';
import { fitCalibration } from './calibration.ts';
import { writeCard } from './card.ts';
import { falseAlarmsByContext, figures, figuresOf, rowsIn, table } from './figures.ts';
import { type FinetuneInput, type FinetuneResult, finetune, SCRATCH } from './finetune.ts';
import { fitWords, spread, wordSums } from './fit-words.ts';
import { dataDir } from './outside-data.ts';
import { readTrainingData, trainingRows, writeRows, writeTexts } from './rows.ts';
import { BLANKED, BLANKED_SEEDS, CHOSEN, SEEDS, WORDS_SHARE } from './settings.ts';
import { average, writeTuning } from './tuned-tensors.ts';

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const outside = dataDir();
if (outside === undefined)
  say(
    'WEIR_DATA_DIR names no folder with outside data: training WITHOUT everyday text. More false alarms are to be expected.',
  );
const data = readTrainingData(outside);
say(
  `${data.corpus.length} examples, ${data.counterfactual.length} counterfactual ones, ${data.everyday.length} everyday texts, ${data.validation.length} for validation`,
);
mkdirSync(SCRATCH, { recursive: true });
const inputs = (name: string, read: (text: string) => MappedText): Pick<FinetuneInput, 'rows' | 'texts'> => {
  const files = { rows: join(SCRATCH, `rows${name}.jsonl`), texts: join(SCRATCH, `texts${name}.jsonl`) };
  writeRows(files.rows, data, read);
  writeTexts(
    files.texts,
    data.validation.map(({ text }) => text),
    read,
  );
  return files;
};

const wheels = encoderWheels();
const seeds: FinetuneResult[] = [];
for (const seed of SEEDS) {
  say(`run ${seeds.length + 1} of ${SEEDS.length}`);
  seeds.push(await finetune(inputs('', trainingText), { ...CHOSEN, seed }, wheels));
}
say('identity terms blanked out');
const blanked = inputs('-blanked', modelText);
// Runs of one thread side by side are faster than runs of all threads one after another.
const threads = Math.max(1, Math.floor(availableParallelism() / BLANKED_SEEDS.length));
const runs = await Promise.all(
  BLANKED_SEEDS.map((seed) => finetune({ ...blanked, start: seeds, threads }, { ...BLANKED, seed }, wheels)),
);
const digest = writeTuning(runs);
const w1 = average(runs, 'head.w1');
const weights = Float32Array.from(
  [w1, ...['head.b1', 'head.w2', 'head.b2'].map((name) => average(runs, name))].flatMap(({ values }) => [...values]),
);

// Everything from here on is measured with the int8 encoder that is served, built from what was just written.
const built = join(SCRATCH, `encoder-${digest}`);
await buildEncoder({ ...wheels, outDir: built });
const encoder = await loadEncoder(built, { threads: availableParallelism() });
const shape = { layers: CHOSEN.head_layers as number[], width: encoder.width, hidden: w1.shape[0] ?? 0, members: 1 };
const identity = { slope: 1, offset: 0 };
const bare = new Head(
  {
    version: 'uncalibrated',
    encoder: encoderVersion(),
    ...shape,
    calibration: { violating: identity, byLanguage: {}, categories: identity, contextTemperature: 1 },
  },
  weights,
);
const read = data.validation.map(({ text }) => modelText(text).text);
const network: number[] = [];
const means: Float32Array[] = [];
for (const text of read) {
  const own = await encoder.encode([text]);
  means.push(own);
  network.push(bare.outputs(own, text)[0] ?? 0);
}
await encoder.close();
say('words');
const codes = fitWords(trainingRows(data));
const sums = wordSums(codes, read);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
// The words' sums are put on the scale of the network's outputs, so that a text of which the words know nothing is read right too.
const factor = (WORDS_SHARE * spread(network)) / spread(sums);
const words: HeadDescription['words'] = {
  share: WORDS_SHARE,
  factor,
  centre: mean(sums) - (WORDS_SHARE * mean(network)) / factor,
  digest: sha256(new Uint8Array(codes.buffer)),
};
const uncalibrated = new Head({ ...bare.description, words }, weights, codes);
const raw = means.map((own, i) => uncalibrated.outputs(own, read[i] ?? ''));
const calibration = fitCalibration(data.validation, raw);
const scores = raw.map((out, i) => calibrate(out, data.validation[i]?.lang ?? '', { calibration }));
const languages = [...new Set(data.validation.map((example) => example.lang))].sort();
const byLanguage = figuresOf(
  languages.map((lang) => [lang, rowsIn(data.validation, [lang])] as const),
  data.validation,
  scores,
);
const all = figures(data.validation, scores);
const contexts = falseAlarmsByContext(data.validation, scores);

const bytes = Buffer.from(weights.buffer);
const version = `weir-${createHash('sha256')
  .update(digest)
  .update(bytes)
  .update(JSON.stringify([words, calibration]))
  .digest('hex')
  .slice(0, 12)}`;
const description: HeadDescription = { version, encoder: encoderVersion(), ...shape, words, calibration };
writeFileSync(join(HEAD_DIR, 'head.bin'), bytes);
writeFileSync(WORDS_FILE, codes);
writeFileSync(join(HEAD_DIR, 'head.json'), `${JSON.stringify(description, null, 2)}\n`);
const measured = { version, all, byLanguage: Object.fromEntries(byLanguage), falseAlarmsByContext: contexts };
writeFileSync(join(HEAD_DIR, 'figures.json'), `${JSON.stringify(measured, null, 2)}\n`);
writeFileSync(join(HEAD_DIR, 'CARD.md'), writeCard({ description, data, all, byLanguage, contexts }));
console.log(`${version}\n${table([['all', all], ...byLanguage])}`);
console.log('false alarms at 0.5 by context', contexts);
