/** Partners, what they can get, and what each of them got. */
import type { Client } from '@elastic/elasticsearch';
import {
  evolveHandover,
  type Handover,
  type HandoverDraft,
  type HandoverEvent,
  type HandoverState,
} from '#core/handover.ts';
import type { Category } from '#core/labels.ts';
import { evolveSharedItem, type SharedItem, type SharedItemDraft, type SharedItemEvent } from '#core/shared-item.ts';
import type { SharedKind } from '#core/sharing.ts';
import { getChecked, type Query } from './elasticsearch.ts';
import { type Page, pageOfStates } from './state-page.ts';
import type { SubjectDocument, SubjectKind, SubjectRepository } from './subject-repository.ts';

export const sharedItemKind = (index: string): SubjectKind<SharedItem> => ({
  type: 'share',
  index,
  evolve: (before, event) => evolveSharedItem(before, event as SharedItemEvent),
  fields: ({ kind, categories, cases, modifiedAt, revoked, announced }) => ({
    ...{ kind, categories, modifiedAt, revoked, announced },
    caseIds: cases.map(({ caseId }) => caseId),
  }),
});

export const handoverKind = (index: string): SubjectKind<Handover> => ({
  type: 'handover',
  index,
  evolve: (before, event) => evolveHandover(before, event as HandoverEvent),
  fields: ({ partnerId, channel, notice, items, state, at, nextAttemptAt }) => ({
    ...{ partnerId, channel, notice, handoverState: state, at, nextAttemptAt },
    itemIds: items.map(({ id }) => id),
    versions: items.map(versionKey),
  }),
});

const versionKey = ({ id, modifiedAt }: { id: string; modifiedAt: string }): string => `${id} ${modifiedAt}`;

export interface SharedItemQuery {
  /** Items of one of these categories. */
  categories: readonly Category[];
  /** Changed after that moment, and not after this one. */
  after?: string | undefined;
  until: string;
  ids?: readonly string[] | undefined;
  kinds?: readonly SharedKind[] | undefined;
  revoked?: boolean | undefined;
  /** For people to read; partners get what changed first. */
  newestFirst?: boolean | undefined;
  size: number;
  cursor?: string | undefined;
}

export interface SharedItemQueries {
  /** In the order of their last change. Sees every acknowledged write. */
  page(query: SharedItemQuery): Promise<Page<SharedItem>>;
  /** Real-time; what does not exist is left out. */
  getMany(ids: readonly string[]): Promise<SharedItem[]>;
  /** Every item that rests on a case. Sees every acknowledged write. */
  ofCase(caseId: string): Promise<SharedItem[]>;
  /** Items of whose last change partners were not told yet, oldest first. Sees every acknowledged write. */
  unannounced(limit: number): Promise<SharedItem[]>;
}
export type SharedItemRepository = SubjectRepository<SharedItem, SharedItemDraft> & SharedItemQueries;

/** Items that one case rests on: as many addresses as a case may have. */
const MOST = 10_000;

export const sharedItemQueries = (client: Client, index: string): SharedItemQueries => {
  const all = async (query: Query, limit: number): Promise<SharedItem[]> => {
    await client.indices.refresh({ index });
    const page = await pageOfStates<SharedItem>(client, {
      ...{ index, query, size: limit, after: undefined },
      sort: [{ modifiedAt: 'asc' }, { id: 'asc' }],
    });
    return page.items;
  };
  return {
    page: async ({ categories, after, until, ids, kinds, revoked, newestFirst = false, size, cursor }) => {
      await client.indices.refresh({ index });
      const filter: Query[] = [
        { terms: { categories: [...categories] } },
        { range: { modifiedAt: { lte: until, ...(after === undefined ? {} : { gt: after }) } } },
      ];
      if (ids !== undefined) filter.push({ terms: { id: [...ids] } });
      if (kinds !== undefined) filter.push({ terms: { kind: [...kinds] } });
      if (revoked !== undefined) filter.push({ term: { revoked } });
      return pageOfStates<SharedItem>(client, {
        ...{ index, size, after: cursor, query: { bool: { filter } } },
        sort: [{ modifiedAt: newestFirst ? 'desc' : 'asc' }, { id: 'asc' }],
      });
    },
    getMany: async (ids) => {
      if (ids.length === 0) return [];
      const found = await getChecked<SubjectDocument<SharedItem>>(client, { index, ids: [...ids] });
      return found.flatMap((one) => (one?._source === undefined ? [] : [one._source.state]));
    },
    ofCase: (caseId) => all({ term: { caseIds: caseId } }, MOST),
    unannounced: (limit) => all({ term: { announced: false } }, limit),
  };
};

