import type { Client, estypes } from '@elastic/elasticsearch';
import { addressHash } from '#core/address.ts';
import { addMilliseconds } from '#core/clock.ts';
import type { WarningLeads } from '#core/clocks.ts';
import { deadLettersOf } from '#core/dead-letters.ts';
import { ORDER_STATES, type Order, type OrderDraft, type OrderEvent, type OrderState } from '#core/order.ts';
import { nextEnd, nextUnwarned } from '#core/order-clocks.ts';
import { orderFacts } from '#core/order-facts.ts';
import { nextLetterAt } from '#core/order-letters.ts';
import { isAtRest } from '#core/order-service.ts';
import { ATTEMPT_DEADLINE_MILLISECONDS, DELIVERY_STATES, evolveOrder } from '#core/order-state.ts';
import { type Bucket, bucketsOf } from './buckets.ts';
import { OF_A_DRILL, type Query, totalOf } from './elasticsearch.ts';
import { type Page, pageOfStates } from './state-page.ts';
import type { SubjectKind, SubjectRepository } from './subject-repository.ts';

const earliest = (...times: (string | null)[]): string | null =>
  times.filter((time) => time !== null).sort()[0] ?? null;

/** When the house must next do something for this order by itself; null = only people or the operator can move it. */
export const workAtOf = (order: Order): string | null => {
  if (isAtRest(order) && (order.state === 'signed' || order.state === 'sending')) return null;
  switch (order.state) {
    case 'draft':
    case 'withdrawn':
    case 'verified':
      return null;
    case 'signed':
      return order.service?.informing.nextAttemptAt ?? order.holdUntil ?? order.updatedAt;
    case 'prior_information':
      return order.notBefore ?? order.updatedAt;
    case 'sending': {
      const last = order.attempts.at(-1);
      // No end of the attempt was written: it may be under way, and is taken for lost once its deadline has passed.
      if (order.nextAttemptAt === null && last !== undefined)
        return addMilliseconds(last.at, ATTEMPT_DEADLINE_MILLISECONDS);
      return order.nextAttemptAt ?? order.updatedAt;
    }
    case 'received':
      return earliest(order.dueAt, order.nextRecheckAt);
    case 'annulled':
      return order.annulment?.nextAttemptAt ?? null;
    default:
      return order.nextRecheckAt;
  }
};

/** Elasticsearch sorts a missing date behind every other, but its stand-in for it is no number that JSON can carry. */
const NO_CLOCK = '9999-12-31T23:59:59.000Z';

export const orderKind = (index: string): SubjectKind<Order> => ({
  type: 'order',
  index,
  evolve: (before, event) => evolveOrder(before, event as OrderEvent),
  fields: (state) => ({
    orderState: state.state,
    caseId: state.caseId,
    operatorId: state.operatorId,
    reference: state.reference,
    breached: state.breached,
    answerCodes: (state.answerCodes ?? []).map((code) => code.hash),
    ...(state.drill === undefined ? {} : { drill: state.drill }),
    lang: state.about?.lang ?? null,
    category: state.about?.category ?? null,
    ...orderFacts(state),
    undelivered: deadLettersOf(state).length > 0,
    awaits: state.service?.awaits?.how ?? null,
    workAt: workAtOf(state),
    dueOrder: state.dueAt ?? NO_CLOCK,
    clockEndsAt: nextEnd(state),
    warnHourAt: nextUnwarned(state, 'hour'),
    warnDayAt: nextUnwarned(state, 'day'),
    letterAt: nextLetterAt(state),
    finalAt: state.finalAt ?? null,
    addresses: state.document.sectionB.urls.map(addressHash),
    createdAt: state.createdAt,
    updatedAt: state.updatedAt,
  }),
});

export interface OrderFilter {
  states?: readonly OrderState[] | undefined;
  operatorId?: string | undefined;
  caseId?: string | undefined;
  /** Leaves drills out: what is counted for reports and statistics. */
  realOnly?: boolean | undefined;
  /** Only those of one drill. */
  drill?: string | undefined;
  /** Only those with a dead letter. */
  undelivered?: boolean | undefined;
  /** Only those that wait to be carried (`service`), or for word of their receipt (`receipt`). */
  awaits?: 'service' | 'receipt' | undefined;
}
export interface OrderCounts {
  total: number;
  states: Bucket[];
  /** Orders whose hour was broken. */
  breached: number;
  /** Orders with a dead letter. */
  undelivered: number;
  /** Orders that wait to be carried by a person, and orders of whose receipt nobody has word. */
  awaits: { service: number; receipt: number };
}
/** Searches see what was written up to a second ago, unless said otherwise. */
export interface OrderQueries {
  /** Least time left first; orders without a running clock come last, oldest first. */
  list(query: OrderFilter & { size: number; after?: string | undefined }): Promise<Page<Order>>;
  /**
   * Ids of orders that are to be brought now, or whose end is to be told; the earliest first. Asked for by themselves: looks that are
   * overdue, however many, never stand in the way of an order that has to leave.
   */
  dueDeliveries(now: string, limit: number): Promise<string[]>;
  /** Ids of orders whose addresses are to be looked at again now, the earliest first. */
  dueRechecks(now: string, limit: number): Promise<string[]>;
  /** Ids of orders with a clock that has run out, or that runs out so soon that people are to be warned; the earliest first. */
  dueClocks(now: string, leads: WarningLeads, limit: number): Promise<string[]>;
  /** Ids of orders with a letter that is to be sent now. */
  dueLetters(now: string, limit: number): Promise<string[]>;
  /** Orders that cover one of these addresses, by their hashes (`core/address.ts`). Sees every acknowledged write. */
  covering(addresses: readonly string[]): Promise<Order[]>;
  /** Orders of an operator that became final in a period, oldest first. Sees every acknowledged write. */
  finalBetween(operatorId: string, from: string, to: string): Promise<Order[]>;
  /** Sees every acknowledged write. */
  byReference(reference: string): Promise<Order | null>;
  /** By the hash of a code that answers it once. Sees every acknowledged write. */
  byAnswerCode(hash: string): Promise<Order | null>;
  counts(filter?: OrderFilter): Promise<OrderCounts>;
}
export type OrderRepository = SubjectRepository<Order, OrderDraft> & OrderQueries;

