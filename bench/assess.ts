/** `weir assess` on a stream of posts, against the same encoder in Python and in the library that we build on; what int8 costs. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { env, pipeline } from '@huggingface/transformers';
import { runAssess } from '#classifiers/assess-command.ts';
import { buildEncoder, encoderReady, encoderVersion, modelFile } from '#classifiers/encoder/build.ts';
import { loadEncoder } from '#classifiers/encoder/encoder.ts';
import { encoderWheels } from '#classifiers/encoder/location.ts';
import { editText, HARMLESS_EDITS } from '#classifiers/evaluation/near-duplicate-edits.ts';
import { readTestSet } from '#classifiers/evaluation/sets.ts';
import { loadHead } from '#classifiers/model/head.ts';
import { detectLanguage } from '#classifiers/text/language.ts';
import { modelText } from '#classifiers/text/normalise.ts';
import { readCorpus } from '#classifiers/training/corpus.ts';
import { python, SCRATCH } from '#classifiers/training/finetune.ts';
import { averagePrecision } from '#classifiers/training/metrics.ts';
import { sample } from '#classifiers/training/outside-data.ts';
import { VALIDATION_DIR } from '#classifiers/training/rows.ts';
import { seeded } from '#core/seeded.ts';
import { prepareEncoder } from '#services/encoder.ts';
import { defineMeasure, timed } from './bench.ts';
import { divide, type Line, Series } from './report.ts';
import { pick, stream, type Text } from './texts.ts';

const BATCH = 16;
const COPIES = 0.8;
const SETS = { unique: 'unique posts', copies: '80 % near-duplicates' } as const;
type Set = keyof typeof SETS;

/** Posts of which four in five say what one before them said, changed as people change what they pass on. */
const withCopies = (count: number, seed: number): Text[] => {
  const next = seeded(seed);
  const fresh = stream({ count, violating: 0.1, copies: 0, seed });
  const originals: Text[] = [];
  return Array.from({ length: count }, (_, index) => {
    if (originals.length > 0 && next() < COPIES) {
      const of = pick(originals, next);
      return { ...of, text: editText(of, pick(HARMLESS_EDITS, next), 1, [], seed * 1e6 + index) };
    }
    const one = fresh[originals.length] as Text;
    originals.push(one);
    return one;
  });
};

/** Seconds from the first line read to the last written: what starting the threads takes is left out, as for the others. */
async function assessed(
  modelDir: string,
  texts: readonly string[],
): Promise<{ seconds: number; cpuSeconds: number; copies: number }> {
  let start = 0;
  let cpu = process.cpuUsage();
  let copies = 0;
  const lines = function* () {
    start = performance.now();
    cpu = process.cpuUsage();
    for (const [id, text] of texts.entries()) yield `${JSON.stringify({ id: String(id), text })}\n`;
  };
  const output = new Writable({
    write(chunk, _encoding, done) {
      copies += String(chunk).split('"duplicateOf"').length - 1;
      done();
    },
  });
  const code = await runAssess(Readable.from(lines()), output, new Writable({ write: (_, __, done) => done() }), {
    modelDir,
  });
  if (code !== 0) throw new Error('weir assess left lines out.');
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6, copies };
}

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('./encoder_torch.py', import.meta.url));

