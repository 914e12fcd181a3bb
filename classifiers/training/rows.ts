/**
 * What the training reads: the corpus, the counterfactual examples and everyday text to learn from, and the validation set
 * that choices and calibration are made on. No step of the training opens classifiers/evaluation (a rule of the boundaries check).
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MappedText } from '../text/mapped-text.ts';
import { modelText } from '../text/normalise.ts';
import { type Example, readCorpus } from './corpus.ts';
import { type OutsideRow, readEveryday } from './outside-data.ts';
import { EVERYDAY_PER_LANGUAGE, EVERYDAY_WEIGHT, SWAP_WEIGHT } from './settings.ts';
import { swapExamples } from './swap-training.ts';
import { weigh } from './weights.ts';

/** Posts of other writers than the corpus has: what choices and calibration are made on. */
export const VALIDATION_DIR = fileURLToPath(new URL('../validation/', import.meta.url));

type Labelled = Pick<Example, 'text' | 'categories' | 'context'> & { lang: string };

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

/** What is learned from, as the model reads it or as `read` gives it: the corpus, the counterfactual examples, the everyday texts. */
export function trainingRows(
  { corpus, counterfactual, everyday }: TrainingData,
  read: (text: string) => MappedText = modelText,
) {
  const weights = weigh(corpus);
  const row = ({ text, lang, categories, context }: Labelled, weight: number) => ({
    text: read(text).text,
    lang,
    violating: categories.length > 0,
    categories,
    context,
    weight,
  });
  return [
    ...corpus.map((one, i) => row(one, weights[i] ?? 1)),
    ...counterfactual.map((one) => row(one, SWAP_WEIGHT)),
    ...everyday.map(({ text, lang }) => row({ text, lang, categories: [], context: 'other' }, EVERYDAY_WEIGHT)),
  ];
}

/** One JSON object per line. */
export const writeRows = (path: string, data: TrainingData, read: (text: string) => MappedText): void =>
  writeFileSync(
    path,
    trainingRows(data, read)
      .map((one) => `${JSON.stringify(one)}\n`)
      .join(''),
  );

/** Writes texts whose outputs are wanted. */
export const writeTexts = (path: string, texts: readonly string[], read: (text: string) => MappedText): void =>
  writeFileSync(path, texts.map((text) => `${JSON.stringify({ text: read(text).text })}\n`).join(''));
