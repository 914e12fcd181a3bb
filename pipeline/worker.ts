import { Worker } from 'bullmq';
import { isWeirError } from '#core/errors.ts';
import { publishChange } from './changes.ts';
import type { PipelineContext } from './context.ts';
import { noteThroughput, readCounters } from './counters.ts';
import { createHandlers, run } from './handlers.ts';
import { JOB_NAMES, type JobName, type Outcome, type Work } from './jobs.ts';
import { retireFollowed } from './policies.ts';
import { queuePrefix } from './queues.ts';
import { isRebuilding } from './rebuilding.ts';
import { followStreams } from './streams.ts';
import { repairPlacement, sweep } from './sweeper.ts';

/** How many jobs of a kind one process works on at once. Analysis is one at a time: it decides which posts belong together. */
const CONCURRENCY: Record<JobName, number> = {
  crawl: 4,
  pictures: 2,
  analyse: 1,
  compare: 1,
  hold: 4,
  deliver: 4,
  recheck: 2,
  clocks: 2,
  letters: 2,
  notice: 4,
  'notice-look': 1,
  look: 1,
  reverse: 1,
  tip: 1,
  drill: 1,
  share: 1,
  announce: 1,
  notify: 4,
  watch: 1,
  tidy: 1,
  drift: 1,
  export: 1,
  seal: 1,
  expire: 1,
};

/** Renewed at half time while a job runs; far longer than the event loop is ever held up. */
const LOCK_MILLISECONDS = 20_000;

export interface RunningWorker {
  /** Stops taking jobs, lets the running ones end, stops the sweeper. */
  close(): Promise<void>;
}

/** Runs every kind of job, the sweeper, and the streams of sources that have one. */
export const startWorker = async (
  context: PipelineContext,
  options: { redisUrl: string; sweepMilliseconds: number },
): Promise<RunningWorker> => {
  const handlers = createHandlers(context);
  const { store, log } = context;
  await retireFollowed(store);
  const placed = await repairPlacement(context);
  if (placed > 0) log.warn({ placed }, 'placed flagged posts that a crash had left without their case');
  let isPlacementDue = false;
  const work = async (piece: Work): Promise<Outcome> => {
    try {
      return await run(handlers, piece);
    } catch (error) {
      // It may have ended between scoring and placing; what has been scored does not come back by itself.
      if (piece.job === 'analyse') isPlacementDue = true;
      throw error;
    }
  };
  const repairWhenDue = async (): Promise<void> => {
    if (!isPlacementDue) return;
    isPlacementDue = false;
    try {
      const repaired = await repairPlacement(context);
      if (repaired > 0)
        log.warn({ placed: repaired }, 'placed flagged posts that a failed job had left without their case');
    } catch (error) {
      isPlacementDue = true;
      throw error;
    }
  };
  const workers = JOB_NAMES.map((name) => {
    const worker = new Worker(name, (job) => work({ job: name, payload: job.data } as Work), {
      connection: { url: options.redisUrl, maxRetriesPerRequest: null },
      prefix: queuePrefix(store.namespace),
      concurrency: CONCURRENCY[name],
      // Until its lock has run out, the work of a worker that was killed waits; an order's hour does not.
      lockDuration: LOCK_MILLISECONDS,
      stalledInterval: LOCK_MILLISECONDS / 4,
    });
    worker.on('failed', (job, error) => {
      log.warn(
        { job: name, payload: job?.data, code: isWeirError(error) ? error.code : error.name, error: error.message },
        'a job failed; the sweeper brings it back while its state asks for it',
      );
    });
    worker.on('error', (error) => log.warn({ job: name, error: error.message }, 'the queue is out of reach'));
    return worker;
  });

  const abort = new AbortController();
  const streams = followStreams(context, abort.signal);
  let ticking: Promise<void> = Promise.resolve();
  let resting = false;
  const rest = async (): Promise<boolean> => {
    const wanted = await isRebuilding(store.redis, store.namespace);
    if (wanted !== resting) {
      resting = wanted;
      log.info({}, wanted ? 'resting: the indices are being rebuilt' : 'going on');
      if (wanted) await Promise.all(workers.map((worker) => worker.pause(true)));
      else for (const worker of workers) worker.resume();
    }
    return resting;
  };
  const tick = async (): Promise<void> => {
    try {
      if (await rest()) return;
      await repairWhenDue();
      await sweep(context);
      const counters = await readCounters(store, context.queues);
      await noteThroughput(store, counters.posts);
      await publishChange(store.redis, store.namespace, {
        topic: 'counters',
        counters: { ...counters },
      });
    } catch (error) {
      log.warn(
        { error: error instanceof Error ? error.message : String(error) },
        'the sweep failed; the next one tries again',
      );
    }
  };
  const timer = setInterval(() => {
    ticking = ticking.then(tick);
  }, options.sweepMilliseconds);
  ticking = tick();

  return {
    close: async () => {
      clearInterval(timer);
      abort.abort();
      await ticking;
      await Promise.all([...workers.map((worker) => worker.close()), streams]);
    },
  };
};
