/**
 * What the fine-tuning reads: the corpus, the counterfactual examples and everyday text to learn from, and the validation
 * set, which is predicted only. No step of the training opens classifiers/evaluation (a rule of the boundaries check).
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { modelText } from '../text/normalise.ts';
import { type Example, readCorpus } from './corpus.ts';
import { type OutsideRow, readEveryday } from './outside-data.ts';
import { EVERYDAY_PER_LANGUAGE, EVERYDAY_WEIGHT, SWAP_WEIGHT } from './settings.ts';
import { swapExamples } from './swap-training.ts';
import { weigh } from './weights.ts';

/** Posts of other writers than the corpus has: what choices and calibration are made on. */
export const VALIDATION_DIR = fileURLToPath(new URL('../validation/', import.meta.url));

export interface TrainingData {
  corpus: Example[];
  counterfactual: Example[];
  everyday: OutsideRow[];
  validation: Example[];
}

export function readTrainingData(outside: string | undefined): TrainingData {
  return {
    corpus: readCorpus(),
    counterfactual: swapExamples(),
    everyday: outside === undefined ? [] : readEveryday(outside, EVERYDAY_PER_LANGUAGE),
    validation: readCorpus(VALIDATION_DIR),
  };
}

/** Writes one JSON object per line, the validation set last; `soft` are the probabilities of a teacher for the corpus. */
export function writeRows(path: string, data: TrainingData, soft?: number[][]): void {
  const weights = weigh(data.corpus);
  const row = (example: Example, weight: number, train: boolean) => ({
    text: modelText(example.text).text,
    lang: example.lang,
    violating: train && example.categories.length > 0,
    categories: train ? example.categories : [],
    context: train ? example.context : 'other',
    weight,
    train,
  });
  const rows = [
    ...data.corpus.map((one, i) => ({ ...row(one, weights[i] ?? 1, true), ...(soft?.[i] ? { soft: soft[i] } : {}) })),
    ...data.counterfactual.map((one) => row(one, SWAP_WEIGHT, true)),
    ...data.everyday.map(({ text, lang }) => ({
      text: modelText(text).text,
      lang,
      violating: false,
      categories: [],
      context: 'other',
      weight: EVERYDAY_WEIGHT,
      train: true,
    })),
    ...data.validation.map((one) => row(one, 0, false)),
  ];
  writeFileSync(path, rows.map((one) => `${JSON.stringify(one)}\n`).join(''));
}
