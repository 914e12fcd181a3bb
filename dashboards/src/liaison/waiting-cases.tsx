import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { CaseStateBadge, LanguageBadge } from '../parts/badges.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Ago } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

const SIZE = 50;

/**
 * Signed cases, for which orders are drawn up. The list does not say which addresses are covered (the case does); it says
 * how many orders there are, without opening a case, since opening one is recorded.
 */
export const WaitingCases = () => {
  const { t } = useTranslation();
  const cases = useQuery({
    queryKey: [...KEYS.cases, 'waiting-for-orders'],
    queryFn: ({ signal }) => api.cases.list({ states: 'signed,in_takedown', size: SIZE }, signal),
  });
  const orders = useQuery({
    queryKey: [...KEYS.orders, 'of-cases'],
    queryFn: ({ signal }) => api.orders.list({ size: 100 }, signal),
  });
  const notices = useQuery({
    queryKey: [...KEYS.notices, 'of-cases'],
    queryFn: ({ signal }) => api.notices.list({ size: 100 }, signal),
  });
  const drawnUp = (caseId: string): number =>
    [...(orders.data?.items ?? []), ...(notices.data?.items ?? [])].filter(
      (one) => one.caseId === caseId && one.state !== 'withdrawn',
    ).length;
  return (
    <section className="card" aria-labelledby="waiting-cases" data-testid={TEST_IDS.waitingCases}>
      <div className="card-head">
        <h2 id="waiting-cases">{t('liaison.waiting')}</h2>
        {cases.data !== undefined && <span className="count">{cases.data.total}</span>}
      </div>
      <Loaded query={cases}>
        {({ items }) => {
          if (items.length === 0) return <EmptyState title={t('liaison.noneWaiting')} icon="check" />;
          // Those without any order come first: nothing is under way for them.
          const sorted = items.toSorted((a, b) => Math.min(1, drawnUp(a.id)) - Math.min(1, drawnUp(b.id)));
          return (
            <ul className="waiting plain-list">
              {sorted.map((item) => (
                <li key={item.id} data-testid={TEST_IDS.waitingCase} data-case={item.id}>
                  <Link to={`/liaison/cases/${item.id}`}>{t(`category.${item.leading}`)}</Link>
                  {item.imminentThreat && (
                    <span className="badge danger">
                      <Icon name="flame" />
                      {t('review.imminent')}
                    </span>
                  )}
                  <code className="fine">{item.id.slice(0, 14)}</code>
                  <CaseStateBadge state={item.state} />
                  <LanguageBadge code={item.lang} />
                  <span className="quiet">{t('review.locations', { count: item.locations })}</span>
                  <span className="quiet">{item.platforms.join(', ')}</span>
                  <span className={drawnUp(item.id) === 0 ? 'badge warn' : 'badge neutral'}>
                    {drawnUp(item.id) === 0
                      ? t('liaison.noOrderYet')
                      : t('liaison.ordersOfCase', { count: drawnUp(item.id) })}
                  </span>
                  <span className="fine">
                    <Ago at={item.updatedAt} />
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </section>
  );
};
