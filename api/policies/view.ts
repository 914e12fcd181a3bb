import type { Policy } from '#core/policy.ts';
import type { PolicyRecord } from '#core/policy-record.ts';
import { type Account, may } from '#core/roles.ts';
import { liveOf } from '#store/policies.ts';
import type { Store } from '#store/store.ts';
import type { House } from '../dependencies.ts';
import type { DryRun, PolicyAction, PolicyList } from '../schemas/policies.ts';

/** What this person may do with a version now; the commands in core check it again. */
export const policyActions = (
  record: PolicyRecord,
  person: Account,
  dryRun: DryRun | null,
  least: number,
): PolicyAction[] => {
  if (!may(person.roles, 'policy:change')) return [];
  const isDry = record.state === 'dry_run';
  const hasSeenEnough = (dryRun?.posts ?? 0) >= least;
  const isOther = person.id !== record.author && person.id !== record.proposedBy;
  const conditions: Record<PolicyAction, boolean> = {
    start_dry_run: record.state === 'draft',
    propose: isDry && record.proposedBy === null && hasSeenEnough,
    approve: isDry && record.proposedBy !== null && hasSeenEnough && isOther,
    withdraw: record.state === 'draft' || isDry,
  };
  return (Object.keys(conditions) as PolicyAction[]).filter((action) => conditions[action]);
};

const hasRun = (record: PolicyRecord): boolean => record.history.some(({ act }) => act === 'dry_run_started');

export const listPolicies = async (house: House, shipped: Policy, person: Account): Promise<PolicyList> => {
  const { store, directory } = house;
  const { dryRunPosts: least } = house.config;
  const records = await store.policies.list();
  const live = liveOf(records)?.policy ?? shipped;
  const items = [];
  for (const record of records) {
    const dryRun = hasRun(record) ? await store.history.dryRun(record.policy.version) : null;
    items.push({ record, dryRun, actions: policyActions(record, person, dryRun, least) });
  }
  const people = await directory.people(records.flatMap(({ history }) => history.map(({ actor }) => actor.id)));
  return { items, live, shipped, dryRunPosts: least, people };
};

/** Cases of the texts, by cluster; none where nobody saw one. */
export const casesOf = async (store: Store, ids: readonly string[]): Promise<Set<string>> => {
  const found = await Promise.all([...new Set(ids)].map((id) => store.cases.get(id)));
  return new Set(found.flatMap((subject) => (subject === null ? [] : [subject.id])));
};
