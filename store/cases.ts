import type { Client, estypes } from '@elastic/elasticsearch';
import {
  CASE_PURPOSES,
  CASE_STATES,
  type Case,
  type CaseDraft,
  type CaseEvent,
  type CasePurpose,
  type CaseState,
} from '#core/case.ts';
import { caseFacts } from '#core/case-facts.ts';
import { drawOf, isDisputed } from '#core/case-quality.ts';
import { currentDecision, DECIDABLE, DECIDED, evolveCase } from '#core/case-state.ts';
import type { Clock } from '#core/clock.ts';
import type { Marked } from '#core/drill.ts';
import { type FinalDecision, finalDecision } from '#core/final-decision.ts';
import { lookDueAt } from '#core/liveness.ts';
import type { SampleCriteria } from '#core/reading-sample.ts';
import { isShareDue } from '#core/sharing.ts';
import type { WorkArea } from '#core/work-area.ts';
import { type Bucket, bucketsOf } from './buckets.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { everyDocument, getChecked, OF_A_DRILL, type Query, totalOf } from './elasticsearch.ts';
import { openRefresher, sparing } from './refresher.ts';
import { type Page, pageOfStates } from './state-page.ts';
import type { SubjectDocument, SubjectKind, SubjectRepository } from './subject-repository.ts';

export const caseKind = (index: string): SubjectKind<Case> => ({
  type: 'case',
  index,
  evolve: (before, event) => evolveCase(before, event as CaseEvent),
  fields: (state) => ({
    clusterId: state.clusterId,
    caseState: state.state,
    lang: state.lang,
    category: state.assessment.leading,
    purpose: state.purpose ?? 'flagged',
    violating: state.assessment.violating,
    scores: state.assessment.categories,
    known: state.locations.some((location) => (location.known?.length ?? 0) > 0),
    operatorIds: [...new Set(state.locations.map((location) => location.operatorId))],
    sourceIds: [...new Set(state.locations.map((location) => location.sourceId))],
    priority: state.priority,
    imminentThreat: state.imminentThreat,
    holdUntil: state.holdUntil,
    openedAt: state.openedAt,
    updatedAt: state.updatedAt,
    resolvedAt: state.resolvedAt,
    lookAt: lookDueAt(state),
    shareDue: isShareDue(state),
    askedOf: (state.questions ?? []).flatMap(({ to, answer }) => (to === null || answer !== null ? [] : [to])),
    decidedBy: currentDecision(state)?.reviewer ?? null,
    draw: drawOf(state.id),
    ...caseFacts(state),
    readings: state.readings?.length ?? 0,
    golden: state.golden !== undefined,
    disputed: isDisputed(state),
    handedTo: state.handedOver?.to ?? null,
    handedUntil: state.handedOver?.until ?? null,
    returnedFrom: [...new Set((state.returns ?? []).map((one) => one.sourceId))],
    ...(state.drill === undefined ? {} : { drill: state.drill }),
    text: state.title === null ? state.text : `${state.title}\n${state.text}`,
  }),
});

