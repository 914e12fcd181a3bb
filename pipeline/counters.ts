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
    ordersOpen: sum(orders, OPEN_ORDERS),
    ordersDone: sum(orders, ['verified']),
    postsPerMinute: posts.lastMinute,
    queues: jobs,
  };
};
