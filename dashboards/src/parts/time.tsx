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

const useSpan = (at: string, every: number): ((now?: number) => string) => {
  const { t } = useTranslation();
  const now = useNow(every);
  return () => {
    const span = timeSpan(Date.parse(at) - now);
    return t(`time.${span.past ? 'ago' : 'left'}.${span.unit}`, { count: span.count });
  };
};

/** How long ago: `5 min ago`. */
export const Ago = ({ at }: { at: string }) => {
  const text = useSpan(at, 15_000);
  return (
    <time dateTime={at} title={utc(at)}>
      {text()}
    </time>
  );
};

/** What is left until a moment, or how far it has passed: `42 min left`. */
export const TimeLeft = ({ at }: { at: string }) => {
  const text = useSpan(at, 1000);
  return (
    <time dateTime={at} title={utc(at)} className="tabular">
      {text()}
    </time>
  );
};
