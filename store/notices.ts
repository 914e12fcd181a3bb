import type { Client, estypes } from '@elastic/elasticsearch';
import {
  type Instrument,
  NOTICE_STATES,
  type Notice,
  type NoticeDraft,
  type NoticeEvent,
  type NoticeState,
} from '#core/notice.ts';
import { noticeFacts } from '#core/notice-facts.ts';
import { evolveNotice, NOTICE_DELIVERY_STATES, noticeWorkAt } from '#core/notice-state.ts';
import { type Bucket, bucketsOf } from './buckets.ts';
import type { Query } from './elasticsearch.ts';
import { type Page, pageOfStates } from './state-page.ts';
import type { SubjectKind, SubjectRepository } from './subject-repository.ts';

export const noticeKind = (index: string): SubjectKind<Notice> => ({
  type: 'notice',
  index,
  evolve: (before, event) => evolveNotice(before, event as NoticeEvent),
  fields: (state) => ({
    noticeState: state.state,
    instrument: state.instrument,
    caseId: state.caseId,
    operatorId: state.operatorId,
    reference: state.reference,
    answerCodes: state.answerCodes.map((code) => code.hash),
    ...(state.drill === undefined ? {} : { drill: state.drill }),
    undelivered: state.undelivered != null,
    lang: state.about?.lang ?? null,
    category: state.about?.category ?? null,
    ...noticeFacts(state),
    workAt: noticeWorkAt(state),
    createdAt: state.createdAt,
    updatedAt: state.updatedAt,
  }),
});

export interface NoticeFilter {
  states?: readonly NoticeState[] | undefined;
  instrument?: Instrument | undefined;
  operatorId?: string | undefined;
  caseId?: string | undefined;
  drill?: string | undefined;
  /** Only those with a dead letter. */
  undelivered?: boolean | undefined;
}
/** Every query but what is due sees every acknowledged write. */
export interface NoticeQueries {
  /** Last changed first. */
  list(query: NoticeFilter & { size: number; after?: string | undefined }): Promise<Page<Notice>>;
  /** All of a case, however many. */
  ofCase(caseId: string): Promise<Notice[]>;
  ofDrill(drillId: string): Promise<Notice[]>;
  states(): Promise<Bucket[]>;
  byReference(reference: string): Promise<Notice | null>;
  byAnswerCode(hash: string): Promise<Notice | null>;
  /** Ids of those that are to be brought or taken back now, the earliest first; looks that are overdue never stand in their way. */
  dueDeliveries(now: string, limit: number): Promise<string[]>;
  /** Ids of those whose addresses are to be looked at again, or that have to be called unanswered, the earliest first. */
  dueLooks(now: string, limit: number): Promise<string[]>;
}
export type NoticeRepository = SubjectRepository<Notice, NoticeDraft> & NoticeQueries;

const PAGE = 100;
const DELIVERING: Query = { terms: { noticeState: [...NOTICE_DELIVERY_STATES] } };
const dueAt = (now: string): Query => ({ range: { workAt: { lte: now } } });

export const noticeQueries = (client: Client, index: string): NoticeQueries => {
  const first = async (query: Query): Promise<Notice | null> => {
    await client.indices.refresh({ index });
    const answer = await client.search<{ state: Notice }>({ index, size: 1, query, _source: ['state'] });
    return answer.hits.hits[0]?._source?.state ?? null;
  };
  const list: NoticeQueries['list'] = async ({ size, after, states, undelivered, ...equal }) => {
    const { instrument, operatorId, caseId, drill } = equal;
    const filter: Query[] = [];
    if (undelivered !== undefined) filter.push({ term: { undelivered } });
    if (states !== undefined) filter.push({ terms: { noticeState: [...states] } });
    if (instrument !== undefined) filter.push({ term: { instrument } });
    if (operatorId !== undefined) filter.push({ term: { operatorId } });
    if (caseId !== undefined) filter.push({ term: { caseId } });
    if (drill !== undefined) filter.push({ term: { drill } });
    await client.indices.refresh({ index });
    return pageOfStates<Notice>(client, {
      index,
      size,
      after,
      query: { bool: { filter } },
      sort: [{ updatedAt: 'desc' }, { id: 'asc' }],
    });
  };
  const idsOf = async (bool: estypes.QueryDslBoolQuery, limit: number): Promise<string[]> => {
    const answer = await client.search<{ id: string }>({
      ...{ index, size: limit, query: { bool }, _source: ['id'] },
      sort: [{ workAt: 'asc' }, { id: 'asc' }],
    });
    return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.id]));
  };
  const all = async (filter: NoticeFilter): Promise<Notice[]> => {
    const found: Notice[] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const page = await list({ ...filter, size: PAGE, after });
      found.push(...page.items);
      after = page.next;
    }
    return found;
  };
  return {
    list,
    ofCase: (caseId) => all({ caseId }),
    ofDrill: (drill) => all({ drill }),
    states: async () => {
      const answer = await client.search({
        index,
        size: 0,
        aggregations: { states: { terms: { field: 'noticeState', size: NOTICE_STATES.length } } },
      });
      return bucketsOf(answer.aggregations?.states);
    },
    byReference: (reference) => first({ term: { reference } }),
    byAnswerCode: (hash) => first({ term: { answerCodes: hash } }),
    dueDeliveries: (now, limit) => idsOf({ filter: [DELIVERING, dueAt(now)] }, limit),
    dueLooks: (now, limit) => idsOf({ filter: [dueAt(now)], must_not: [DELIVERING] }, limit),
  };
};
