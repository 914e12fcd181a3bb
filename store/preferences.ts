import type { Client } from '@elastic/elasticsearch';
import { NO_PREFERENCES, type Preferences } from '#core/preferences.ts';
import { isMissing } from './elasticsearch.ts';

/**
 * How each person works. It is in no ledger and no journal: what somebody wants to be spared is nobody else's, and a rebuild
 * begins without it.
 */
export interface PreferenceRepository {
  /** Real-time. */
  get(accountId: string): Promise<Preferences>;
  /** What is not given stays as it is. Two changes at the same moment may lose one. */
  set(accountId: string, change: Partial<Preferences>): Promise<Preferences>;
}

interface PreferencesDocument {
  id: string;
  preferences: Preferences;
}

export const openPreferences = (client: Client, index: string): PreferenceRepository => {
  const get = async (accountId: string): Promise<Preferences> => {
    try {
      const found = await client.get<PreferencesDocument>({ index, id: accountId });
      return { ...NO_PREFERENCES, ...found._source?.preferences };
    } catch (error) {
      if (isMissing(error)) return NO_PREFERENCES;
      throw error;
    }
  };
  return {
    get,
    set: async (accountId, change) => {
      const preferences = { ...(await get(accountId)), ...change };
      await client.index({ index, id: accountId, document: { id: accountId, preferences } });
      return preferences;
    },
  };
};