export interface HandoverQueries {
  /** Newest first. Sees every acknowledged write. */
  list(query: {
    partnerId?: string | undefined;
    states?: readonly HandoverState[] | undefined;
    size: number;
    after?: string | undefined;
  }): Promise<Page<Handover>>;
  /** Of these items, for each partner those that it got in whatever version. Sees every acknowledged write. */
  holders(itemIds: readonly string[]): Promise<Map<string, Set<string>>>;
  /** Of these versions, those that a partner did not get yet. Sees every acknowledged write. */
  news<T extends { id: string; modifiedAt: string }>(partnerId: string, items: readonly T[]): Promise<T[]>;
  /** Ids of messages that are to be sent. Sees every acknowledged write. */
  due(now: string, limit: number): Promise<string[]>;
}
export type HandoverRepository = SubjectRepository<Handover, HandoverDraft> & HandoverQueries;

export const handoverQueries = (client: Client, index: string): HandoverQueries => {
  const everyState = async function* (query: Query): AsyncGenerator<Handover> {
    await client.indices.refresh({ index });
    for (let after: string | undefined; ; ) {
      const page = await pageOfStates<Handover>(client, {
        ...{ index, query, size: 500, after },
        sort: [{ at: 'asc' }, { id: 'asc' }],
      });
      yield* page.items;
      if (page.next === null) return;
      after = page.next;
    }
  };
  return {
    list: async ({ partnerId, states, size, after }) => {
      await client.indices.refresh({ index });
      const filter: Query[] = [];
      if (partnerId !== undefined) filter.push({ term: { partnerId } });
      if (states !== undefined) filter.push({ terms: { handoverState: [...states] } });
      return pageOfStates<Handover>(client, {
        ...{ index, size, after, query: { bool: { filter } } },
        sort: [{ at: 'desc' }, { id: 'asc' }],
      });
    },
    holders: async (itemIds) => {
      const wanted = new Set(itemIds);
      const found = new Map<string, Set<string>>();
      if (wanted.size === 0) return found;
      for await (const { partnerId, items } of everyState({ terms: { itemIds: [...wanted] } })) {
        const held = found.get(partnerId) ?? new Set<string>();
        for (const { id } of items) if (wanted.has(id)) held.add(id);
        found.set(partnerId, held);
      }
      return found;
    },
    news: async (partnerId, items) => {
      if (items.length === 0) return [];
      const versions = items.map(versionKey);
      const got = new Set<string>();
      const query = { bool: { filter: [{ term: { partnerId } }, { terms: { versions } }] } };
      for await (const one of everyState(query)) for (const item of one.items) got.add(versionKey(item));
      return items.filter((item) => !got.has(versionKey(item)));
    },
    due: async (now, limit) => {
      await client.indices.refresh({ index });
      const answer = await client.search<{ id: string }>({
        index,
        size: limit,
        query: {
          bool: { filter: [{ term: { handoverState: 'pending' } }, { range: { nextAttemptAt: { lte: now } } }] },
        },
        sort: [{ nextAttemptAt: 'asc' }, { id: 'asc' }],
        track_total_hits: false,
        _source: ['id'],
      });
      return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source.id]));
    },
  };
};
