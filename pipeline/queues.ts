import { Queue } from 'bullmq';
import { WeirError } from '#core/errors.ts';
import { JOB_NAMES, type JobName, type JobPayloads, jobIdOf, type Work } from './jobs.ts';

export interface QueueCount {
  name: JobName;
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
}

export interface JobQueues {
  enqueue<J extends JobName>(job: J, payload: JobPayloads[J], options?: { delayMilliseconds?: number }): Promise<void>;
  counts(): Promise<QueueCount[]>;
  close(): Promise<void>;
}

/** BullMQ wants its own prefix; Redis Cluster wants one hash slot for all keys of a queue, hence the braces. */
export const queuePrefix = (namespace: string): string => `${namespace}:{jobs}`;

/** The queues as their producers see them. Everything in them may be lost: the sweeper finds the work again. */
export const openQueues = (redisUrl: string, namespace: string): JobQueues => {
  const queues = new Map(
    JOB_NAMES.map((name) => [
      name,
      new Queue(name, {
        connection: { url: redisUrl, enableOfflineQueue: true },
        prefix: queuePrefix(namespace),
        defaultJobOptions: { removeOnComplete: true, removeOnFail: 100, attempts: 1 },
      }),
    ]),
  );
  // A lost connection is reported by whoever uses the queue; without a listener it would end the process.
  for (const queue of queues.values()) queue.on('error', () => {});
  const queueOf = (name: JobName): Queue => {
    const queue = queues.get(name);
    if (queue === undefined) throw new WeirError('JOB_UNKNOWN', `There is no job called ${name}.`);
    return queue;
  };
  return {
    enqueue: async (job, payload, options = {}) => {
      const delay = options.delayMilliseconds ?? 0;
      // A delayed job must not keep an immediate one of the same work out, so it has an id of its own.
      const id = jobIdOf({ job, payload } as Work) + (delay > 0 ? '-later' : '');
      await queueOf(job).add(job, payload, {
        deduplication: { id },
        ...(delay > 0 ? { delay } : {}),
      });
    },
    counts: () =>
      Promise.all(
        JOB_NAMES.map(async (name) => {
          const {
            wait = 0,
            prioritized = 0,
            active = 0,
            delayed = 0,
            failed = 0,
          } = await queueOf(name).getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed');
          return { name, waiting: wait + prioritized, active, delayed, failed };
        }),
      ),
    close: async () => {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
};
