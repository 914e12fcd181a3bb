/**
 * A pool of worker threads with one bounded queue. What a worker gets at once is of like length, so that little is padded. A worker
 * that dies is replaced and its batch is tried once more; then the texts of that batch fail with a coded error.
 */
import { Worker } from 'node:worker_threads';
import { WeirError } from '#core/errors.ts';
import { loadHead } from '../model/head.ts';
import type { Analysed, Job, Reply, Request, WorkerData } from './protocol.ts';

export interface PoolOptions extends WorkerData {
  threads: number;
  /** Texts that a worker gets at once, at most. */
  batchSize: number;
  /** Texts waiting at most; `run` waits for room beyond that. */
  queueLimit: number;
  /** Entry of the threads; another one only in tests. */
  entry?: URL;
}

interface Waiting {
  job: Job;
  tokens: number;
  attempts: number;
  resolve: (result: Analysed) => void;
  reject: (error: WeirError) => void;
}

interface Seat {
  worker: Worker;
  /** Resolves when the thread has ended. */
  ended: Promise<void>;
  ready: boolean;
  busy: { batch: number; items: Waiting[] } | undefined;
  /** Of the heads that the thread was told to take and has not answered for. */
  taking: ((error?: WeirError) => void)[];
}

const ATTEMPTS = 2;

const HAN = /\p{Script=Han}/gu;
/** About as many tokens as the model will read: a Chinese character is one, of Latin letters three to four make one. */
const roughTokens = (text: string): number => {
  const han = text.match(HAN)?.length ?? 0;
  return han + (text.length - han) / 3.2;
};

export class WorkerPool {
  modelVersion = '';
  private options: PoolOptions;
  private readonly seats = new Set<Seat>();
  private readonly queue: Waiting[] = [];
  private readonly roomWaiters: (() => void)[] = [];
  private batches = 0;
  private closed = false;

  private constructor(options: PoolOptions) {
    this.options = options;
  }

