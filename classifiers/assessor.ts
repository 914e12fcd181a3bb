/** A post in, an assessment out. See `createAssessor`. */
import { availableParallelism, totalmem } from 'node:os';
import type { Span, VectorCodes } from '#core/assessment.ts';
import type { CategoryScores, Context } from '#core/labels.ts';
import { type Policy, route } from '#core/policy.ts';
import { HEAD_DIR } from './model/head.ts';
import { loadPolicy } from './policy/load.ts';
import { explainWith } from './serving/explain.ts';
import { WorkerPool } from './serving/pool.ts';
import type { Analysed } from './serving/protocol.ts';
import { ResultCache } from './serving/result-cache.ts';
import { normalise } from './text/normalise.ts';

export interface AssessorOptions {
  /** Folder of the encoder (`buildEncoder`'s `outDir`). */
  modelDir: string;
  /** Folder of head.json and head.bin (`liveHeadDir` of model/live.ts); the committed head otherwise. */
  headDir?: string;
  /** Worker threads, one ONNX thread each (about 450 MB); otherwise one per core, while they fit into half the memory. */
  threads?: number;
  /** Thresholds; the shipped policy otherwise. */
  policy?: Policy;
  /** Assessed texts that are remembered. */
  cacheSize?: number;
}

export interface PostToAssess {
  id: string;
  text: string;
  /** ISO 639-1; told from the text otherwise. */
  lang?: string;
}

/** What the model says about one text. Nothing here is about the person who wrote it. */
export interface AssessmentResult {
  id: string;
  /** ISO 639-1 or `und`. */
  lang: string;
  /** Calibrated probability, 0..1. */
  violating: number;
  /** Calibrated probability per category, never above `violating`. */
  categories: CategoryScores;
  context: { label: Context; probabilities: Record<Context, number> };
  /** Was the text so long that a part in its middle was not read? */
  truncated: boolean;
  /** Of the window that the score comes from: labelled examples are looked up by it (examples/examples.ts). */
  codes: VectorCodes;
  /** Does the policy put it before people? */
  flagged: boolean;
  routingReason: string;
  /** 384 numbers of length one, for search by likeness. */
  vector: number[];
  modelVersion: string;
  policyVersion: string;
  /** The text as the model read it. */
  normalised: string;
  /** The tokens of search, in reading order. */
  tokens: string[];
  /** SHA-256 that is equal for copies which differ in case, punctuation, links or disguise. */
  contentHash: string;
  /** MinHash signature (base64) and its keys for candidates. */
  signature: string;
  bands: string[];
}

/** What is asked of a text that nothing else is kept of. */
export type Verdict = Pick<AssessmentResult, 'id' | 'lang' | 'violating' | 'categories' | 'context' | 'flagged'>;

export interface Assessor {
  readonly modelVersion: string;
  /**
   * Lets the head of another folder score what is asked from now on; nothing stops meanwhile. Where it cannot be loaded, the one
   * before goes on.
   * @throws WeirError `HEAD_UNREADABLE` or `HEAD_ENCODER_MISMATCH`
   */
  serve(headDir: string): Promise<void>;
  /** The scores alone, without what an archive needs, and without the memory of texts. Waits and fails as `assess` does. */
  score(posts: readonly PostToAssess[]): Promise<Verdict[]>;
  /**
   * In the order of the posts. Waits while the queue is full.
   * @throws WeirError `CLASSIFIER_WORKER_LOST`, `CLASSIFIER_FAILED` or `CLASSIFIER_CLOSED`; all may be retried
   */
  assess(posts: readonly PostToAssess[]): Promise<AssessmentResult[]>;
  /** Stretches of the original text that carry the score, strongest first; weights sum to at most one. */
  explain(text: string, lang?: string): Promise<Span[]>;
  close(): Promise<void>;
}

const WORKER_BYTES = 450e6;
const defaultThreads = (): number =>
  Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / 2 / WORKER_BYTES)));

const BATCH = 32;
const QUEUE_LIMIT = 1024;

/**
 * Starts the worker threads and resolves when all are ready (about a second).
 * @throws WeirError `ENCODER_UNAVAILABLE`, `HEAD_UNREADABLE`, `HEAD_ENCODER_MISMATCH` or `POLICY_INVALID`
 */
export async function createAssessor(options: AssessorOptions): Promise<Assessor> {
  const { modelDir, headDir = HEAD_DIR, threads = defaultThreads(), cacheSize = 4096 } = options;
  const policy = options.policy ?? loadPolicy();
  const pool = await WorkerPool.start({
    encoderDir: modelDir,
    headDir,
    threads,
    batchSize: BATCH,
    queueLimit: QUEUE_LIMIT,
  });
  let cache = new ResultCache<Analysed>(cacheSize);

  const analyse = async (posts: readonly PostToAssess[]): Promise<Analysed[]> => {
    const own = cache;
    const keys = posts.map(({ text, lang }) => `${lang ?? ''}\n${normalise(text).text}`);
    const wanted = new Map<string, PostToAssess>();
    const found = new Map<string, Analysed>();
    for (const [i, post] of posts.entries()) {
      const key = keys[i] ?? '';
      const hit = own.get(key);
      if (hit) found.set(key, hit);
      else wanted.set(key, post);
    }
    const jobs = [...wanted.values()].map(({ text, lang }) => ({ text, lang, analyse: true }));
    const results = await pool.run(jobs);
    for (const [i, key] of [...wanted.keys()].entries()) {
      const result = results[i] as Analysed;
      own.set(key, result);
      found.set(key, result);
    }
    return keys.map((key) => found.get(key) as Analysed);
  };

  return {
    get modelVersion() {
      return pool.modelVersion;
    },
    async serve(headDir) {
      await pool.serve(headDir);
      cache = new ResultCache<Analysed>(cacheSize);
    },
    async assess(posts) {
      const analysed = await analyse(posts);
      return posts.map(({ id }, i) => toResult(id, analysed[i] as Analysed, policy));
    },
    async score(posts) {
      const results = await pool.run(posts.map(({ text, lang }) => ({ text, lang, analyse: false })));
      return posts.map(({ id }, i) => {
        const { scores, lang } = results[i] as Analysed;
        const { violating, categories, context } = scores;
        return { id, lang, violating, categories, context, flagged: route({ ...scores, lang }, policy).flagged };
      });
    },
    async explain(text, lang) {
      // Where the language was given, this is remembered from the assessment.
      const [own] = await analyse([{ id: '', text, ...(lang === undefined ? {} : { lang }) }]);
      const score = async (texts: string[]): Promise<number[]> => {
        const results = await pool.run(texts.map((each) => ({ text: each, lang, analyse: false })));
        return results.map((result) => result.scores.logit);
      };
      return explainWith(text, score, own?.window);
    },
    close: () => pool.close(),
  };
}

function toResult(id: string, analysed: Analysed, policy: Policy): AssessmentResult {
  const { modelVersion, scores, truncated, codes, lang, vector, normalised, tokens, contentHash, signature, bands } =
    analysed;
  const { violating, categories, context } = scores;
  const { flagged, reason } = route({ violating, categories, lang }, policy);
  return {
    id,
    lang,
    violating,
    categories,
    context,
    truncated,
    codes,
    flagged,
    routingReason: reason,
    vector,
    modelVersion,
    policyVersion: policy.version,
    normalised,
    tokens,
    contentHash,
    signature,
    bands,
  };
}
