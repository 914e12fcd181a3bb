import type { Client } from '@elastic/elasticsearch';
import type { Policy } from '#core/policy.ts';
import { evolvePolicy, type PolicyDraft, type PolicyEvent, type PolicyRecord } from '#core/policy-record.ts';
import { everyDocument } from './elasticsearch.ts';
import type { SubjectDocument, SubjectKind, SubjectRepository } from './subject-repository.ts';

export const policyKind = (index: string): SubjectKind<PolicyRecord> => ({
  type: 'policy',
  index,
  evolve: (before, event) => evolvePolicy(before, event as PolicyEvent),
  fields: () => ({}),
});

export interface PolicyQueries {
  /** Every version, newest first. Sees every acknowledged write. */
  list(): Promise<PolicyRecord[]>;
  /** What is in force, or null while it is what ships with the program; and what runs dry beside it. Sees every acknowledged write. */
  active(): Promise<{ live: Policy | null; dryRuns: Policy[] }>;
}
export type PolicyRepository = SubjectRepository<PolicyRecord, PolicyDraft> & PolicyQueries;

/**
 * The live version among records. A crash between putting one in force and retiring the one before leaves two: the later one
 * counts.
 */
export const liveOf = (records: readonly PolicyRecord[]): PolicyRecord | null => {
  const live = records.filter((record) => record.state === 'live');
  const order = (record: PolicyRecord): string => `${record.liveAt ?? ''} ${record.policy.version}`;
  return live.reduce<PolicyRecord | null>(
    (best, one) => (best === null || order(one) > order(best) ? one : best),
    null,
  );
};

export const policyQueries = (client: Client, index: string): PolicyQueries => {
  const list = async (): Promise<PolicyRecord[]> => {
    const records: PolicyRecord[] = [];
    for await (const { source } of everyDocument<SubjectDocument<PolicyRecord>>(client, index))
      records.push(source.state);
    const newestFirst = (a: PolicyRecord, b: PolicyRecord): number =>
      b.createdAt.localeCompare(a.createdAt) || b.policy.version.localeCompare(a.policy.version);
    return records.sort(newestFirst);
  };
  return {
    list,
    active: async () => {
      const records = await list();
      const dryRuns = records.filter((record) => record.state === 'dry_run').map((record) => record.policy);
      return { live: liveOf(records)?.policy ?? null, dryRuns };
    },
  };
};
