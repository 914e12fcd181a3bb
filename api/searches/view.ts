import type { Account } from '#core/roles.ts';
import type { SavedSearch } from '#core/saved-search.ts';
import type { AlertState } from '#store/search-alerts.ts';
import type { House } from '../dependencies.ts';
import type { SavedSearchShown } from '../schemas/searches.ts';

/** What was found and not looked at: whole up to the last time that it was asked. */
export const freshSpan = ({ seenAt, ranAt }: AlertState): { after: string; until: string } => ({
  ...{ after: seenAt, until: ranAt ?? seenAt },
});

const freshOf = async ({ store }: House, search: SavedSearch, person: Account): Promise<SavedSearchShown['fresh']> => {
  const state = search.alert === null ? null : await store.searchAlerts.state(search.id);
  if (state === null) return null;
  const count = await store.searchAlerts.count(search.id, freshSpan(state), person.sight ?? null);
  return { count, ranAt: state.ranAt, undelivered: state.undelivered };
};

/** How this person sees searches; names are read once. */
export const searchView = async (house: House, person: Account) => {
  const nameOf = await house.directory.names();
  return async (search: SavedSearch): Promise<SavedSearchShown> => {
    const { id, name, question, isShared, ownerId, createdAt, changedAt } = search;
    const isMine = ownerId === person.id;
    return {
      ...{ id, name, question, isShared, isMine, owner: nameOf(ownerId), createdAt, changedAt },
      ...{ alert: isMine ? search.alert : null, fresh: isMine ? await freshOf(house, search, person) : null },
    };
  };
};
