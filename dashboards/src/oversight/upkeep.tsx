import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useNumber } from '../locale/use-number.ts';
import { Loaded } from '../parts/loaded.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** Sources that wait for their review, and runs of retention. */
export const UpkeepLists = () => {
  const { t } = useTranslation();
  const number = useNumber();
  const upkeep = useQuery({ queryKey: KEYS.upkeep, queryFn: ({ signal }) => api.upkeep(signal) });
  return (
    <Loaded query={upkeep} lines={4}>
      {({ overdue, runs, kept }) => (
        <>
          <section className="card" aria-label={t('upkeep.overdue')} data-testid={TEST_IDS.overdueSources}>
            <h2>{t('upkeep.overdue')}</h2>
            {overdue.length === 0 ? (
              <p className="quiet">{t('upkeep.noneOverdue')}</p>
            ) : (
              <table className="data-table">
                <caption>{t('upkeep.overdueLead')}</caption>
                <thead>
                  <tr>
                    <th scope="col">{t('upkeep.source')}</th>
                    <th scope="col">{t('upkeep.reviewBy')}</th>
                  </tr>
                </thead>
                <tbody>
                  {overdue.map(({ id, name, reviewBy }) => (
                    <tr key={id}>
                      <th scope="row">
                        <Link to={`/oversight/sources/${id}`}>{name}</Link>
                      </th>
                      <td>
                        <Time at={reviewBy} format="day" />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </section>
          <section className="card" aria-label={t('upkeep.runs')} data-testid={TEST_IDS.retentionRuns}>
            <h2>{t('upkeep.runs')}</h2>
            {runs.length === 0 ? (
              <p className="quiet">{t('upkeep.noRuns')}</p>
            ) : (
              <table className="data-table">
                <caption>{t('upkeep.runsLead')}</caption>
                <thead>
                  <tr>
                    <th scope="col">{t('upkeep.day')}</th>
                    <th scope="col" className="number">
                      {t('upkeep.captures')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {runs.map(({ day, captures }) => (
                    <tr key={day}>
                      <th scope="row">{day}</th>
                      <td className="number">{number(captures)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            {kept.length > 0 && (
              <ul className="fine">
                {kept.map(({ id, name, days }) => (
                  <li key={id}>
                    <Link to={`/oversight/sources/${id}`}>{name}</Link>: {t('upkeep.keptFor', { count: days })}
                  </li>
                ))}
              </ul>
            )}
          </section>
        </>
      )}
    </Loaded>
  );
};
