import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordsQuery, WorkFigures } from '#api/schemas/figures.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useNumber } from '../locale/use-number.ts';
import type { CATEGORIES } from '../parts/categories.ts';
import { Chart } from './chart.tsx';
import type { ChartSeries } from './drawn.ts';
import { useDuration } from './use-duration.ts';
import { Counted, type ShownRecords, WorkRecordsList } from './work-records.tsx';

type Week = WorkFigures['weeks'][number];
type Figure = RecordsQuery['figure'];
export interface Narrowed {
  lang?: string;
  category?: (typeof CATEGORIES)[number];
}
interface Shown {
  data: WorkFigures;
  narrowed: Narrowed;
}

const WEEK = 7 * 86_400_000;
const endOf = (week: string): string => new Date(Date.parse(week) + WEEK).toISOString();

/** A week by its Monday, which is one in UTC wherever the reader is. */
const useWeek = (): ((week: string) => string) => {
  const { language } = useLanguage();
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
    return (week) => format.format(new Date(week));
  }, [language]);
};
const usePercent = (): ((part: number | null, whole: number) => string) => {
  const { t } = useTranslation();
  const number = useNumber();
  return (part, whole) =>
    part === null || whole === 0
      ? t('figures.nothing')
      : number(part / whole, { style: 'percent', maximumFractionDigits: 0 });
};

/** Numbers of a table, each with its records, and the list of those that are shown. */
export const useRecords = ({ narrowed }: Pick<Shown, 'narrowed'>) => {
  const [shown, setShown] = useState<ShownRecords | null>(null);
  const count = (
    value: number | null,
    name: string,
    asked: { figure: Figure; from: string; to: string } & Pick<RecordsQuery, 'tenth' | 'instrument'>,
  ): ReactNode => (
    <Counted value={value} name={name} asked={{ ...asked, ...narrowed }} shown={shown} onShow={setShown} />
  );
  const list = shown === null ? null : <WorkRecordsList {...shown} />;
  return { count, list };
};

/** What is counted by week as bars: the part that matters stands on the rest. */
const COUNTS = {
  precision: {
    of: 'cases',
    bars: [
      ['confirmed', 'bar', ({ confirmed }: Week) => confirmed],
      ['falseAlarms', 'bar-danger', ({ falseAlarms }: Week) => falseAlarms],
    ],
    whole: ['judged', ({ judged }: Week) => judged],
    part: ['confirmed', ({ confirmed }: Week) => confirmed],
    others: [['falseAlarms', ({ falseAlarms }: Week) => falseAlarms]],
  },
  overturn: {
    of: 'cases',
    bars: [
      ['stood', 'bar', ({ answered, overturned }: Week) => (overturned === null ? null : answered - overturned)],
      ['overturned', 'bar-danger', ({ overturned }: Week) => overturned],
    ],
    whole: ['answered', ({ answered }: Week) => answered],
    part: ['overturned', ({ overturned }: Week) => overturned],
    others: [],
  },
  hours: {
    of: 'orders',
    bars: [
      ['kept', 'bar', ({ hours, broken }: Week) => hours - broken],
      ['broken', 'bar-danger', ({ broken }: Week) => broken],
    ],
    whole: ['hours', ({ hours }: Week) => hours],
    part: ['broken', ({ broken }: Week) => broken],
    others: [],
  },
  notices: {
    of: 'notices',
    bars: [
      ['acted', 'bar', ({ replied, refused }: Week) => replied - refused],
      ['refused', 'bar-danger', ({ refused }: Week) => refused],
      ['unanswered', 'mark-line', ({ sent, replied }: Week) => sent - replied],
    ],
    whole: ['sent', ({ sent }: Week) => sent],
    part: ['replied', ({ replied }: Week) => replied],
    others: [['refused', ({ refused }: Week) => refused]],
  },
  overdue: {
    of: 'notices',
    bars: [
      ['inTime', 'bar', ({ sent, overdue }: Week) => sent - overdue],
      ['overdue', 'bar-danger', ({ overdue }: Week) => overdue],
    ],
    whole: ['sent', ({ sent }: Week) => sent],
    part: ['overdue', ({ overdue }: Week) => overdue],
    others: [],
  },
} as const;

export const CountChart = ({ data, narrowed, figure }: Shown & { figure: keyof typeof COUNTS }) => {
  const { t } = useTranslation();
  const number = useNumber();
  const week = useWeek();
  const percent = usePercent();
  const { count, list } = useRecords({ narrowed });
  const { of, bars, whole, part, others } = COUNTS[figure];
  const labels = useMemo(() => data.weeks.map((one) => week(one.week)), [data, week]);
  const series = useMemo(
    () =>
      bars.map(
        ([name, tone, countOf]): ChartSeries => ({
          ...{ name: t(`figures.counts.${name}`), kind: 'bar', tone, values: data.weeks.map((one) => countOf(one)) },
        }),
      ),
    [data, bars, t],
  );
  const shownCounts = [whole, part, ...others] as const;
  return (
    <Chart
      title={t(`figures.charts.${figure}.title`)}
      what={t(`figures.charts.${figure}.what`)}
      {...{ labels, series, format: number, isWhole: true, query: data.queries[of] }}
      table={{
        heads: [t('drift.week'), ...shownCounts.map(([name]) => t(`figures.counts.${name}`)), t('oversight.share')],
        rows: data.weeks.map((one) => ({
          ...{ key: one.week, label: week(one.week) },
          cells: [
            ...shownCounts.map(([name, countOf]) =>
              count(countOf(one), `${t(`figures.counts.${name}`)}, ${week(one.week)}`, {
                ...{ figure: name, from: one.week, to: endOf(one.week) },
              }),
            ),
            percent(part[1](one), whole[1](one)),
          ],
        })),
      }}
    >
      {list}
    </Chart>
  );
};