const DELIVERING: Query = { terms: { orderState: [...DELIVERY_STATES] } };
const dueAt = (now: string): Query => ({ range: { workAt: { lte: now } } });

const filterOf = (filter: OrderFilter): Query => {
  const must: Query[] = [];
  if (filter.states !== undefined) must.push({ terms: { orderState: [...filter.states] } });
  if (filter.operatorId !== undefined) must.push({ term: { operatorId: filter.operatorId } });
  if (filter.caseId !== undefined) must.push({ term: { caseId: filter.caseId } });
  if (filter.drill !== undefined) must.push({ term: { drill: filter.drill } });
  if (filter.undelivered !== undefined) must.push({ term: { undelivered: filter.undelivered } });
  if (filter.awaits !== undefined) must.push({ term: { awaits: filter.awaits } });
  return { bool: { filter: must, must_not: filter.realOnly === true ? [OF_A_DRILL] : [] } };
};

export const orderQueries = (client: Client, index: string): OrderQueries => {
  const idsOf = async (query: Query, field: string, limit: number): Promise<string[]> => {
    const answer = await client.search<{ id: string }>({
      ...{ index, size: limit, query, _source: ['id'] },
      sort: [{ [field]: 'asc' }, { id: 'asc' }],
    });
    return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.id]));
  };
  /** At most a thousand: more orders on one address, or of one operator in a year, are not to be listed one by one. */
  const statesOf = async (query: Query, field: string): Promise<Order[]> => {
    await client.indices.refresh({ index });
    const answer = await client.search<{ state: Order }>({
      ...{ index, size: 1000, query, _source: ['state'] },
      sort: [{ [field]: 'asc' }, { id: 'asc' }],
    });
    return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.state]));
  };
  const first = async (query: Query): Promise<Order | null> => {
    await client.indices.refresh({ index });
    const answer = await client.search<{ state: Order }>({ index, size: 1, query, _source: ['state'] });
    return answer.hits.hits[0]?._source?.state ?? null;
  };
  return {
    list: ({ size, after, ...filter }) =>
      pageOfStates<Order>(client, {
        index,
        size,
        after,
        query: filterOf(filter),
        sort: [{ dueOrder: 'asc' }, { createdAt: 'asc' }, { id: 'asc' }],
      }),
    dueDeliveries: (now, limit) => idsOf({ bool: { filter: [DELIVERING, dueAt(now)] } }, 'workAt', limit),
    dueRechecks: (now, limit) => idsOf({ bool: { filter: [dueAt(now)], must_not: [DELIVERING] } }, 'workAt', limit),
    dueClocks: (now, leads, limit) =>
      idsOf(
        {
          bool: {
            should: [
              { range: { clockEndsAt: { lt: now } } },
              { range: { warnHourAt: { lte: addMilliseconds(now, leads.hour) } } },
              { range: { warnDayAt: { lte: addMilliseconds(now, leads.day) } } },
            ],
          },
        },
        'clockEndsAt',
        limit,
      ),
    dueLetters: (now, limit) => idsOf({ range: { letterAt: { lte: now } } }, 'letterAt', limit),
    covering: (addresses) => statesOf({ terms: { addresses: [...addresses] } }, 'createdAt'),
    finalBetween: (operatorId, from, to) =>
      statesOf(
        {
          bool: {
            filter: [{ term: { operatorId } }, { range: { finalAt: { gte: from, lte: to } } }],
            must_not: [OF_A_DRILL],
          },
        },
        'finalAt',
      ),
    byReference: (reference) => first({ term: { reference } }),
    byAnswerCode: (hash) => first({ term: { answerCodes: hash } }),
    counts: async (filter = {}) => {
      const answer = await client.search({
        index,
        size: 0,
        query: filterOf(filter),
        track_total_hits: true,
        aggregations: {
          states: { terms: { field: 'orderState', size: ORDER_STATES.length } },
          breached: { filter: { term: { breached: true } } },
          undelivered: { filter: { term: { undelivered: true } } },
          service: { filter: { term: { awaits: 'service' } } },
          receipt: { filter: { term: { awaits: 'receipt' } } },
        },
      });
      const of = (name: string): number =>
        (answer.aggregations?.[name] as estypes.AggregationsFilterAggregate | undefined)?.doc_count ?? 0;
      return {
        total: totalOf(answer.hits),
        states: bucketsOf(answer.aggregations?.states),
        breached: of('breached'),
        undelivered: of('undelivered'),
        awaits: { service: of('service'), receipt: of('receipt') },
      };
    },
  };
};