export interface CaseFilter {
  states?: readonly CaseState[] | undefined;
  lang?: string | undefined;
  /** The leading category. */
  category?: string | undefined;
  /** None of these leads. */
  notCategories?: readonly string[] | undefined;
  /** Cases with an address there. */
  operatorId?: string | undefined;
  purpose?: CasePurpose | undefined;
  minPriority?: number | undefined;
  /** Words (or Chinese phrases) that must all be in title or text. */
  text?: string | undefined;
  excludeIds?: readonly string[] | undefined;
  /** The part of the queue that is somebody's. */
  within?: WorkArea | undefined;
  /** Leaves drills out: what is counted for reports and statistics. */
  realOnly?: boolean | undefined;
  /** Only those of one drill. */
  drill?: string | undefined;
}
export interface CaseFacets {
  total: number;
  states: Bucket[];
  categories: Bucket[];
  languages: Bucket[];
  operators: Bucket[];
  purposes: Bucket[];
  /** When the oldest of those that wait for a decision was opened. */
  oldestOpenAt: string | null;
  oldestAgeMilliseconds: number | null;
}
/** A case of the queue as searches know it: the state may be another by now. */
export interface Candidate {
  id: string;
  state: CaseState;
  decidedBy: string | null;
  handedTo: string | null;
  /** Milliseconds since 1970. */
  handedUntil: number | null;
}
/** Searches see what was written up to a second ago, unless said otherwise. */
export interface CaseQueries {
  /** Highest priority first, then oldest first; `fresh` sees every acknowledged write. */
  queue(query: CaseFilter & { size: number; after?: string | undefined; fresh?: boolean }): Promise<Page<Case>>;
  /** The same cases, of each only what says whether it may be somebody's next. */
  candidates(query: CaseFilter & { size: number; after?: string | undefined }): Promise<Page<Candidate>>;
  /** Sees every acknowledged write; where it is asked for all the time, half a second later. */
  facets(filter?: CaseFilter): Promise<CaseFacets>;
  /** How many each of these filters finds, and when the oldest of them was opened, in one question. As `facets`. */
  counts(filters: readonly CaseFilter[]): Promise<{ count: number; oldestAt: string | null }[]>;
  /** Cases in which a colleague waits for this person: asked and not answered, or handed over. Sees every acknowledged write. */
  waitingFor(accountId: string, now: string): Promise<Case[]>;
  /** Of these cases the marks of those that belong to a drill. Real-time. */
  drillsAmong(ids: readonly string[]): Promise<Marked[]>;
  /** How many were opened for one of these purposes since then. Sees every acknowledged write. */
  openedFor(purposes: readonly CasePurpose[], since: string): Promise<number>;
  /**
   * Clusters of the cases that people have decided and can no longer take back, decided last first; at most 10,000, which is what
   * one search gives.
   */
  decidedClusters(): Promise<string[]>;
  /** Clusters of open cases, of highest priority first; at most 10,000. Sees every acknowledged write. */
  openClusters(filter: Pick<CaseFilter, 'within'>): Promise<string[]>;
  /** Ids of cases whose undo time has passed. */
  dueHolds(now: string, limit: number): Promise<string[]>;
  /** Ids of cases whose addresses are due for a look, longest overdue first. Sees every acknowledged write. */
  dueLooks(now: string, limit: number): Promise<string[]>;
  /** Ids of cases of which partners can get something else than they stand for now. Sees every acknowledged write. */
  dueShares(limit: number): Promise<string[]>;
  /** How many cases have a confirmed text that came up anew at a source, by source. */
  returnsBySource(): Promise<Map<string, number>>;
  /** Decided cases that wait for a second reading, and golden ones among them, in an order that tells nothing. */
  toReadAgain(query: { share: number; size: number; after?: string | undefined }): Promise<Page<Case>>;
  /** Ids of decided cases that are like that, answered last first; at most 10,000. Sees every acknowledged write. */
  answeredIds(criteria: SampleCriteria): Promise<string[]>;
  golden(query: { size: number; after?: string | undefined }): Promise<Page<Case>>;
  /** Read again with another answer than the decision in force, changed last first. */
  disputed(query: { size: number; after?: string | undefined }): Promise<Page<Case>>;
  /** Every decided case that somebody has read again. Sees every acknowledged write. */
  readTwice(): AsyncGenerator<Case>;
  /** Sees every acknowledged write. */
  byCluster(clusterId: string): Promise<Case | null>;
  /** What people have finally said, case by case. Sees every acknowledged write. */
  finalDecisions(): AsyncGenerator<FinalDecision>;
}
export type CaseRepository = SubjectRepository<Case, CaseDraft> & CaseQueries;

/** What was opened before there were samples has no purpose and is flagged. */
const purposeQuery = (purposes: readonly CasePurpose[]): Query => {
  const named: Query = { terms: { purpose: [...purposes] } };
  if (!purposes.includes('flagged')) return named;
  const unnamed: Query = { bool: { must_not: [{ exists: { field: 'purpose' } }] } };
  return { bool: { should: [named, unnamed], minimum_should_match: 1 } };
};
const within = ({ languages, categories, purposes }: WorkArea): Query[] => [
  ...(languages.length === 0 ? [] : [{ terms: { lang: [...languages] } }]),
  ...(categories.length === 0 ? [] : [{ terms: { category: [...categories] } }]),
  ...(purposes.length === 0 ? [] : [purposeQuery(purposes)]),
];

