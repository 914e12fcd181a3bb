import type { Client } from '@elastic/elasticsearch';
import { NO_PREFERENCES, type Preferences } from '#core/preferences.ts';
import { isMissing } from './elasticsearch.ts';

/**
 * How each person works. It is in no ledger and no journal: what somebody wants to be spared is nobody else's, and a rebuild
 * begins without it.
 */
export interface PreferenceRepository {
  /** What this process wrote is there at once; what another one did may be a few seconds old. */
  get(accountId: string): Promise<Preferences>;
  /** What is not given stays as it is. Two changes at the same moment may lose one. */
  set(accountId: string, change: Partial<Preferences>): Promise<Preferences>;
}

interface PreferencesDocument {
  id: string;
  preferences: Preferences;
}

/** Every claim asks for them. */
const AGE_MILLISECONDS = 3000;

export const openPreferences = (client: Client, index: string): PreferenceRepository => {
  const known = new Map<string, { preferences: Preferences; until: number }>();
  const keep = (accountId: string, preferences: Preferences): Preferences => {
    known.set(accountId, { preferences, until: performance.now() + AGE_MILLISECONDS });
    return preferences;
  };
  const read = async (accountId: string): Promise<Preferences> => {
    try {
      const found = await client.get<PreferencesDocument>({ index, id: accountId });
      return { ...NO_PREFERENCES, ...found._source?.preferences };
    } catch (error) {
      if (isMissing(error)) return NO_PREFERENCES;
      throw error;
    }
  };
  return {
    get: async (accountId) => {
      const own = known.get(accountId);
      return own !== undefined && performance.now() < own.until
        ? own.preferences
        : keep(accountId, await read(accountId));
    },
    set: async (accountId, change) => {
      const preferences = { ...(await read(accountId)), ...change };
      await client.index({ index, id: accountId, document: { id: accountId, preferences } });
      return keep(accountId, preferences);
    },
  };
};
