import { useTranslation } from 'react-i18next';
import { timeSpan } from '../locale/time-left.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useNow } from '../locale/use-now.ts';

const FORMATS = {
  full: { dateStyle: 'medium', timeStyle: 'short' },
  exact: { dateStyle: 'medium', timeStyle: 'medium' },
  day: { dateStyle: 'medium' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const utc = (at: string): string => `${at.slice(0, 19).replace('T', ' ')} UTC`;

/** A moment in the reader's own zone; the title gives it in UTC, which is what the record holds. */
export const Time = ({ at, format = 'full' }: { at: string; format?: keyof typeof FORMATS }) => {
  const { language } = useLanguage();
  return (
    <time dateTime={at} title={utc(at)}>
      {new Intl.DateTimeFormat(language, FORMATS[format]).format(new Date(at))}
    </time>
  );
};

/** How long ago: `5 min ago`. A moment that seems to lie ahead (two clocks, one second) is now. */
export const Ago = ({ at }: { at: string }) => {
  const { t } = useTranslation();
  const { unit, count } = timeSpan(Math.min(0, Date.parse(at) - useNow(15_000)));
  return (
    <time dateTime={at} title={utc(at)}>
      {count === 0 ? t('time.justNow') : t(`time.ago.${unit}`, { count })}
    </time>
  );
};

/** What is left until a moment: `42 min left`; nothing is left once it has passed. */
export const TimeLeft = ({ at }: { at: string }) => {
  const { t } = useTranslation();
  const { unit, count } = timeSpan(Math.max(0, Date.parse(at) - useNow()));
  return (
    <time dateTime={at} title={utc(at)} className="tabular">
      {t(`time.left.${unit}`, { count })}
    </time>
  );
};
