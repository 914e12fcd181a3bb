import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { WorkFigures } from '#api/schemas/figures.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useNumber } from '../locale/use-number.ts';
import { CATEGORIES } from '../parts/categories.ts';
import { FilterOptions } from '../parts/filter-options.tsx';
import { Icon } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { CalibrationChart, CountChart, type Narrowed, TimesChart } from './figure-charts.tsx';
import { FigureGroups } from './figure-groups.tsx';
import { NoticeFigures } from './notice-figures.tsx';
import { OversightTabs } from './oversight-tabs.tsx';
import { Tile } from './tile.tsx';
import { useDuration } from './use-duration.ts';

const SPANS = [4, 12, 26, 52] as const;
const DEFAULT_SPAN = 12;

const Totals = ({ all }: Pick<WorkFigures, 'all'>) => {
  const { t } = useTranslation();
  const duration = useDuration();
  return (
    <div className="tiles">
      <Tile
        label={t('oversight.precision')}
        rate={{ numerator: all.confirmed, denominator: all.judged }}
        hint={t('figures.precisionHint')}
      />
      {all.overturned === null ? (
        <Tile label={t('figures.overturn')} value={t('figures.ofFew')} hint={t('figures.overturnHint')} />
      ) : (
        <Tile
          label={t('figures.overturn')}
          rate={{ numerator: all.overturned, denominator: all.answered }}
          hint={t('figures.overturnHint')}
        />
      )}
      <Tile
        label={t('oversight.medianReview')}
        value={all.review === null ? t('figures.ofFew') : duration(all.review.median)}
        hint={t('oversight.medianReviewHint')}
      />
      <Tile
        label={t('oversight.medianRemoval')}
        value={duration(all.removal.median)}
        hint={t('oversight.medianRemovalHint')}
      />
      <Tile
        label={t('oversight.clocksBroken')}
        rate={{ numerator: all.broken, denominator: all.hours }}
        hint={t('oversight.clocksBrokenHint')}
        alarm={all.broken > 0}
      />
      <Tile
        label={t('figures.charts.notices.short')}
        rate={{ numerator: all.replied, denominator: all.sent }}
        hint={t('figures.noticesHint')}
      />
      <Tile
        label={t('figures.charts.overdue.short')}
        rate={{ numerator: all.overdue, denominator: all.sent }}
        hint={t('figures.overdueHint')}
      />
    </div>
  );
};

const Figures = ({ data, narrowed }: { data: WorkFigures; narrowed: Narrowed }) => {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <div className="stack">
      <Totals all={data.all} />
      {data.uncounted > 0 && (
        <p className="notice warn">
          <Icon name="warning" />
          <span>{t('figures.uncounted', { count: data.uncounted })}</span>
        </p>
      )}
      <p className="fine">{t('figures.few', { people: number(data.leastPeople) })}</p>
      <div className="charts">
        <CountChart data={data} narrowed={narrowed} figure="precision" />
        <CountChart data={data} narrowed={narrowed} figure="overturn" />
        <TimesChart data={data} narrowed={narrowed} figure="review" />
        <TimesChart data={data} narrowed={narrowed} figure="removal" />
        <CountChart data={data} narrowed={narrowed} figure="hours" />
        <CountChart data={data} narrowed={narrowed} figure="notices" />
        <TimesChart data={data} narrowed={narrowed} figure="reply" />
        <CountChart data={data} narrowed={narrowed} figure="overdue" />
        <CalibrationChart data={data} narrowed={narrowed} />
      </div>
      <NoticeFigures data={data} narrowed={narrowed} />
      <FigureGroups data={data} />
    </div>
  );
};

export const FiguresPage = () => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const [parameters, setParameters] = useSearchParams();
  const asked = Number(parameters.get('weeks'));
  const weeks = SPANS.find((span) => span === asked) ?? DEFAULT_SPAN;
  const category = CATEGORIES.find((one) => one === parameters.get('category'));
  const lang = /^([a-z]{2}|und)$/.exec(parameters.get('lang') ?? '')?.[0];
  const narrowed: Narrowed = {
    ...(lang === undefined ? {} : { lang }),
    ...(category === undefined ? {} : { category }),
  };
  const read = (query: { weeks: number } & Narrowed) => ({
    queryKey: KEYS.figures(query),
    queryFn: ({ signal }: { signal: AbortSignal }) => api.figures(query, signal),
  });
  const figures = useQuery(read({ weeks, ...narrowed }));
  // What there is to choose from does not shrink with the choice.
  const { data: whole } = useQuery(read({ weeks }));
  const choose = (name: string, value: string): void => {
    const next = new URLSearchParams(parameters);
    if (value === '') next.delete(name);
    else next.set(name, value);
    setParameters(next, { replace: true });
  };
  const languages = [
    ...new Set([...(whole?.byLanguage.map(({ key }) => key) ?? []), ...(lang === undefined ? [] : [lang])]),
  ];
  return (
    <div className="page" data-testid={TEST_IDS.figures}>
      <PageHeading title={t('figures.title')} lead={t('figures.lead')} />
      <OversightTabs />
      <div className="figure-choice">
        <label className="field">
          <span className="field-label">{t('figures.span')}</span>
          <select
            value={weeks}
            data-testid={TEST_IDS.figureWeeks}
            onChange={(event) => choose('weeks', event.target.value)}
          >
            {SPANS.map((span) => (
              <option key={span} value={span}>
                {t('figures.lastWeeks', { count: span })}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span className="field-label">{t('figures.category')}</span>
          <select
            value={category ?? ''}
            data-testid={TEST_IDS.figureCategory}
            onChange={(event) => choose('category', event.target.value)}
          >
            <FilterOptions among={CATEGORIES} nameOf={(one) => t(`category.${one}`)} />
          </select>
        </label>
        <label className="field">
          <span className="field-label">{t('figures.language')}</span>
          <select
            value={lang ?? ''}
            data-testid={TEST_IDS.figureLanguage}
            onChange={(event) => choose('lang', event.target.value)}
          >
            <FilterOptions among={languages} nameOf={(one) => languageName(one, language)} />
          </select>
        </label>
      </div>
      <Loaded query={figures} lines={10}>
        {(data) => <Figures data={data} narrowed={narrowed} />}
      </Loaded>
    </div>
  );
};