  /**
   * @throws WeirError `ENCODER_UNAVAILABLE`, `HEAD_UNREADABLE`, `HEAD_ENCODER_MISMATCH` or `CLASSIFIER_WORKER_LOST` where no
   *   worker can start
   */
  static async start(options: PoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    const starts = Array.from({ length: options.threads }, () => pool.hire());
    try {
      await Promise.all(starts);
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  /** Resolves in the order of `jobs`; rejects with the first failure. */
  async run(jobs: Job[]): Promise<Analysed[]> {
    const results: Promise<Analysed>[] = [];
    for (const job of jobs) {
      while (this.queue.length >= this.options.queueLimit && !this.closed) {
        this.pump();
        if (this.queue.length < this.options.queueLimit) break;
        await new Promise<void>((resolve) => this.roomWaiters.push(resolve));
      }
      if (this.closed) throw closedError();
      const result = new Promise<Analysed>((resolve, reject) => {
        this.queue.push({ job, tokens: roughTokens(job.text), attempts: 0, resolve, reject });
      });
      result.catch(() => {}); // reported below, by Promise.all
      results.push(result);
    }
    // Only now, so that batches can be made of texts of like length.
    this.pump();
    return Promise.all(results);
  }

  /**
   * From now on the head of another folder scores, in every thread after the batch that it is at. The old one goes on in those
   * where the new one cannot be loaded.
   * @throws WeirError as `start`
   */
  async serve(headDir: string): Promise<void> {
    if (this.closed) throw closedError();
    const { description } = await loadHead(headDir);
    // Threads that are hired from now on begin with it.
    const before = this.options;
    this.options = { ...before, headDir };
    try {
      await Promise.all(
        [...this.seats].map(
          (seat) =>
            new Promise<void>((resolve, reject) => {
              seat.taking.push((error) => (error === undefined ? resolve() : reject(error)));
              seat.worker.postMessage({ headDir } satisfies Request);
            }),
        ),
      );
    } catch (error) {
      this.options = before;
      throw error;
    }
    this.modelVersion = description.version;
  }

  /** A thread that computes ends after its batch: ONNX Runtime does not bear to be cut off, and takes the process with it. */
  async close(): Promise<void> {
    this.closed = true;
    for (const item of this.queue.splice(0)) item.reject(closedError());
    for (const wake of this.roomWaiters.splice(0)) wake();
    const seats = [...this.seats];
    this.seats.clear();
    for (const seat of seats) for (const item of seat.busy?.items ?? []) item.reject(closedError());
    for (const seat of seats) for (const done of seat.taking.splice(0)) done(closedError());
    for (const { worker } of seats) worker.postMessage('close' satisfies Request);
    await Promise.all(seats.map((seat) => seat.ended));
  }

  /** Starts one worker; resolves when it is ready. */
  private hire(): Promise<void> {
    const { encoderDir, headDir, entry = new URL('./bootstrap.mjs', import.meta.url) } = this.options;
    const worker = new Worker(entry, { workerData: { encoderDir, headDir } satisfies WorkerData, execArgv: [] });
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    const seat: Seat = { worker, ended, ready: false, busy: undefined, taking: [] };
    this.seats.add(seat);
    return new Promise((resolve, reject) => {
      worker.on('message', (reply: Reply) => {
        if (reply.kind === 'ready') {
          this.modelVersion = reply.modelVersion;
          seat.ready = true;
          resolve();
        } else if (reply.kind === 'head') {
          seat.taking.shift()?.(reply.error === undefined ? undefined : coded(reply.error));
        } else if (reply.kind === 'done') {
          this.settle(seat, (item, i) => {
            const result = reply.results[i];
            if (result) item.resolve(result);
          });
        } else {
          const error = coded(reply.error);
          if (reply.batch === undefined) {
            this.seats.delete(seat);
            void worker.terminate();
            reject(error);
          } else this.settle(seat, (item) => item.reject(error));
        }
        this.pump();
      });
      worker.on('error', (cause) => this.lose(seat, cause, reject));
      worker.on('exit', () => this.lose(seat, undefined, reject));
    });
  }

  private settle(seat: Seat, each: (item: Waiting, index: number) => void): void {
    const items = seat.busy?.items ?? [];
    seat.busy = undefined;
    for (const [i, item] of items.entries()) each(item, i);
  }

  /** A worker has died: put its batch back at the head of the queue, or fail it, and hire another. */
  private lose(seat: Seat, cause: unknown, failStart: (error: WeirError) => void): void {
    if (!this.seats.delete(seat) || this.closed) return;
    const error = new WeirError('CLASSIFIER_WORKER_LOST', 'A classifier thread died while it assessed a batch.', {
      fix: 'Try the posts again; if it happens again, look at the memory that is left on this machine.',
      retry: true,
      cause,
    });
    // The thread that is hired in its place begins with the head that this one did not get to.
    for (const done of seat.taking.splice(0)) done();
    const items = seat.busy?.items ?? [];
    const again = items.filter((item) => item.attempts < ATTEMPTS);
    for (const item of items) if (item.attempts >= ATTEMPTS) item.reject(error);
    this.queue.unshift(...again);
    if (!seat.ready) {
      failStart(error);
      if (this.seats.size === 0) for (const item of this.queue.splice(0)) item.reject(error);
      return;
    }
    this.hire().then(
      () => this.pump(),
      (failure: WeirError) => {
        if (this.seats.size === 0) for (const item of this.queue.splice(0)) item.reject(failure);
      },
    );
  }

  private pump(): void {
    for (const seat of this.seats) {
      if (!seat.ready || seat.busy || this.queue.length === 0) continue;
      const items = this.takeBatch();
      for (const item of items) item.attempts++;
      const batch = this.batches++;
      seat.busy = { batch, items };
      seat.worker.postMessage({ batch, jobs: items.map((item) => item.job) } satisfies Request);
    }
    while (this.roomWaiters.length > 0 && this.queue.length < this.options.queueLimit) this.roomWaiters.shift()?.();
  }

  /** The oldest text, and those nearest to it in length; no more than leaves work for the workers that have none. */
  private takeBatch(): Waiting[] {
    const idle = [...this.seats].filter((seat) => seat.ready && seat.busy === undefined).length;
    const count = Math.min(this.options.batchSize, Math.ceil(this.queue.length / Math.max(1, idle)));
    const oldest = this.queue[0]?.tokens ?? 0;
    const away = ({ tokens }: Waiting): number => Math.abs(tokens - oldest);
    const taken = new Set(this.queue.toSorted((a, b) => away(a) - away(b)).slice(0, count));
    const items = this.queue.filter((item) => taken.has(item));
    this.queue.splice(0, this.queue.length, ...this.queue.filter((item) => !taken.has(item)));
    return items;
  }
}

const coded = ({ code, message, fix }: Pick<WeirError, 'code' | 'message' | 'fix'>): WeirError =>
  new WeirError(code, message, { retry: true, ...(fix === undefined ? {} : { fix }) });

const closedError = (): WeirError =>
  new WeirError('CLASSIFIER_CLOSED', 'The assessor was closed before the post was assessed.', { retry: true });
