import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ChangePreferences, PreferencesShown } from '#api/schemas/me.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ownKeys } from './own-keys.ts';

/** How whoever is signed in works; kept on the server, for nobody else. */
export const usePreferences = (): PreferencesShown | undefined =>
  useQuery({
    queryKey: KEYS.preferences,
    queryFn: ({ signal }) => api.me.preferences(signal),
    staleTime: Number.POSITIVE_INFINITY,
  }).data;

export const useChangePreferences = () =>
  useMutation({
    mutationFn: (change: ChangePreferences) => api.me.changePreferences(change),
    onSuccess: (next) => {
      queryClient.setQueryData(KEYS.preferences, next);
      void queryClient.invalidateQueries({ queryKey: KEYS.care });
    },
  });

export const useLoadOwnKeys = (): void => {
  const keys = usePreferences()?.keys;
  useEffect(() => {
    ownKeys.set(keys ?? {});
    return () => ownKeys.set({});
  }, [keys]);
};