/** Seconds that a clock or a calendar has a mark for. */
const TIME_STEPS = [10, 30, 60, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 172_800, 604_800] as const;

const TIMES = {
  review: { of: 'cases', counted: 'answered', tookOf: ({ review }: Week) => review },
  removal: { of: 'orders', counted: 'removed', tookOf: ({ removal }: Week) => removal },
  reply: { of: 'notices', counted: 'replied', tookOf: ({ reply }: Week) => reply },
} as const;

export const TimesChart = ({ data, narrowed, figure }: Shown & { figure: keyof typeof TIMES }) => {
  const { t } = useTranslation();
  const week = useWeek();
  const duration = useDuration();
  const { count, list } = useRecords({ narrowed });
  const { of, counted, tookOf } = TIMES[figure];
  const labels = useMemo(() => data.weeks.map((one) => week(one.week)), [data, week]);
  const series = useMemo(
    () =>
      (['median', 'p90'] as const).map(
        (name): ChartSeries => ({
          ...{ name: t(`figures.${name}`), kind: 'line', tone: name === 'median' ? 'bar' : 'mark-line' },
          values: data.weeks.map((one) => tookOf(one)?.[name] ?? null),
        }),
      ),
    [data, tookOf, t],
  );
  return (
    <Chart
      title={t(`figures.charts.${figure}.title`)}
      what={t(`figures.charts.${figure}.what`)}
      {...{ labels, series, format: duration, steps: TIME_STEPS, query: data.queries[of] }}
      table={{
        heads: [t('drift.week'), t(`figures.counts.${counted}`), t('figures.median'), t('figures.p90')],
        rows: data.weeks.map((one) => {
          const took = tookOf(one);
          const said = (value: number | null | undefined): string => {
            if (took === null) return t('figures.ofFew');
            return value === null || value === undefined ? t('figures.nothing') : duration(value);
          };
          return {
            ...{ key: one.week, label: week(one.week) },
            cells: [
              count(one[counted], `${t(`figures.counts.${counted}`)}, ${week(one.week)}`, {
                ...{ figure: counted, from: one.week, to: endOf(one.week) },
              }),
              said(took?.median),
              said(took?.p90),
            ],
          };
        }),
      }}
    >
      {list}
    </Chart>
  );
};

export const CalibrationChart = ({ data, narrowed }: Shown) => {
  const { t } = useTranslation();
  const number = useNumber();
  const percent = usePercent();
  const { count, list } = useRecords({ narrowed });
  const { from, to, tenths } = data;
  const labels = useMemo(
    () => tenths.map((_, tenth) => `${number(tenth / 10)}–${number((tenth + 1) / 10)}`),
    [tenths, number],
  );
  const series = useMemo(
    (): ChartSeries[] => [
      {
        ...{ name: t('figures.confirmedShare'), kind: 'bar', tone: 'bar' },
        values: tenths.map(({ scored, confirmed }) => (scored === 0 ? null : confirmed / scored)),
      },
      {
        ...{ name: t('figures.ifExact'), kind: 'line', tone: 'text' },
        values: tenths.map((_, tenth) => (tenth + 0.5) / 10),
      },
    ],
    [tenths, t],
  );
  const format = useMemo(
    () => (value: number) => number(value, { style: 'percent', maximumFractionDigits: 0 }),
    [number],
  );
  return (
    <Chart
      title={t('figures.charts.calibration.title')}
      what={t('figures.charts.calibration.what')}
      {...{ labels, series, format, largest: 1, query: data.queries.cases }}
      table={{
        heads: [
          t('figures.score'),
          t('figures.counts.scored'),
          t('figures.counts.scoredConfirmed'),
          t('oversight.share'),
        ],
        rows: tenths.map(({ scored, confirmed }, tenth) => {
          const label = labels[tenth] ?? '';
          const asked = { from, to, tenth };
          return {
            ...{ key: label, label },
            cells: [
              count(scored, `${t('figures.counts.scored')}, ${label}`, { figure: 'scored', ...asked }),
              count(confirmed, `${t('figures.counts.scoredConfirmed')}, ${label}`, {
                ...{ figure: 'scoredConfirmed', ...asked },
              }),
              percent(confirmed, scored),
            ],
          };
        }),
      }}
    >
      {list}
    </Chart>
  );
};
