import type { Store } from '#store/store.ts';
import type { House } from '../dependencies.ts';
import type { Lease } from '../schemas/cases.ts';

/** The leases on cases, with the names of their holders. */
export const leasesOf = async (
  { store, directory }: House,
  caseIds: readonly string[],
  personId: string,
): Promise<Map<string, Lease>> => {
  const held = await store.leases.holders([...caseIds]);
  if (held.size === 0) return new Map();
  const nameOf = await directory.names();
  return new Map(
    [...held].map(([id, { accountId, until }]) => [
      id,
      { holder: accountId, holderName: nameOf(accountId), until, mine: accountId === personId },
    ]),
  );
};

/** Gives back the person's own claim, if there is one. */
export const releaseOwn = async (store: Store, caseId: string, personId: string): Promise<void> => {
  const own = await store.leases.held(caseId, personId);
  if (own !== null) await store.leases.release(caseId, own.token);
};

/** The same after the person has acted: searches may still find the case as it was, and nobody is to be given it again. */
export const finishOwn = async (store: Store, caseId: string, personId: string): Promise<void> => {
  const own = await store.leases.held(caseId, personId);
  if (own !== null) await store.leases.finish(caseId, own.token);
};
