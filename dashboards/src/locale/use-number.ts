import { useCallback } from 'react';
import { useLanguage } from './use-language.ts';

/** Numbers as the reader's language writes them. */
export const useNumber = () => {
  const { language } = useLanguage();
  return useCallback(
    (value: number, options: Intl.NumberFormatOptions = {}): string =>
      new Intl.NumberFormat(language, options).format(value),
    [language],
  );
};
