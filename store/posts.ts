/**
 * The posts: versions of items as the sources showed them, with what analysis added. Every batch lies in the evidence store's
 * journal before it is indexed, so the index can be built again.
 */
import type { Client, estypes } from '@elastic/elasticsearch';
import type { Assessment } from '#core/assessment.ts';
import { WeirError } from '#core/errors.ts';
import type { Picture } from '#core/picture.ts';
import type { Analysis, Post } from '#core/post.ts';
import { bulkChecked, getChecked, OF_A_DRILL, type Query, totalOf } from './elasticsearch.ts';
import type { Journal } from './evidence/journal.ts';
import { openPostReader, type PostReader } from './post-reader.ts';
import { type PostSearch, type PostSearchResult, searchPosts } from './post-search.ts';
import { isGoneAt, isNewer, laterOf, newestOf, type Sighting, statusOf } from './post-versions.ts';
import { openPostWindow, type PostSight } from './post-window.ts';
import {
  analysisFields,
  collectedFields,
  freshFields,
  isSearchable,
  type PostDocument,
  rounded,
  type StoredPost,
  storedPost,
} from './stored-post.ts';

import { type Tails, tailsOfUnflagged } from './unflagged.ts';

export type { StoredAnalysis, StoredPost } from './stored-post.ts';

/** One post that may be a near-duplicate; one for each cluster, the first that was collected. */
export interface Candidate {
  id: string;
  clusterId: string;
  title: string | null;
  text: string;
  pictures: Picture[];
  signature: string;
  assessment: Assessment;
}
export interface AnalysedPost {
  id: string;
  analysis: Analysis;
}
export interface ReadPictures {
  id: string;
  pictures: Picture[];
}
export interface PostCounts {
  total: number;
  live: number;
  gone: number;
  superseded: number;
  analysed: number;
  flagged: number;
}

export interface PostRepository {
  /**
   * Stores versions of items. The same version again is left as it is, so replaying is harmless. Of an item's versions only
   * the one that was seen last is `live`; the others become `superseded`. A version that had been edited away or was gone and
   * is the last again (an edit taken back) becomes `live` again.
   * @returns ids, each in `created` or in `existed`. `reinstated`: those of `existed` that are up again. They are named each
   *   time they are collected, not only the first, because a crash may have come before anything followed from it.
   */
  indexBatch(posts: readonly Post[]): Promise<{ created: string[]; existed: string[]; reinstated: string[] }>;
  /** Real-time. */
  get(id: string): Promise<StoredPost | null>;
  /** Real-time; those that exist, in the order asked for. */
  getMany(ids: readonly string[]): Promise<StoredPost[]>;
  /** Real-time; one for each id that exists and has a vector, in the order asked for. */
  vectors(ids: readonly string[]): Promise<number[][]>;
  /** Adds or replaces analyses. The last call wins, in the index and in a rebuild. @throws POST_UNKNOWN (404) */
  setAnalysis(analyses: readonly AnalysedPost[]): Promise<void>;
  /** Keeps what reading the images of a post brought; the last call wins. @throws POST_UNKNOWN (404) */
  setPictures(id: string, pictures: readonly Picture[]): Promise<void>;
  /** Ids of posts with images that nobody has tried to read yet, oldest first. Sees every acknowledged write. */
  unread(limit: number): Promise<string[]>;
  /** Ids of posts without an analysis whose images, if any, were read; oldest first. Sees every acknowledged write. */
  unanalysed(limit: number): Promise<string[]>;
  /** Analysed posts that share a band, at most one a cluster. Sees every acknowledged write. */
  candidates(bands: readonly string[], limit: number): Promise<Candidate[]>;
  /**
   * Marks one version (post id) or all versions (item id) as gone, of those that were not seen after `at`.
   * @returns the ids that changed
   */
  markGone(itemOrPostId: string, at: string): Promise<string[]>;
  /** All versions of an item, oldest first. Sees every acknowledged write. */
  byItem(itemId: string): Promise<StoredPost[]>;
  /** Posts of one conversation, oldest first, at most 200. */
  byThread(thread: string): Promise<StoredPost[]>;
  /** For the house itself; what people ask goes through `seenBy`. */
  search(query: PostSearch): Promise<PostSearchResult>;
  /** What somebody with this sight can ask. */
  seenBy(sight: PostSight): PostReader;
  /** The posts whose vectors are nearest (cosine), nearest first; `score` is in 0..1. */
  similar(vector: readonly number[], k: number): Promise<{ post: StoredPost; score: number }[]>;
  /**
   * Of these clusters those with the nearest post, each with its cosine similarity (-1..1), nearest first; found among the 500
   * nearest posts, so one of more copies than that may hide others.
   */
  nearestClusters(
    vector: readonly number[],
    clusterIds: readonly string[],
    most: number,
  ): Promise<{ clusterId: string; similarity: number }[]>;
  /** For each vector the cosine similarity of the nearest one among earlier posts, -1..1; null where there is none yet. */
  nearest(vectors: readonly (readonly number[])[]): Promise<(number | null)[]>;
  /** Where the tails of what was not flagged begin. */
  tails(question: Parameters<typeof tailsOfUnflagged>[2]): Promise<Tails>;
  counts(): Promise<PostCounts>;
  refresh(): Promise<void>;
}

