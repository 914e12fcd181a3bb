/** What a retraining does unless told otherwise, and what its candidate may lose against the head that is live. */

export interface RefitSettings {
  seed: number;
  epochs: number;
  batch: number;
  /** Of Adam, at the beginning; it falls to nothing along half a cosine. */
  rate: number;
  /** Share of hidden units that are silent in a step. */
  dropout: number;
  /** Weight of a category's or the context's loss against that of `violating`. */
  taskLoss: number;
}

export const REFIT: RefitSettings = { seed: 1, epochs: 3, batch: 32, rate: 3e-4, dropout: 0.3, taskLoss: 0.3 };

/** Weight of a decided text against an example of the corpus. */
export const DECIDED_WEIGHT = 2;

/** Share of the clusters whose decisions are measured on and never learned from. */
export const HELD_OUT_SHARE = 0.2;

/** What a candidate may lose; an interval of the same set is several times as wide. */
export const AUROC_MARGIN = 0.005;
/** The same for the sets of one language or a few, which are smaller. */
export const PART_AUROC_MARGIN = 0.01;
export const RECALL_MARGIN = 0.02;
/** Share of the functional suite's cases on the right side. */
export const SUITE_MARGIN = 0.01;
