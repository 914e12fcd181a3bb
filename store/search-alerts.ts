/**
 * What watched searches have found. Each match is one document whose id is made of search and post, so that a post is found once
 * however often it is looked for. It is in no ledger: after a rebuild, watching begins anew.
 */
import type { Client } from '@elastic/elasticsearch';
import { bulkChecked, everyDocument, isConflict, isMissing, type Query } from './elasticsearch.ts';
import { openPostWindow, type PostSight } from './post-window.ts';

/** One message about what was found, the same at every attempt. */
export interface Bulletin {
  id: string;
  at: string;
  count: number;
  /** Ways that it has still to go. */
  left: string[];
}

export interface AlertState {
  id: string;
  /** When it is asked next; null while it is paused. */
  lookAt: string | null;
  /** The journal's entry at which watching began: what was collected before is not news. */
  first: number;
  /** The journal's entry up to which it was asked. */
  entry: number;
  /** What was found up to here is whole, and may be counted. */
  ranAt: string | null;
  /** Its owner has seen what was found up to here. */
  seenAt: string;
  /** Messages have told what was found up to here. */
  toldAt: string;
  bulletin: Bulletin | null;
  /** The last message did not get through. */
  undelivered: boolean;
}

interface Match {
  id: string;
  searchId: string;
  postId: string;
  sourceId: string;
  foundAt: string;
}

export interface SearchAlerts {
  state(searchId: string): Promise<AlertState | null>;
  /** Begins to watch from what is there now, or goes on after a pause. */
  resume(searchId: string, now: string): Promise<void>;
  pause(searchId: string): Promise<void>;
  /** Forgets what was found. */
  end(searchId: string): Promise<void>;
  /** Ids of searches that are to be asked. Sees every acknowledged write. */
  due(now: string, limit: number): Promise<string[]>;
  /** Takes the turn of asking until `lookAt`. @returns its state, or null where another process has it or there is none */
  claim(searchId: string, now: string, lookAt: string): Promise<AlertState | null>;
  write(searchId: string, change: Partial<Omit<AlertState, 'id'>>): Promise<void>;
  /** Number of the last entry of the journal that searches see. */
  lastEntry(): Promise<number>;
  /** Keeps what was found; a post that was found before stays as it was. */
  add(searchId: string, posts: readonly { id: string; sourceId: string }[], foundAt: string): Promise<void>;
  /** How many were found after `after` and up to `until` that somebody with this sight may see. */
  count(searchId: string, span: { after: string; until: string }, sight: PostSight): Promise<number>;
  /** Ids of their posts, newest first. */
  list(searchId: string, span: { after: string; until: string }, sight: PostSight, size: number): Promise<string[]>;
}

export const openSearchAlerts = (
  client: Client,
  indices: { alerts: string; matches: string; posts: string },
): SearchAlerts => {
  const index = indices.alerts;
  const refreshMatches = () => client.indices.refresh({ index: indices.matches });
  const load = async (id: string) => {
    try {
      return await client.get<AlertState>({ index, id });
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  };
  const state = async (id: string): Promise<AlertState | null> => (await load(id))?._source ?? null;
  const write: SearchAlerts['write'] = async (id, change) => {
    await client.update({ index, id, doc: change, retry_on_conflict: 5 });
  };
  const lastEntry = async (): Promise<number> => {
    await client.indices.refresh({ index: indices.posts });
    const { aggregations = {} } = await client.search({
      ...{ index: indices.posts, size: 0, track_total_hits: false },
      aggregations: { post: { max: { field: 'postEntry' } }, analysis: { max: { field: 'analysisEntry' } } },
    });
    return Math.max(...Object.values(aggregations).map((one) => (one as { value: number | null }).value ?? 0));
  };
  const spanQuery = (searchId: string, { after, until }: { after: string; until: string }): Query => ({
    bool: { filter: [{ term: { searchId } }, { range: { foundAt: { gt: after, lte: until } } }] },
  });
  return {
    state,
    write,
    lastEntry,
    resume: async (id, now) => {
      if ((await state(id)) !== null) return write(id, { lookAt: now });
      const entry = await lastEntry();
      const document: AlertState = {
        ...{ id, lookAt: now, first: entry, entry, ranAt: null, seenAt: now, toldAt: now },
        ...{ bulletin: null, undelivered: false },
      };
      await client.index({ index, id, document });
    },
    pause: async (id) => {
      if ((await state(id)) !== null) await write(id, { lookAt: null });
    },
    end: async (id) => {
      try {
        await client.delete({ index, id });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
      const batch: string[] = [];
      const empty = () =>
        bulkChecked(
          client,
          batch.splice(0).map((match) => ({ delete: { _id: match } })),
          { index: indices.matches, accept: [404] },
        );
      for await (const match of everyDocument<Match>(client, indices.matches, { query: { term: { searchId: id } } }))
        if (batch.push(match.id) >= 500) await empty();
      if (batch.length > 0) await empty();
    },
    due: async (now, limit) => {
      await client.indices.refresh({ index });
      const answer = await client.search({
        ...{ index, size: limit, _source: false, track_total_hits: false },
        query: { range: { lookAt: { lte: now } } },
        sort: [{ lookAt: 'asc' }, { id: 'asc' }],
      });
      return answer.hits.hits.flatMap((hit) => hit._id ?? []);
    },
    claim: async (id, now, lookAt) => {
      const found = await load(id);
      const before = found?._source;
      if (before?.lookAt == null || before.lookAt > now) return null;
      try {
        await client.index({
          ...{ index, id, document: { ...before, lookAt } },
          ...{ if_seq_no: found?._seq_no ?? 0, if_primary_term: found?._primary_term ?? 0 },
        });
        return before;
      } catch (error) {
        if (isConflict(error)) return null;
        throw error;
      }
    },
    add: async (searchId, posts, foundAt) => {
      const operations = posts.flatMap(({ id: postId, sourceId }) => {
        const id = `${searchId}-${postId}`;
        const match: Match = { id, searchId, postId, sourceId, foundAt };
        return [{ create: { _id: id } }, match];
      });
      if (operations.length > 0) await bulkChecked(client, operations, { index: indices.matches, accept: [409] });
    },
    count: async (searchId, span, sight) => {
      await refreshMatches();
      return openPostWindow(client, indices.matches, sight).count(spanQuery(searchId, span));
    },
    list: async (searchId, span, sight, size) => {
      await refreshMatches();
      const answer = await openPostWindow(client, indices.matches, sight).search<Match>({
        ...{ query: spanQuery(searchId, span), size, track_total_hits: false },
        sort: [{ foundAt: 'desc' }, { id: 'asc' }],
      });
      return answer.hits.hits.flatMap((hit) => hit._source?.postId ?? []);
    },
  };
};
