import { useQuery } from '@tanstack/react-query';
import { loadTexts, type PageLanguage } from './i18n.ts';

/** True once the texts of a language are at hand; asking for it fetches them. */
export const useTexts = (language: PageLanguage): boolean =>
  useQuery({
    queryKey: ['texts', language],
    queryFn: async () => {
      await loadTexts(language);
      return true;
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  }).data === true;
