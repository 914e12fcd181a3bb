import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Drift } from '#api/schemas/policies.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { TWO_DIGITS, useNumber } from '../locale/use-number.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { DriftChart } from './drift-chart.tsx';
import { OversightTabs } from './oversight-tabs.tsx';

type Week = Drift['sources'][number]['weeks'][number];
const MEASURES = ['violating', 'novelty'] as const;

const Index = ({ week, measure }: { week: Week; measure: (typeof MEASURES)[number] }) => {
  const { t } = useTranslation();
  const number = useNumber();
  const value = week.index[measure];
  if (value === null) return <span className="quiet">{t('oversight.noneYet')}</span>;
  if (!week.alarms.includes(measure)) return <>{number(value, TWO_DIGITS)}</>;
  return (
    <span className="badge danger">
      <Icon name="warning" />
      {number(value, TWO_DIGITS)} {t('drift.alarm')}
    </span>
  );
};

const SourceDrift = ({ name, weeks }: { name: string; weeks: Week[] }) => {
  const { t } = useTranslation();
  const number = useNumber();
  const last = weeks.at(-1);
  return (
    <section className="card stack" aria-label={name} data-testid={TEST_IDS.driftSource}>
      <h2>{name}</h2>
      {last !== undefined && (
        <div className="two-columns">
          {MEASURES.map((measure) => (
            <DriftChart
              key={measure}
              title={t(`drift.${measure}`)}
              now={last.bins[measure]}
              before={last.before[measure]}
            />
          ))}
        </div>
      )}
      <ScrollTable label={t('drift.weeks')}>
        <table className="data-table">
          <caption className="visually-hidden">{t('drift.weeks')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('drift.week')}</th>
              <th scope="col" className="number">
                {t('archive.posts')}
              </th>
              {MEASURES.map((measure) => (
                <th key={measure} scope="col" className="number">
                  {t('drift.index', { measure: t(`drift.${measure}`) })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.toReversed().map((week) => (
              <tr key={week.week}>
                <th scope="row">
                  <Time at={week.week} format="day" />
                </th>
                <td className="number">{number(week.posts)}</td>
                {MEASURES.map((measure) => (
                  <td key={measure} className="number">
                    <Index week={week} measure={measure} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
    </section>
  );
};

export const DriftPage = () => {
  const { t } = useTranslation();
  const number = useNumber();
  const drift = useQuery({
    queryKey: KEYS.drift,
    queryFn: ({ signal }) => api.drift(signal),
    refetchInterval: 60_000,
  });
  return (
    <div className="page" data-testid={TEST_IDS.drift}>
      <PageHeading title={t('drift.title')} lead={t('drift.lead')} />
      <OversightTabs />
      <Loaded query={drift} lines={8}>
        {(data) => (
          <div className="stack">
            <p className={`notice ${data.alarms > 0 ? 'danger' : 'good'}`} role="status">
              <Icon name={data.alarms > 0 ? 'warning' : 'check'} />
              <span>
                {t('drift.alarms', { count: data.alarms })}{' '}
                {t('drift.rule', { alarmAt: number(data.alarmAt, TWO_DIGITS), posts: number(data.leastPosts) })}
              </span>
            </p>
            {data.sources.length === 0 ? (
              <EmptyState title={t('drift.none')} />
            ) : (
              data.sources.map(({ sourceId, name, weeks }) => <SourceDrift key={sourceId} name={name} weeks={weeks} />)
            )}
            <details className="card">
              <summary>{t('drift.query')}</summary>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard (WCAG 2.1.1) */}
              <pre className="query" tabIndex={0}>
                {data.query}
              </pre>
            </details>
          </div>
        )}
      </Loaded>
    </div>
  );
};