async function torchSeconds(floatDir: string, texts: readonly string[], batch: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-torch-'));
  try {
    const file = join(folder, 'texts.json');
    writeFileSync(file, JSON.stringify(texts));
    const { stdout } = await run(await python(), [
      PROGRAM,
      join(floatDir, modelFile('float')),
      join(floatDir, 'tokenizer.json'),
      file,
      String(batch),
    ]);
    return (JSON.parse(stdout) as { seconds: number }).seconds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The encoder that is served, in floats. */
async function floatEncoder(): Promise<string> {
  const dir = join(SCRATCH, `float-${encoderVersion()}`);
  if (!(await encoderReady(dir))) await buildEncoder({ ...encoderWheels(), outDir: dir, precision: 'float' });
  return dir;
}

/** Average precision of the committed head on validation and test set, over each of the two encoders. */
async function precisionLost(
  modelDir: string,
  floatDir: string,
  most: number,
): Promise<Record<'int8' | 'float', number>> {
  const head = await loadHead();
  const examples = sample([...readCorpus(VALIDATION_DIR), ...readTestSet()], most);
  const truths = examples.map((example) => example.categories.length > 0);
  const of = async (precision: 'int8' | 'float'): Promise<number> => {
    const encoder = await loadEncoder(precision === 'int8' ? modelDir : floatDir, { precision, threads: 2 });
    const scores: number[] = [];
    for (const { text } of examples)
      scores.push(
        head.score(await encoder.encode([modelText(text).text]), modelText(text).text, detectLanguage(text)).violating,
      );
    await encoder.close();
    return averagePrecision(scores, truths);
  };
  return { int8: await of('int8'), float: await of('float') };
}

export const assess = defineMeasure({
  name: 'assess',
  title: 'weir assess on unique posts and on a stream of near-duplicates',
  need: ['encoder'],
  // `torch` 0 leaves Python out, `labelled` 0 what int8 costs: each needs files that a test does not fetch.
  defaults: { posts: 10_000, runs: 3, torch: 1, labelled: 10_000 },
  run: async ({ config }, { posts, runs, torch, labelled }) => {
    const modelDir = await prepareEncoder({ encoder: config.encoder, cacheDir: config.cache });
    const floatDir = torch > 0 || labelled > 0 ? await floatEncoder() : undefined;
    env.allowRemoteModels = false;
    env.localModelPath = dirname(modelDir);
    const extractor = await pipeline('feature-extraction', basename(modelDir), { dtype: 'q8', device: 'cpu' });
    env.localModelPath = dirname(floatDir ?? modelDir);
    // As it is without options: floats.
    const plain = floatDir === undefined ? undefined : await pipeline('feature-extraction', basename(floatDir));
    const options = { pooling: 'mean', normalize: true } as const;
    const one = async (texts: readonly string[]) => {
      for (const text of texts) await extractor(text, options);
    };
    const floats = async (texts: readonly string[]) => {
      for (const text of texts) await plain?.(text, options);
    };
    const batches = async (texts: readonly string[]) => {
      for (let at = 0; at < texts.length; at += BATCH) await extractor(texts.slice(at, at + BATCH), options);
    };

    const rates = new Series();
    const cpu = new Series();
    const found = new Series();
    for (let turn = 0; turn < runs; turn++) {
      const sets: Record<Set, string[]> = {
        unique: stream({ count: posts, violating: 0.1, copies: 0, seed: turn + 1 }).map(({ text }) => text),
        copies: withCopies(posts, turn + 1).map(({ text }) => text),
      };
      for (const set of Object.keys(SETS) as Set[]) {
        const texts = sets[set];
        const ways: [string, () => Promise<void>][] = [
          [
            'ours',
            async () => {
              const { seconds, cpuSeconds, copies } = await assessed(modelDir, texts);
              rates.add(`${set} ours`, posts / seconds);
              cpu.add(`${set} ours`, (1000 * cpuSeconds) / posts);
              if (set === 'copies') found.add('copies', (100 * copies) / posts);
            },
          ],
          ...(Object.entries({ ...(plain === undefined ? {} : { plain: floats }), one, batches }).map(([way, work]) => [
            way,
            async () => {
              const { seconds, cpuSeconds } = await timed(() => work(texts));
              rates.add(`${set} ${way}`, posts / seconds);
              cpu.add(`${set} ${way}`, (1000 * cpuSeconds) / posts);
            },
          ]) satisfies [string, () => Promise<void>][]),
        ];
        if (torch > 0 && floatDir !== undefined && set === 'unique')
          for (const [way, batch] of [
            ['torch one', 1],
            ['torch batches', BATCH],
          ] as const)
            ways.push([
              way,
              async () => rates.add(`${set} ${way}`, posts / (await torchSeconds(floatDir, texts, batch))),
            ]);
        for (const [, work] of turn % 2 === 0 ? ways : ways.reverse()) await work();
      }
    }
    await extractor.dispose();
    await plain?.dispose();
    const lost = labelled > 0 && floatDir !== undefined ? await precisionLost(modelDir, floatDir, labelled) : undefined;

    const called: Record<string, string> = {
      ours: 'weir assess',
      plain: 'transformers.js, plain pipeline() (floats), post by post',
      one: 'transformers.js, int8, post by post',
      batches: `transformers.js, int8, batches of ${BATCH}`,
      'torch one': 'torch, floats, post by post',
      'torch batches': `torch, floats, batches of ${BATCH}`,
    };
    const lines: Line[] = [];
    const ratios: { what: string; values: number[] }[] = [];
    for (const [set, title] of Object.entries(SETS)) {
      for (const [way, name] of Object.entries(called)) {
        const values = rates.of(`${set} ${way}`);
        if (values.length === 0) continue;
        lines.push({ what: `${title}: ${name}`, unit: 'posts/s', values });
        const own = cpu.of(`${set} ${way}`);
        if (own.length > 0) lines.push({ what: `${title}: ${name}, processor time`, unit: 'ms/post', values: own });
        if (way !== 'ours')
          ratios.push({ what: `${title}: against ${name}`, values: divide(rates.of(`${set} ours`), values) });
      }
    }
    lines.push({ what: `${SETS.copies}: told as such`, unit: '%', values: found.of('copies') });
    if (lost !== undefined)
      for (const precision of ['float', 'int8'] as const)
        lines.push({ what: `average precision, ${precision}`, unit: '', values: [lost[precision]] });
    return {
      lines,
      ratios,
      notes: [
        'weir assess: lines of JSON in, lines of JSON out, in this process; near-duplicates are told, the rest is scored. transformers.js and torch: embedding only. Starting and loading is left out on all sides.',
        'transformers.js runs in the main thread, with all cores: the plain pipeline() takes the same network in 32-bit floats, which is what it takes without options, and int8 is the same file that weir assess runs. torch: the same network in floats, all cores, in a process of its own. Batches are in the order of arrival.',
        `Near-duplicates: four in five posts repeat an earlier one with another case, a mark, an emoji, a link, a number, a slip or a word that adds nothing.`,
        ...(lost === undefined
          ? []
          : [
              `int8 loses ${(100 * (lost.float - lost.int8)).toFixed(2)} points of average precision on validation and test set. Float means float matrices and activations; what training changed is committed as int8 codes and is those same values on both sides.`,
            ]),
        ...(torch > 0 ? [] : ['Python was left out.']),
      ],
    };
  },
});
