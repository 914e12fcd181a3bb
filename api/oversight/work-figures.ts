import { addMilliseconds } from '#core/clock.ts';
import { LEAST_PEOPLE } from '#core/drill-totals.ts';
import { NOTICE_INSTRUMENTS } from '#core/figure-names.ts';
import { mondayOf, WEEK } from '#core/week.ts';
import type { FigureSlice, Sliced } from '#store/figure-slices.ts';
import type { CaseCounts, OrderCounts } from '#store/figures.ts';
import type { NoticeCounts } from '#store/notice-figures.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import type { FigureCounts, RecordsQuery, WorkFigures, WorkRecords } from '../schemas/figures.ts';

const PAGE = 100;
const NO_TIMES = { median: null, p90: null };
const NO_CASES: CaseCounts = {
  ...{ answered: 0, judged: 0, confirmed: 0, falseAlarms: 0, overturned: 0, people: 0 },
  review: NO_TIMES,
};
const NO_ORDERS: OrderCounts = { hours: 0, broken: 0, removed: 0, removal: NO_TIMES };
const NO_NOTICES: NoticeCounts = { sent: 0, replied: 0, refused: 0, overdue: 0, reply: NO_TIMES };

/** How people answered is said only where so many did that it says nothing of one of them. */
const shown = (
  { people, overturned, review, ...ofCases }: CaseCounts = NO_CASES,
  ofOrders: OrderCounts = NO_ORDERS,
  ofNotices: NoticeCounts = NO_NOTICES,
): FigureCounts => {
  const isOfFew = ofCases.answered > 0 && people < LEAST_PEOPLE;
  return {
    ...{ ...ofCases, ...ofOrders, ...ofNotices },
    ...{ overturned: isOfFew ? null : overturned, review: isOfFew ? null : review },
  };
};

const byKey = (
  cases: Sliced<CaseCounts>,
  orders: Sliced<OrderCounts>,
  notices: Sliced<NoticeCounts>,
  group: 'categories' | 'languages',
): WorkFigures['byCategory'] =>
  [...new Set([...cases[group].keys(), ...orders[group].keys(), ...notices[group].keys()])]
    .sort()
    .map((key) => ({ key, ...shown(cases[group].get(key), orders[group].get(key), notices[group].get(key)) }));

/** The last weeks, the one that runs among them. */
export const readFigures = async (
  { store }: Pick<ApiDependencies, 'store'>,
  { weeks, ...narrowed }: { weeks: number } & Pick<FigureSlice, 'lang' | 'category'>,
): Promise<WorkFigures> => {
  const last = mondayOf(store.clock.now().toISOString());
  const mondays = Array.from({ length: weeks }, (_, index) => addMilliseconds(last, (index - weeks + 1) * WEEK));
  const [from = last] = mondays;
  const to = addMilliseconds(last, WEEK);
  const { cases, orders, notices, tenths, uncounted, queries } = await store.history.figures({
    ...{ from, to, ...narrowed },
  });
  return {
    ...{ from, to, leastPeople: LEAST_PEOPLE },
    all: shown(cases.all, orders.all, notices.all),
    weeks: mondays.map((week) => ({
      week,
      ...shown(cases.weeks.get(week), orders.weeks.get(week), notices.weeks.get(week)),
    })),
    byCategory: byKey(cases, orders, notices, 'categories'),
    byLanguage: byKey(cases, orders, notices, 'languages'),
    byInstrument: NOTICE_INSTRUMENTS.map((key) => ({ key, ...(notices.instruments.get(key) ?? NO_NOTICES) })),
    ...{ tenths, uncounted, queries },
  };
};

/** @throws FIGURE_OF_FEW where the list would say what the figure does not */
export const readRecords = async (
  { store }: Pick<ApiDependencies, 'store'>,
  asked: RecordsQuery,
): Promise<WorkRecords> => {
  if (asked.figure === 'overturned') {
    const { from, to, lang, category } = asked;
    const { cases } = await store.history.figures({ from, to, lang, category });
    if (cases.all.answered > 0 && cases.all.people < LEAST_PEOPLE) throw apiError('FIGURE_OF_FEW');
  }
  return store.history.figureRecords({ ...asked, size: PAGE });
};
