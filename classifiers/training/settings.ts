/** What the trials chose on the validation set (docs/model-trials.md). */
import type { FinetuneConfig } from './finetune.ts';

export const CHOSEN: FinetuneConfig = { trained_layers: 6, head_layers: [8, 10, 12], epochs: 4 };

/** Runs that are averaged in the committed model. */
export const SEEDS = [1];

/**
 * What comes after: the mean of those runs goes on learning from texts as they are read when it serves, identity terms blanked
 * out (text/identity-terms.ts). Before, the terms stand in the texts and are exchanged for one another.
 */
export const BLANKED: FinetuneConfig = { ...CHOSEN, epochs: 1, rate: 2e-5, head_rate: 3e-4, identity: 0 };

/** Runs of that second part, side by side; the mean of their weights is the model. */
export const BLANKED_SEEDS = [2, 3];

/** What the words (model/words.ts) say of the output for `violating`; the rest is the network's. */
export const WORDS_SHARE = 0.2;

/** Everyday texts per language that training may use beside the corpus, and their weight against a corpus example. */
export const EVERYDAY_PER_LANGUAGE = 1200;
export const EVERYDAY_WEIGHT = 0.4;

/** Weight of a counterfactual example (swap-training.ts). */
export const SWAP_WEIGHT = 1;

/** What the texts of other languages count when a language is calibrated: its own are few. */
export const CALIBRATION_BORROWED = 0.15;
