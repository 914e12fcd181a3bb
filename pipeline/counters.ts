import type { Store } from '#store/store.ts';
import type { JobQueues, QueueCount } from './queues.ts';

/** Live counters. Counts come from Elasticsearch; only the queues' own come from Redis. */
export interface CounterValues {
  at: string;
  posts: number;
  assessed: number;
  flagged: number;
  casesOpen: number;
  casesDecided: number;
  ordersOpen: number;
  ordersDone: number;
  postsPerMinute: number;
  queues: QueueCount[];
}

const sum = (buckets: { key: string; count: number }[], keys: readonly string[]): number =>
  buckets.filter((bucket) => keys.includes(bucket.key)).reduce((total, bucket) => total + bucket.count, 0);

const OPEN_ORDERS = [
  'signed',
  'prior_information',
  'sending',
  'received',
  'executed',
  'impossible',
  'needs_clarification',
  'overdue',
];

const throughputKey = (store: Store): string => `${store.namespace}:throughput`;
const KEPT_SAMPLES = 120;

/** Notes how many posts there are now, so that a rate can be told; the worker calls it at every sweep. */
export const noteThroughput = async (store: Store, posts: number): Promise<void> => {
  await store.redis
    .multi()
    .lpush(throughputKey(store), `${store.clock.now().getTime()} ${posts}`)
    .ltrim(throughputKey(store), 0, KEPT_SAMPLES - 1)
    .exec();
};

/** New posts a minute, over the last minute of samples; 0 while there are none. */
const perMinute = async (store: Store, posts: number): Promise<number> => {
  const now = store.clock.now().getTime();
  const samples = (await store.redis.lrange(throughputKey(store), 0, -1)).map((sample) =>
    sample.split(' ').map(Number),
  );
  const oldest = samples.findLast(([at = 0]) => now - at <= 60_000);
  if (oldest === undefined) return 0;
  const [at = now, then = posts] = oldest;
  return now - at < 1000 ? 0 : Math.max(0, Math.round(((posts - then) / (now - at)) * 60_000));
};

export const readCounters = async (store: Store, queues: Pick<JobQueues, 'counts'>): Promise<CounterValues> => {
  const [posts, cases, orders, jobs] = await Promise.all([
    store.posts.counts(),
    store.cases.facets(),
    store.orders.counts(),
    queues.counts(),
  ]);
  return {
    at: store.clock.now().toISOString(),
    posts: posts.total,
    assessed: posts.analysed,
    flagged: posts.flagged,
    casesOpen: sum(cases.states, ['open', 'second_opinion', 'escalated']),
    casesDecided: sum(cases.states, ['confirmed', 'cleared', 'signed', 'in_takedown', 'resolved']),
    ordersOpen: sum(orders.states, OPEN_ORDERS),
    ordersDone: sum(orders.states, ['verified']),
    postsPerMinute: await perMinute(store, posts.total),
    queues: jobs,
  };
};
