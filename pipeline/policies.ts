import type { Policy } from '#core/policy.ts';
import { retirePolicy } from '#core/policy-record.ts';
import { liveOf } from '#store/policies.ts';
import type { Store } from '#store/store.ts';

/** The policy in force, and those that run dry beside it. */
export interface PolicySet {
  live: Policy;
  dryRuns: readonly Policy[];
}
export interface Policies {
  /** Asked once for each batch: what somebody puts in force counts from the next batch on, and a batch keeps what it began with. */
  current(): Promise<PolicySet>;
}

/** `shipped`: what is in force until people put a version of their own in force. */
export const openPolicies = (store: Pick<Store, 'policies'>, shipped: Policy): Policies => ({
  current: async () => {
    const { live, dryRuns } = await store.policies.active();
    return { live: live ?? shipped, dryRuns };
  },
});

/** One version is in force: retires the live ones that another has followed. Doing it twice changes nothing. */
export const retireFollowed = async (store: Pick<Store, 'policies'>): Promise<void> => {
  const records = await store.policies.list();
  const live = liveOf(records);
  if (live === null) return;
  const { version } = live.policy;
  for (const record of records)
    if (record.state === 'live' && record.policy.version !== version)
      await store.policies.change(record.policy.version, { kind: 'system', id: 'policies' }, (state) =>
        retirePolicy(state, version),
      );
};