const filterOf = (filter: CaseFilter): Query => {
  const must: Query[] = [];
  const not: Query[] = [];
  if (filter.states !== undefined) must.push({ terms: { caseState: [...filter.states] } });
  if (filter.lang !== undefined) must.push({ term: { lang: filter.lang } });
  if (filter.category !== undefined) must.push({ term: { category: filter.category } });
  if (filter.notCategories !== undefined && filter.notCategories.length > 0)
    not.push({ terms: { category: [...filter.notCategories] } });
  if (filter.operatorId !== undefined) must.push({ term: { operatorIds: filter.operatorId } });
  if (filter.purpose !== undefined) must.push(purposeQuery([filter.purpose]));
  if (filter.within !== undefined) must.push(...within(filter.within));
  if (filter.minPriority !== undefined) must.push({ range: { priority: { gte: filter.minPriority } } });
  for (const word of filter.text?.split(/\s+/u) ?? []) if (word !== '') must.push({ match_phrase: { text: word } });
  if (filter.excludeIds !== undefined && filter.excludeIds.length > 0)
    not.push({ terms: { id: [...filter.excludeIds] } });
  if (filter.realOnly === true) not.push(OF_A_DRILL);
  if (filter.drill !== undefined) must.push({ term: { drill: filter.drill } });
  return { bool: { filter: must, must_not: not } };
};

/** Decided, and nobody can take it back any more; no drill. */
const FINAL: Query = {
  bool: {
    filter: [{ terms: { caseState: [...DECIDED] } }],
    must_not: [{ exists: { field: 'holdUntil' } }, OF_A_DRILL],
  },
};
const BY_PRIORITY: Record<string, 'asc' | 'desc'>[] = [{ priority: 'desc' }, { openedAt: 'asc' }, { id: 'asc' }];
const WAITING = 100;

