import type { Client, estypes } from '@elastic/elasticsearch';
import type { LedgerBlock, LedgerLeaf } from '#core/ledger.ts';

/** Entries whose event id begins so, of a time, RFC 3339: from and before. */
export interface EntriesAsked {
  prefix: string;
  from: string;
  to: string;
}

/** A block is written moments after the acts in it; on a machine that hardly gets to it, later. */
const LATE_MILLISECONDS = 3_600_000;
const BLOCKS = 200;

/** Entries of the ledger's index, newest block first. Sees every acknowledged write. */
export async function* ledgerEntries(
  client: Client,
  index: string,
  { prefix, from, to }: EntriesAsked,
): AsyncGenerator<LedgerLeaf> {
  await client.indices.refresh({ index });
  const until = new Date(Date.parse(to) + LATE_MILLISECONDS).toISOString();
  for (let after: estypes.SortResults | undefined; ; ) {
    const answer = await client.search<{ block: LedgerBlock }>({
      ...{ index, size: BLOCKS, track_total_hits: false, _source: ['block'], sort: [{ height: 'desc' }] },
      query: { bool: { filter: [{ range: { at: { gte: from, lt: until } } }, { prefix: { eventIds: prefix } }] } },
      ...(after === undefined ? {} : { search_after: after }),
    });
    const { hits } = answer.hits;
    for (const { _source } of hits)
      for (const leaf of _source?.block.entries.toReversed() ?? [])
        if (leaf.id.startsWith(prefix) && leaf.at >= from && leaf.at < to) yield leaf;
    after = hits.at(-1)?.sort;
    if (hits.length < BLOCKS || after === undefined) return;
  }
}

/** Sees every acknowledged write. */
export const hasLedgerEntry = async (client: Client, index: string, eventId: string): Promise<boolean> => {
  await client.indices.refresh({ index });
  const { count } = await client.count({ index, query: { term: { eventIds: eventId } } });
  return count > 0;
};
