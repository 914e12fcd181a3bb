/** What a retraining reads beside the decisions: what it repeats, what it calibrates on, and what its gates are measured on. */
import { type Case, readSuite, readTestSet } from '../evaluation/sets.ts';
import { type SwapGroup, swapGroups } from '../evaluation/swap-templates.ts';
import { type Example, readCorpus } from '../training/corpus.ts';
import { VALIDATION_DIR } from '../training/rows.ts';
import { swapExamples } from '../training/swap-training.ts';

export interface RetrainingData {
  /** Repeated, so that the head does not forget: the corpus and the counterfactual examples. */
  corpus: Example[];
  counterfactual: Example[];
  /** Calibrated on. */
  validation: Example[];
  /** Measured on, and only that. */
  test: Example[];
  suite: Case[];
  swaps: SwapGroup[];
}

export const readRetrainingData = (): RetrainingData => ({
  corpus: readCorpus(),
  counterfactual: swapExamples(),
  validation: readCorpus(VALIDATION_DIR),
  test: readTestSet(),
  suite: readSuite(),
  swaps: swapGroups(),
});

/** Every text of it. */
export const textsOf = ({ corpus, counterfactual, validation, test, suite, swaps }: RetrainingData): string[] => [
  ...[...corpus, ...counterfactual, ...validation, ...test, ...suite].map((one) => one.text),
  ...swaps.flatMap((group) => group.texts),
];

/** Texts that nothing is learned from: what is calibrated on and what the gates measure. */
export const keptApart = ({ validation, test, suite, swaps }: RetrainingData): string[] => [
  ...[...validation, ...test, ...suite].map((one) => one.text),
  ...swaps.flatMap((group) => group.texts),
];
