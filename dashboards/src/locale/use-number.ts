import { useCallback } from 'react';
import { useLanguage } from './use-language.ts';

/** A score always shows two digits, so that columns of them can be compared. */
export const TWO_DIGITS = { minimumFractionDigits: 2, maximumFractionDigits: 2 } as const;

/** Numbers as the reader's language writes them. */
export const useNumber = () => {
  const { language } = useLanguage();
  return useCallback(
    (value: number, options: Intl.NumberFormatOptions = {}): string =>
      new Intl.NumberFormat(language, options).format(value),
    [language],
  );
};
