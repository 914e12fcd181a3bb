import type { Client } from '@elastic/elasticsearch';
import { isConflict } from '#store/elasticsearch.ts';
import type { PlainCase } from './claim-cases.ts';

/**
 * Takes the first open case by search and then marks it, on condition that nobody has written since; who comes second
 * searches again. The mark is refreshed at once, or the next search would find the same case for up to a second.
 */
export const claimPlainly = async (
  client: Client,
  index: string,
  who: string,
): Promise<{ id: string; attempts: number }> => {
  for (let attempts = 1; ; attempts++) {
    const answer = await client.search<PlainCase>({
      index,
      size: 1,
      query: { bool: { filter: [{ term: { state: 'open' } }], must_not: [{ exists: { field: 'claimedBy' } }] } },
      sort: [{ priority: 'desc' }, { openedAt: 'asc' }, { id: 'asc' }],
      track_total_hits: true,
      seq_no_primary_term: true,
    });
    const [hit] = answer.hits.hits;
    if (hit?._id === undefined || hit._seq_no === undefined || hit._primary_term === undefined)
      throw new Error('There is no open case left.');
    try {
      await client.update({
        index,
        id: hit._id,
        if_seq_no: hit._seq_no,
        if_primary_term: hit._primary_term,
        doc: { claimedBy: who },
        refresh: true,
      });
      return { id: hit._id, attempts };
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }
};

/** What follows a claim; not measured. */
export const decidePlainly = async (client: Client, index: string, id: string): Promise<void> => {
  await client.update({ index, id, doc: { state: 'cleared' } });
};
