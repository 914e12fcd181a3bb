/** What passes between the assessor and its worker threads. */
import type { VectorCodes } from '#core/assessment.ts';
import type { WeirError } from '#core/errors.ts';
import type { Scores } from '../model/head.ts';

export interface WorkerData {
  encoderDir: string;
  headDir: string;
}

/** A text to assess, or (`analyse` false) only to score. `text` is the original; the worker normalises it. */
export interface Job {
  text: string;
  lang: string | undefined;
  analyse: boolean;
}

export interface Analysed {
  /** Of the head that scored. */
  modelVersion: string;
  /** Of the window with the highest output for `violating`. */
  scores: Scores;
  /** Where that window lies in the text as the model read it (`modelText`), in UTF-16 units, end exclusive. */
  window: { start: number; end: number };
  /** The vector of that window, by which labelled examples are looked up. */
  codes: VectorCodes;
  /** Was the text so long that a part in its middle was not read? */
  truncated: boolean;
  lang: string;
  /** Last layer's mean, unit length; empty when only scored. */
  vector: number[];
  normalised: string;
  tokens: string[];
  contentHash: string;
  signature: string;
  bands: string[];
}

/** Jobs, another head for all that come after, or the wish that the thread end. */
export type Request = { batch: number; jobs: Job[] } | { headDir: string } | 'close';

type Coded = Pick<WeirError, 'code' | 'message' | 'fix'>;

export type Reply =
  | { kind: 'ready'; modelVersion: string }
  | { kind: 'head'; headDir: string; error?: Coded }
  | { kind: 'done'; batch: number; results: Analysed[] }
  | { kind: 'failed'; batch: number | undefined; error: Coded };
