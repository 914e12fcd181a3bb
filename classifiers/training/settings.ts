/** What the training chose by validation on held-out ideas and styles (see model/CARD.md). */
import type { FitOptions } from './fit.ts';

export const LAYERS = [5, 6, 7, 8, 9, 10];

export const FIT: Omit<FitOptions, 'seed'> = {
  hidden: 64,
  epochs: 24,
  rate: 2e-3,
  decay: 0.02,
  dropout: 0.4,
  batch: 64,
  categoryLoss: 0.5,
  contextLoss: 0.5,
};

/** Heads averaged in the committed model, and per cell of the validation. */
export const MEMBERS = 3;
/** Ideas and styles are dealt into this many places each: the validation fits FOLDS x FOLDS heads. */
export const FOLDS = 4;
export const SEED = 20240607;

/** Everyday texts per language that training may use beside the corpus, and their weight against a corpus example. */
export const EVERYDAY_PER_LANGUAGE = 600;
export const EVERYDAY_WEIGHT = 0.25;

/** Weight of a counterfactual example (swap-training.ts): higher raises HateCheck and lowers the held-out figures. */
export const SWAP_WEIGHT = 2;
