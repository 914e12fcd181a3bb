import { Client, errors, type estypes, UndiciConnection } from '@elastic/elasticsearch';
import { WeirError } from '#core/errors.ts';

/** How long a request waits for its answer if it does not say otherwise, in milliseconds. */
const ORDINARY_WAIT = 30_000;

/** The longest that any request may ask for, and the longest pause within an answer that has begun. */
const LONGEST_WAIT = 300_000;

/**
 * The client hands its own limit (`requestTimeout`) to the HTTP library below it as the limit of every answer, so a request that asks
 * for a longer one would still be given up after that. Here the library below gets the longest one, and each request a timer: its own, or
 * the ordinary one.
 */
class WaitingConnection extends UndiciConnection {
  constructor(options: ConstructorParameters<typeof UndiciConnection>[0]) {
    super({ ...options, timeout: LONGEST_WAIT });
  }
}

/**
 * The official client; it sets no time limit of its own, so one is set here.
 * @param options.ordinaryWait in milliseconds; what a request asks for itself goes before it
 */
export const openElasticsearch = (options: {
  url: string;
  apiKey?: string | undefined;
  ordinaryWait?: number;
}): Client => {
  const { url, apiKey, ordinaryWait = ORDINARY_WAIT } = options;
  return new Client({
    node: url,
    Connection: WaitingConnection,
    requestTimeout: ordinaryWait,
    maxRetries: 3,
    ...(apiKey === undefined ? {} : { auth: { apiKey } }),
  });
};

const hasStatus = (error: unknown, status: number): boolean =>
  error instanceof errors.ResponseError && error.statusCode === status;

/** Somebody else wrote first. */
export const isConflict = (error: unknown): boolean => hasStatus(error, 409);
export const isMissing = (error: unknown): boolean => hasStatus(error, 404);
export const isErrorType = (error: unknown, type: string): boolean =>
  error instanceof errors.ResponseError &&
  (error.body as { error?: { type?: string } } | undefined)?.error?.type === type;

export interface BulkOutcome {
  id: string;
  status: number;
  error: string | null;
}

/**
 * Sends one bulk request and looks at every item. Items that ended with a status in `accept` (409 conflicts, for instance)
 * are returned; any other failure is thrown.
 * @throws WeirError BULK_FAILED with one detail per failed item (at most 10)
 */
export const bulkChecked = async (
  client: Client,
  operations: NonNullable<estypes.BulkRequest['operations']>,
  options: { index: string; accept?: readonly number[]; refresh?: boolean },
): Promise<BulkOutcome[]> => {
  if (operations.length === 0) return [];
  const answer = await client.bulk({ index: options.index, operations, refresh: options.refresh ?? false });
  const outcomes = answer.items.map((item): BulkOutcome => {
    const result = Object.values(item)[0];
    return {
      id: result?._id ?? '',
      status: result?.status ?? 500,
      error: result?.error === undefined ? null : `${result.error.type}: ${result.error.reason ?? ''}`,
    };
  });
  const failed = outcomes.filter((one) => one.status >= 300 && !(options.accept ?? []).includes(one.status));
  if (failed.length > 0)
    throw new WeirError('BULK_FAILED', `${failed.length} of ${outcomes.length} documents were not written.`, {
      retry: failed.every((one) => one.status === 429 || one.status >= 500),
      fix: 'Look at the details; a full or read-only node is the usual cause.',
      details: failed
        .slice(0, 10)
        .map((one) => ({ location: `${options.index}/${one.id}`, message: one.error ?? `status ${one.status}` })),
    });
  return outcomes;
};

/**
 * Documents by id, real-time; null for each that does not exist. A document that cannot be read now (its shard is just
 * coming back) is told within an answer that is otherwise fine, and must not be taken for one that is not there.
 * @throws WeirError DOCUMENTS_UNREADABLE (retry)
 */
export const getChecked = async <T>(
  client: Client,
  request: estypes.MgetRequest,
): Promise<(estypes.GetGetResult<T> | null)[]> => {
  const { docs } = await client.mget<T>(request);
  return docs.map((doc) => {
    if ('error' in doc)
      throw new WeirError('DOCUMENTS_UNREADABLE', `${doc._index}/${doc._id} cannot be read: ${doc.error.type}.`, {
        retry: true,
        fix: 'Try again; a node that is starting is the usual cause.',
      });
    return doc.found ? doc : null;
  });
};

/** Number of hits of a search that tracked them all. */
export const totalOf = (hits: estypes.SearchHitsMetadata<unknown>): number =>
  typeof hits.total === 'number' ? hits.total : (hits.total?.value ?? 0);

/** A node that was started anew has forgotten the searches that were under way. */
export const asLost = (error: unknown): unknown =>
  error instanceof errors.ResponseError && error.message.includes('search_context_missing_exception')
    ? new WeirError('SEARCH_LOST', 'Elasticsearch was started anew in the middle of a search.', {
        retry: true,
        fix: 'Try again.',
        cause: error,
      })
    : error;

/**
 * Every document of an index (or what a query leaves of them) in the order of `id`, at one point in time.
 * @throws WeirError SEARCH_LOST (retry)
 */
export async function* everyDocument<T>(
  client: Client,
  index: string,
  options: { size?: number; excludes?: string[]; query?: Query } = {},
): AsyncGenerator<{ id: string; source: T }> {
  await client.indices.refresh({ index });
  let pit = (await client.openPointInTime({ index, keep_alive: '2m' })).id;
  try {
    let after: estypes.SortResults | undefined;
    while (true) {
      const answer = await client.search<T>({
        pit: { id: pit, keep_alive: '2m' },
        size: options.size ?? 500,
        sort: [{ id: 'asc' }],
        track_total_hits: false,
        _source: { excludes: options.excludes ?? [] },
        ...(options.query === undefined ? {} : { query: options.query }),
        ...(after === undefined ? {} : { search_after: after }),
      });
      pit = answer.pit_id ?? pit;
      for (const hit of answer.hits.hits)
        if (hit._source !== undefined && hit._id !== undefined) yield { id: hit._id, source: hit._source };
      const last = answer.hits.hits.at(-1);
      if (last?.sort === undefined) return;
      after = last.sort;
    }
  } catch (error) {
    throw asLost(error);
  } finally {
    // It ends by itself; failing to end it sooner must not hide what went wrong before.
    await client.closePointInTime({ id: pit }).catch(() => {});
  }
}

/** A query as a search takes it. (The client's own name for it admits undefined, which strict optional types refuse.) */
export type Query = NonNullable<estypes.SearchRequest['query']>;

/** What belongs to a drill: every count of what happened leaves it out. */
export const OF_A_DRILL: Query = { exists: { field: 'drill' } };