interface Versioned {
  id: string;
  seqNo: number;
  primaryTerm: number;
  document: PostDocument;
}

/** Bodies of documents, never the vector. */
const SOURCE = { excludes: ['vector'] };

export const openPosts = (client: Client, index: string, journal: Journal): PostRepository => {
  const refresh = async (): Promise<void> => {
    await client.indices.refresh({ index });
  };

  const read = async (ids: readonly string[]): Promise<Map<string, Versioned>> => {
    const found = new Map<string, Versioned>();
    if (ids.length === 0) return found;
    const docs = await getChecked<PostDocument>(client, {
      index,
      ids: [...new Set(ids)],
      _source_excludes: ['vector'],
    });
    for (const doc of docs) {
      if (doc?._source === undefined) continue;
      const { _seq_no: seqNo, _primary_term: primaryTerm } = doc;
      if (seqNo !== undefined && primaryTerm !== undefined)
        found.set(doc._id, { id: doc._id, seqNo, primaryTerm, document: doc._source });
    }
    return found;
  };

  const find = async (query: Query, size: number): Promise<PostDocument[]> => {
    const answer = await client.search<PostDocument>({
      index,
      size,
      query,
      sort: [{ publishedAt: 'asc' }, { collectedAt: 'asc' }, { id: 'asc' }],
      _source: SOURCE,
    });
    return answer.hits.hits.flatMap((hit) => (hit._source === undefined ? [] : [hit._source]));
  };

  /**
   * Writes what `change` says, document by document, and asks again where somebody else wrote first. `change` gives null
   * when there is nothing to write.
   */
  const update = async (
    ids: readonly string[],
    change: (document: PostDocument) => Partial<PostDocument> | null,
  ): Promise<string[]> => {
    const changed: string[] = [];
    let left = [...new Set(ids)];
    while (left.length > 0) {
      const operations: NonNullable<estypes.BulkRequest['operations']> = [];
      for (const { id, seqNo, primaryTerm, document } of (await read(left)).values()) {
        const doc = change(document);
        if (doc !== null)
          operations.push({ update: { _id: id, if_seq_no: seqNo, if_primary_term: primaryTerm } }, { doc });
      }
      const outcomes = await bulkChecked(client, operations, { index, accept: [409] });
      changed.push(...outcomes.filter((one) => one.status !== 409).map((one) => one.id));
      left = outcomes.filter((one) => one.status === 409).map((one) => one.id);
    }
    return changed;
  };

  const versionsOf = async (itemIds: readonly string[]): Promise<PostDocument[]> => {
    if (itemIds.length === 0) return [];
    await refresh();
    return find({ terms: { itemId: [...new Set(itemIds)] } }, 10_000);
  };

  /** Gives every version the status that follows from what is known now, whoever wrote it and in whatever order. */
  const settle = async (itemIds: readonly string[]): Promise<Map<string, PostDocument>> => {
    const versions = await versionsOf(itemIds);
    const newest = newestOf(versions);
    const status = (one: PostDocument): Post['status'] => statusOf(one, newest.get(one.itemId));
    await update(
      versions.filter((one) => one.status !== status(one)).map((one) => one.id),
      (document) => (document.status === status(document) ? null : { status: status(document) }),
    );
    return newest;
  };

  /** Writes down which known versions, among those just collected, are their item's last again. */
  const noteReturns = async (collected: readonly Post[], there: Map<string, Versioned>): Promise<void> => {
    const again = collected.filter((post) => {
      const known = there.get(post.id)?.document;
      if (known === undefined || known.status === 'live') return false;
      return isNewer(post, known) && !isGoneAt(post, known.goneAt);
    });
    const known = newestOf(await versionsOf(again.map((post) => post.itemId)));
    const returning = new Map<string, Sighting>();
    for (const [itemId, post] of newestOf(again)) {
      const newest = known.get(itemId);
      if (newest !== undefined && !isNewer(post, newest)) continue;
      const { collectedAt, editedAt, captureId } = post;
      returning.set(post.id, { collectedAt, captureId, ...(editedAt === undefined ? {} : { editedAt }) });
    }
    if (returning.size === 0) return;
    await journal.append(
      'returned',
      [...returning].map(([id, sighting]) => ({ id, ...sighting })),
    );
    await update([...returning.keys()], (document) => {
      const returned = returning.get(document.id);
      return returned !== undefined && isNewer({ ...document, returned }, document) ? { returned } : null;
    });
  };

  const due = async (query: Query, limit: number): Promise<string[]> => {
    await refresh();
    const answer = await client.search({
      index,
      size: limit,
      query,
      sort: [{ collectedAt: 'asc' }, { id: 'asc' }],
      _source: false,
    });
    return answer.hits.hits.flatMap((hit) => hit._id ?? []);
  };

  return {
    refresh,
    indexBatch: async (posts) => {
      const byId = new Map<string, Post>();
      for (const post of posts) {
        const same = byId.get(post.id);
        if (same === undefined || isNewer(post, same)) byId.set(post.id, post);
      }
      const there = await read([...byId.keys()]);
      const fresh = [...byId.values()].filter((post) => !there.has(post.id));
      const items = fresh.map((post) => post.itemId);
      // A crash may have come between a version and what follows for the others: if it was new, nobody analysed it.
      for (const { document } of there.values())
        if (!document.analysed || document.status !== 'live' || document.returned !== undefined)
          items.push(document.itemId);
      const postEntry = fresh.length > 0 ? await journal.append('posts', fresh) : 0;
      const outcomes = await bulkChecked(
        client,
        fresh.flatMap((post) => [{ create: { _id: post.id } }, { ...post, ...freshFields(post), postEntry }]),
        { index, accept: [409] },
      );
      const created = outcomes.filter((one) => one.status !== 409).map((one) => one.id);
      // Somebody collected the same at the same moment: the one whose entry is later in the journal stands, here and in a
      // rebuild. What a crash left in the journal alone is overtaken by the next visit in the same way.
      await update(
        outcomes.filter((one) => one.status === 409).map((one) => one.id),
        (document) => {
          const post = byId.get(document.id);
          return post === undefined || (document.postEntry ?? 0) > postEntry ? null : collectedFields(post, postEntry);
        },
      );
      await noteReturns([...byId.values()], there);
      const newest = await settle(items);
      const isNew = new Set(created);
      const existed = [...byId.keys()].filter((id) => !isNew.has(id));
      const reinstated = existed.filter((id) => {
        const last = newest.get(byId.get(id)?.itemId ?? '');
        return last?.id === id && last.returned !== undefined && statusOf(last, last) === 'live';
      });
      return { created, existed, reinstated };
    },
    get: async (id) => {
      const found = (await read([id])).get(id);
      return found === undefined ? null : storedPost(found.document);
    },
    getMany: async (ids) => {
      const found = await read(ids);
      return ids.flatMap((id) => {
        const one = found.get(id);
        return one === undefined ? [] : [storedPost(one.document)];
      });
    },
    vectors: async (ids) => {
      if (ids.length === 0) return [];
      const docs = await getChecked<{ vector?: number[] }>(client, {
        index,
        ids: [...ids],
        _source_includes: ['vector'],
      });
      return docs.flatMap((doc) => (doc?._source?.vector === undefined ? [] : [doc._source.vector]));
    },
    setAnalysis: async (analyses) => {
      if (analyses.length === 0) return;
      const kept = new Map(
        analyses.map(({ id, analysis }) => [id, { ...analysis, vector: rounded(analysis.vector) }] as const),
      );
      const there = await read([...kept.keys()]);
      const missing = [...kept.keys()].filter((id) => !there.has(id));
      if (missing.length > 0)
        throw new WeirError('POST_UNKNOWN', `${missing.length} posts to be analysed do not exist.`, {
          status: 404,
          details: missing.slice(0, 10).map((id) => ({ location: id, message: 'does not exist' })),
        });
      const entry = await journal.append(
        'analysis',
        [...kept].map(([id, analysis]) => ({ id, analysis })),
      );
      await update([...kept.keys()], (document) => {
        const analysis = kept.get(document.id);
        // An analysis that was journaled later may have been written first.
        if (analysis === undefined || (document.analysisEntry ?? 0) > entry) return null;
        return analysisFields(analysis, entry);
      });
    },
    setPictures: async (id, pictures) => {
      if (!(await read([id])).has(id))
        throw new WeirError('POST_UNKNOWN', 'The post whose images were read does not exist.', { status: 404 });
      const picturesEntry = await journal.append('pictures', [{ id, pictures }]);
      await update([id], (document) =>
        (document.picturesEntry ?? 0) > picturesEntry
          ? null
          : { pictures: [...pictures], picturesDue: false, picturesEntry },
      );
    },
    unread: (limit) => due({ term: { picturesDue: true } }, limit),
    unanalysed: (limit) =>
      due(
        { bool: { filter: [{ term: { analysed: false } }], must_not: [{ term: { picturesDue: true } }, OF_A_DRILL] } },
        limit,
      ),
    candidates: async (bands, limit) => {
      if (bands.length === 0) return [];
      await refresh();
      const answer = await client.search<PostDocument>({
        index,
        size: limit,
        query: { bool: { filter: [{ terms: { bands: [...bands] } }] } },
        // A cluster that spread widely must not crowd the others out.
        collapse: { field: 'clusterId' },
        sort: [{ collectedAt: 'asc' }, { id: 'asc' }],
        _source: ['id', 'clusterId', 'title', 'text', 'pictures', 'signature', 'assessment'],
      });
      return answer.hits.hits.flatMap(({ _source: one }) =>
        one?.clusterId === undefined || one.signature === undefined || one.assessment === undefined
          ? []
          : [
              {
                id: one.id,
                clusterId: one.clusterId,
                title: one.title ?? null,
                text: one.text,
                pictures: one.pictures ?? [],
                signature: one.signature,
                assessment: one.assessment,
              },
            ],
      );
    },
    markGone: async (itemOrPostId, at) => {
      await refresh();
      const versions = await find(
        {
          bool: {
            filter: [{ bool: { should: [{ term: { itemId: itemOrPostId } }, { term: { id: itemOrPostId } }] } }],
            must_not: [{ term: { status: 'gone' } }],
          },
        },
        10_000,
      );
      const ids = versions.filter((version) => isGoneAt(version, at)).map((version) => version.id);
      if (ids.length === 0) return [];
      await journal.append('gone', [{ ids, at }]);
      return update(ids, (document) =>
        isGoneAt(document, at) && (document.status !== 'gone' || laterOf(document.goneAt, at) !== document.goneAt)
          ? { status: 'gone', goneAt: laterOf(document.goneAt, at) }
          : null,
      );
    },
    byItem: async (itemId) => {
      await refresh();
      return (await find({ term: { itemId } }, 1000)).map(storedPost);
    },
    byThread: async (thread) => (await find({ term: { thread } }, 200)).map(storedPost),
    search: (query) => searchPosts(openPostWindow(client, index, null), query),
    seenBy: (sight) => openPostReader(client, index, sight),
    similar: async (vector, k) => {
      const answer = await client.search<PostDocument>({
        index,
        size: k,
        knn: { field: 'vector', query_vector: [...vector], k, num_candidates: Math.min(10_000, Math.max(100, 2 * k)) },
        _source: SOURCE,
      });
      return answer.hits.hits.flatMap((hit) =>
        hit._source === undefined ? [] : [{ post: storedPost(hit._source), score: hit._score ?? 0 }],
      );
    },
    nearestClusters: async (vector, clusterIds, most) => {
      if (clusterIds.length === 0 || !isSearchable(vector)) return [];
      const k = 500;
      const answer = await client.search<{ clusterId: string }>({
        index,
        size: most,
        track_total_hits: false,
        knn: {
          ...{ field: 'vector', query_vector: [...vector], k, num_candidates: 2 * k },
          filter: { terms: { clusterId: [...clusterIds] } },
        },
        collapse: { field: 'clusterId' },
        _source: ['clusterId'],
      });
      // Elasticsearch gives (1 + cosine) / 2.
      return answer.hits.hits.flatMap((hit) =>
        hit._source === undefined ? [] : [{ clusterId: hit._source.clusterId, similarity: 2 * (hit._score ?? 0) - 1 }],
      );
    },
    nearest: async (vectors) => {
      const usable = vectors.filter(isSearchable);
      if (usable.length === 0) return vectors.map(() => null);
      const { responses } = await client.msearch({
        index,
        searches: usable.flatMap((vector) => [
          {},
          {
            size: 1,
            track_total_hits: false,
            knn: { field: 'vector', query_vector: [...vector], k: 1, num_candidates: 20 },
            _source: false,
          },
        ]),
      });
      const similarities = responses.map((answer) => {
        if ('error' in answer)
          throw new WeirError('SEARCH_LOST', 'The nearest of a post could not be looked for.', {
            retry: true,
            fix: 'Try again.',
          });
        const score = answer.hits.hits[0]?._score;
        // Elasticsearch gives (1 + cosine) / 2.
        return score == null ? null : 2 * score - 1;
      });
      return vectors.map((vector) => (isSearchable(vector) ? (similarities.shift() ?? null) : null));
    },
    tails: (question) => tailsOfUnflagged(client, index, question),
    counts: async () => {
      const answer = await client.search({
        index,
        size: 0,
        query: { bool: { must_not: [OF_A_DRILL] } },
        track_total_hits: true,
        aggregations: {
          live: { filter: { term: { status: 'live' } } },
          gone: { filter: { term: { status: 'gone' } } },
          superseded: { filter: { term: { status: 'superseded' } } },
          analysed: { filter: { term: { analysed: true } } },
          flagged: { filter: { term: { flagged: true } } },
        },
      });
      const count = (name: string): number =>
        (answer.aggregations?.[name] as estypes.AggregationsFilterAggregate | undefined)?.doc_count ?? 0;
      return {
        total: totalOf(answer.hits),
        live: count('live'),
        gone: count('gone'),
        superseded: count('superseded'),
        analysed: count('analysed'),
        flagged: count('flagged'),
      };
    },
  };
};
