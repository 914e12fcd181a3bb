import type { Client, estypes } from '@elastic/elasticsearch';
import { DRY_RUN_EFFECTS, type DryRunEffect, type DryRunVerdict } from '#core/policy.ts';
import { type Change, type CountedKey, changesByKey } from './policy-query.ts';

/** How posts carry it in the index. */
export const verdictKey = ({ policy, effect }: DryRunVerdict): string => `${policy}|${effect}`;

export type DryRunCounts = Record<DryRunEffect, number> & {
  posts: number;
  byLanguage: ({ key: string } & Change)[];
};

/**
 * What a policy in dry run has said so far, counted from the posts that it was asked about: so a post that is scored twice
 * counts once, and a rebuild brings the same counts back. Sees every acknowledged write.
 */
export const countDryRun = async (client: Client, index: string, version: string): Promise<DryRunCounts> => {
  await client.indices.refresh({ index });
  const of = (effect: DryRunEffect) => ({ term: { dryRun: verdictKey({ policy: version, effect }) } });
  const answer = await client.search({
    index,
    size: 0,
    query: { terms: { dryRun: DRY_RUN_EFFECTS.map((effect) => verdictKey({ policy: version, effect })) } },
    aggregations: Object.fromEntries(
      DRY_RUN_EFFECTS.map((effect) => [
        effect,
        { filter: of(effect), aggs: { languages: { terms: { field: 'lang', size: 200 } } } },
      ]),
    ),
  });
  type Found = estypes.AggregationsFilterAggregate & { languages?: { buckets: CountedKey[] } };
  const found = (effect: DryRunEffect): Found | undefined => answer.aggregations?.[effect] as Found | undefined;
  const count = (effect: DryRunEffect): number => found(effect)?.doc_count ?? 0;
  const counts = {
    both: count('both'),
    neither: count('neither'),
    newly_flagged: count('newly_flagged'),
    no_longer_flagged: count('no_longer_flagged'),
  };
  return {
    ...counts,
    posts: counts.both + counts.neither + counts.newly_flagged + counts.no_longer_flagged,
    byLanguage: changesByKey(
      found('newly_flagged')?.languages?.buckets,
      found('no_longer_flagged')?.languages?.buckets,
    ),
  };
};