const queriesOf = (
  client: Client,
  index: string,
  clock: Clock,
  refresh: () => Promise<void>,
  refreshForNumbers: () => Promise<void>,
): CaseQueries => ({
  queue: async ({ size, after, fresh = false, ...filter }) => {
    if (fresh) await refresh();
    return pageOfStates<Case>(client, { index, size, after, query: filterOf(filter), sort: BY_PRIORITY });
  },
  candidates: async ({ size, after, ...filter }) => {
    const answer = await client.search({
      index,
      size,
      query: filterOf(filter),
      sort: BY_PRIORITY,
      track_total_hits: true,
      _source: false,
      docvalue_fields: ['id', 'caseState', 'decidedBy', 'handedTo', { field: 'handedUntil', format: 'epoch_millis' }],
      ...(after === undefined ? {} : { search_after: decodeCursor(after, BY_PRIORITY.length) }),
    });
    const { hits } = answer.hits;
    const last = hits.at(-1)?.sort;
    return {
      items: hits.flatMap(({ fields = {} }) => {
        const first = (name: string): string | null => (fields[name] as string[] | undefined)?.[0] ?? null;
        const [id, state, until] = [first('id'), first('caseState') as CaseState | null, first('handedUntil')];
        if (id === null || state === null) return [];
        const handedUntil = until === null ? null : Number(until);
        return [{ id, state, decidedBy: first('decidedBy'), handedTo: first('handedTo'), handedUntil }];
      }),
      total: totalOf(answer.hits),
      next: hits.length < size || last === undefined ? null : encodeCursor(last),
    };
  },
  counts: async (filters) => {
    if (filters.length === 0) return [];
    await refreshForNumbers();
    const answer = await client.search({
      index,
      size: 0,
      track_total_hits: false,
      aggregations: {
        queues: {
          filters: { filters: filters.map(filterOf) },
          aggregations: { oldest: { min: { field: 'openedAt' } } },
        },
      },
    });
    const found = answer.aggregations?.queues as estypes.AggregationsFiltersAggregate | undefined;
    return ((found?.buckets ?? []) as estypes.AggregationsFiltersBucket[]).map((bucket) => {
      const oldest = (bucket.oldest as estypes.AggregationsMinAggregate | undefined)?.value ?? null;
      return { count: bucket.doc_count, oldestAt: oldest === null ? null : new Date(oldest).toISOString() };
    });
  },
  waitingFor: async (accountId, now) => {
    await refresh();
    const handed = { bool: { filter: [{ term: { handedTo: accountId } }, { range: { handedUntil: { gt: now } } }] } };
    const query = { bool: { should: [{ term: { askedOf: accountId } }, handed], minimum_should_match: 1 } };
    const page = await pageOfStates<Case>(client, { index, size: WAITING, after: undefined, query, sort: BY_PRIORITY });
    return page.items;
  },
  facets: async (filter = {}) => {
    await refreshForNumbers();
    const answer = await client.search({
      index,
      size: 0,
      query: filterOf(filter),
      track_total_hits: true,
      aggregations: {
        states: { terms: { field: 'caseState', size: CASE_STATES.length } },
        categories: { terms: { field: 'category', size: 20 } },
        languages: { terms: { field: 'lang', size: 100 } },
        operators: { terms: { field: 'operatorIds', size: 200 } },
        purposes: { terms: { field: 'purpose', size: CASE_PURPOSES.length } },
        waiting: {
          filter: { terms: { caseState: [...DECIDABLE] } },
          aggregations: { oldest: { min: { field: 'openedAt' } } },
        },
      },
    });
    const found = answer.aggregations ?? {};
    const waiting = found.waiting as estypes.AggregationsFilterAggregate | undefined;
    const oldest = (waiting?.oldest as estypes.AggregationsMinAggregate | undefined)?.value ?? null;
    return {
      total: totalOf(answer.hits),
      states: bucketsOf(found.states),
      categories: bucketsOf(found.categories),
      languages: bucketsOf(found.languages),
      operators: bucketsOf(found.operators),
      purposes: bucketsOf(found.purposes),
      oldestOpenAt: oldest === null ? null : new Date(oldest).toISOString(),
      oldestAgeMilliseconds: oldest === null ? null : clock.now().getTime() - oldest,
    };
  },
  drillsAmong: async (ids) => {
    const found = await getChecked<SubjectDocument<Case>>(client, { index, ids: [...new Set(ids)] });
    return found.flatMap((one) => {
      const drill = one?._source?.state.drill;
      return drill === undefined ? [] : [{ drill }];
    });
  },
  openedFor: async (purposes, since) => {
    await refresh();
    const query = {
      bool: {
        filter: [{ terms: { purpose: [...purposes] } }, { range: { openedAt: { gte: since } } }],
        must_not: [OF_A_DRILL],
      },
    };
    return (await client.count({ index, query })).count;
  },
  decidedClusters: async () => {
    const answer = await client.search<{ clusterId: string }>({
      index,
      size: 10_000,
      query: FINAL,
      sort: [{ updatedAt: 'desc' }, { id: 'asc' }],
      track_total_hits: false,
      _source: ['clusterId'],
    });
    return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.clusterId]));
  },
  openClusters: async (filter) => {
    await refresh();
    const answer = await client.search<{ clusterId: string }>({
      ...{ index, size: 10_000, query: filterOf({ ...filter, states: ['open'] }), sort: BY_PRIORITY },
      ...{ track_total_hits: false, _source: ['clusterId'] },
    });
    return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.clusterId]));
  },
  dueHolds: async (now, limit) => {
    const answer = await client.search<{ id: string }>({
      index,
      size: limit,
      query: { range: { holdUntil: { lte: now } } },
      sort: [{ holdUntil: 'asc' }, { id: 'asc' }],
      _source: ['id'],
    });
    return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.id]));
  },
  dueLooks: async (now, limit) => {
    await refresh();
    const answer = await client.search<{ id: string }>({
      index,
      size: limit,
      query: { range: { lookAt: { lte: now } } },
      sort: [{ lookAt: 'asc' }, { id: 'asc' }],
      track_total_hits: false,
      _source: ['id'],
    });
    return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.id]));
  },
  dueShares: async (limit) => {
    await refresh();
    const answer = await client.search<{ id: string }>({
      index,
      size: limit,
      query: { term: { shareDue: true } },
      sort: [{ updatedAt: 'asc' }, { id: 'asc' }],
      track_total_hits: false,
      _source: ['id'],
    });
    return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.id]));
  },
  returnsBySource: async () => {
    const answer = await client.search({
      index,
      size: 0,
      aggregations: { sources: { terms: { field: 'returnedFrom', size: 10_000 } } },
    });
    return new Map(bucketsOf(answer.aggregations?.sources).map(({ key, count }) => [key, count]));
  },
  toReadAgain: async ({ share, size, after }) => {
    await refresh();
    const drawn = { bool: { filter: [{ range: { draw: { lt: share } } }, { term: { readings: 0 } }] } };
    return pageOfStates<Case>(client, {
      ...{ index, size, after, sort: [{ draw: 'asc' }, { id: 'asc' }] },
      query: {
        bool: { filter: [FINAL], should: [drawn, { term: { golden: true } }], minimum_should_match: 1 },
      },
    });
  },
  answeredIds: async ({ category, lang, from, to, outcome }) => {
    await refresh();
    const answeredAt = { ...(from === null ? {} : { gte: from }), ...(to === null ? {} : { lt: to }) };
    const filter: Query[] = [
      FINAL,
      { range: { answeredAt } },
      ...(category === null ? [] : [{ term: { category } }]),
      ...(lang === null ? [] : [{ term: { lang } }]),
      outcome === null ? { exists: { field: 'answer' } } : { term: { answer: outcome } },
    ];
    const answer = await client.search<{ id: string }>({
      ...{ index, size: 10_000, query: { bool: { filter } }, sort: [{ answeredAt: 'desc' }, { id: 'asc' }] },
      ...{ track_total_hits: false, _source: ['id'] },
    });
    return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.id]));
  },
  golden: async ({ size, after }) => {
    await refresh();
    const query = { bool: { filter: [FINAL, { term: { golden: true } }] } };
    return pageOfStates<Case>(client, { index, size, after, query, sort: [{ draw: 'asc' }, { id: 'asc' }] });
  },
  disputed: async ({ size, after }) => {
    await refresh();
    const query = { bool: { filter: [FINAL, { term: { disputed: true } }] } };
    return pageOfStates<Case>(client, { index, size, after, query, sort: [{ updatedAt: 'desc' }, { id: 'asc' }] });
  },
  readTwice: async function* () {
    await refresh();
    const query = { bool: { filter: [FINAL, { range: { readings: { gt: 0 } } }] } };
    for await (const { source } of everyDocument<SubjectDocument<Case>>(client, index, { query, excludes: ['outbox'] }))
      yield source.state;
  },
  byCluster: async (clusterId) => {
    await refresh();
    const answer = await client.search<{ state: Case }>({
      index,
      size: 1,
      query: { term: { clusterId } },
      sort: [{ openedAt: 'asc' }, { id: 'asc' }],
      _source: ['state'],
    });
    return answer.hits.hits[0]?._source?.state ?? null;
  },
  finalDecisions: async function* () {
    const states: CaseState[] = ['cleared', 'signed', 'in_takedown', 'resolved'];
    const query = { bool: { filter: [{ terms: { caseState: states } }], must_not: [OF_A_DRILL] } };
    const found = everyDocument<SubjectDocument<Case>>(client, index, { query, excludes: ['outbox'] });
    for await (const { source } of found) {
      const decision = finalDecision(source.state);
      if (decision !== null) yield decision;
    }
  },
});

export const caseQueries = (client: Client, index: string, clock: Clock): CaseQueries => {
  const refresh = openRefresher(client, index);
  return queriesOf(client, index, clock, refresh, sparing(refresh));
};
