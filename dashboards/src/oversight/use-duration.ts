import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../locale/use-number.ts';

/** Seconds as people say them: `40 s`, `12 min`, `3.5 h`. */
export const useDuration = (): ((seconds: number | null) => string) => {
  const { t } = useTranslation();
  const number = useNumber();
  return useCallback(
    (seconds) => {
      if (seconds === null) return t('oversight.noneYet');
      if (seconds < 120) return t('oversight.seconds', { count: Math.round(seconds) });
      if (seconds < 7200) return t('oversight.minutes', { count: Math.round(seconds / 60) });
      return t('oversight.hours', {
        ...{ count: seconds / 3600, shown: number(seconds / 3600, { maximumFractionDigits: 1 }) },
      });
    },
    [t, number],
  );
};
