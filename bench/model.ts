/** Posts per second of the assessor, against the feature-extraction pipeline of the library that we build on. */

import { basename, dirname } from 'node:path';
import { env, pipeline } from '@huggingface/transformers';
import { createAssessor } from '#classifiers/assessor.ts';
import { seeded } from '#core/seeded.ts';
import { prepareEncoder } from '#services/encoder.ts';
import { defineMeasure, timed } from './bench.ts';
import { divide, Series } from './report.ts';
import { inventedTexts, pick, sentences } from './texts.ts';

const LENGTHS = { short: 30, long: 120 };
const SETS = ['short', 'long', 'mixed'] as const;
const BATCH = 16;
const AGAINST = { one: 'post by post', batches: `batches of ${BATCH}` };
const WAYS = {
  ours: 'Weir',
  one: `transformers.js, ${AGAINST.one}`,
  batches: `transformers.js, ${AGAINST.batches}`,
};

/** Whole sentences of one language until the text has about so many tokens; half of the texts are Chinese. */
const textsOfLength = (count: number, wanted: number, seed: number, tokensOf: (text: string) => number): string[] => {
  const next = seeded(seed);
  const from = { en: sentences('en'), zh: sentences('zh') };
  return Array.from({ length: count }, (_, index) => {
    const lang = index % 2 === 0 ? 'en' : 'zh';
    let text = '';
    while (tokensOf(text) < wanted * 0.85) text = `${text}${lang === 'en' ? ' ' : ''}${pick(from[lang], next)}`.trim();
    return text;
  });
};

export const model = defineMeasure({
  name: 'model',
  title: 'posts that the model scores, a CPU alone',
  need: ['encoder'],
  defaults: { posts: 200, runs: 5 },
  run: async ({ config }, { posts, runs }) => {
    const modelDir = await prepareEncoder({ encoder: config.encoder, cacheDir: config.cache });
    // What it remembers is not to be measured.
    const assessor = await createAssessor({ modelDir, cacheSize: 0 });
    env.allowRemoteModels = false;
    env.localModelPath = dirname(modelDir);
    const extractor = await pipeline('feature-extraction', basename(modelDir), { dtype: 'q8', device: 'cpu' });
    const tokensOf = (text: string): number => extractor.tokenizer.encode(text).length;
    const options = { pooling: 'mean', normalize: true } as const;
    const one = async (texts: readonly string[]) => {
      for (const text of texts) await extractor(text, options);
    };
    const batches = async (texts: readonly string[]) => {
      for (let at = 0; at < texts.length; at += BATCH) await extractor(texts.slice(at, at + BATCH), options);
    };
    const ours = (texts: readonly string[]) => assessor.assess(texts.map((text, id) => ({ id: String(id), text })));

    const warm = inventedTexts()
      .slice(0, BATCH * 2)
      .map(({ text }) => text);
    await ours(warm);
    await one(warm);
    await batches(warm);

    const ways = { ours, one, batches };
    const rates = new Series();
    const cpu = new Series();
    const tokens = new Series();
    for (let run = 0; run < runs; run++) {
      const short = textsOfLength(posts, LENGTHS.short, run + 1, tokensOf);
      const long = textsOfLength(posts, LENGTHS.long, run + 1, tokensOf);
      const mixed = short.map((text, index) => (index % 4 === 3 ? (long[index] ?? text) : text));
      for (const [name, texts] of Object.entries({ short, long, mixed })) {
        tokens.add(name, texts.reduce((sum, text) => sum + tokensOf(text), 0) / texts.length);
        const order = Object.entries(ways);
        for (const [way, work] of run % 2 === 0 ? order : order.reverse()) {
          const { seconds, cpuSeconds } = await timed(() => work(texts));
          rates.add(`${name} ${way}`, texts.length / seconds);
          cpu.add(`${name} ${way}`, (1000 * cpuSeconds) / texts.length);
        }
      }
    }
    await assessor.close();
    await extractor.dispose();
    return {
      lines: SETS.flatMap((name) => [
        { what: `${name}: tokens of a post, mean`, unit: '', values: tokens.of(name) },
        ...Object.entries(WAYS).flatMap(([way, called]) => [
          { what: `${name}: ${called}`, unit: 'posts/s', values: rates.of(`${name} ${way}`) },
          { what: `${name}: ${called}, processor time`, unit: 'ms/post', values: cpu.of(`${name} ${way}`) },
        ]),
      ]),
      ratios: SETS.flatMap((name) =>
        (['one', 'batches'] as const).flatMap((way) => [
          {
            what: `${name}: posts/s against ${AGAINST[way]}`,
            values: divide(rates.of(`${name} ours`), rates.of(`${name} ${way}`)),
          },
          {
            what: `${name}: processor time against ${AGAINST[way]}`,
            values: divide(cpu.of(`${name} ${way}`), cpu.of(`${name} ours`)),
          },
        ]),
      ),
      notes: [
        'Both use the same files (int8). Weir: one ONNX thread for each worker thread, batches of like length; it also tells the language, segments, scores eight outputs and makes the MinHash signature.',
        'transformers.js: feature-extraction with mean pooling in the main thread, its default session (ONNX Runtime takes all cores for each product); embedding only. Batches are of 16 in the order of arrival.',
        'Mixed: three short posts, then a long one.',
      ],
    };
  },
});
