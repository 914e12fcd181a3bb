import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { OrderDetail } from '#api/schemas/orders.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon } from '../parts/icons.tsx';
import { Ago, TimeLeft } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

const LOOK = {
  up: { icon: 'up', tone: 'warn' },
  gone: { icon: 'check', tone: 'good' },
  unknown: { icon: 'question', tone: 'neutral' },
} as const;

/** Whether the content is still up: the last look at each address, and a look now. */
export const Rechecks = ({ detail }: { detail: OrderDetail }) => {
  const { t } = useTranslation();
  const { order, actions } = detail;
  const recheck = useMutation({
    mutationFn: () => api.orders.recheck(order.id),
    onSuccess: (next) => queryClient.setQueryData(KEYS.order(order.id), next),
    onError: () => void queryClient.invalidateQueries({ queryKey: KEYS.order(order.id) }),
  });
  const last = new Map(order.rechecks.map((look) => [look.postId, look]));
  if (last.size === 0 && !actions.includes('recheck')) return null;
  return (
    <section className="card" aria-label={t('recheck.title')} data-testid={TEST_IDS.rechecks}>
      <div className="card-head">
        <h2>{t('recheck.title')}</h2>
        {actions.includes('recheck') && (
          <button
            type="button"
            className="button small"
            data-testid={TEST_IDS.recheck}
            disabled={recheck.isPending}
            onClick={() => recheck.mutate()}
          >
            {t('recheck.now')}
          </button>
        )}
      </div>
      {recheck.isError && <ErrorPanel error={recheck.error} />}
      {recheck.isSuccess && (
        <p className="fine" role="status">
          {t('recheck.asked')}
        </p>
      )}
      {last.size === 0 && <p className="quiet">{t('recheck.none')}</p>}
      <ul className="plain-list">
        {[...last.values()].map((look) => (
          <li key={look.postId} data-status={look.status}>
            <p className="location-head">
              <span className={`badge ${LOOK[look.status].tone}`}>
                <Icon name={LOOK[look.status].icon} />
                {t(`recheck.status.${look.status}`)}
              </span>
              <span className="fine">
                <Ago at={look.at} />
              </span>
            </p>
            <p>
              <code>{look.url}</code>
            </p>
            <p className="fine wrap-anywhere">{look.detail}</p>
          </li>
        ))}
      </ul>
      {order.nextRecheckAt !== null && (
        <p className="fine">
          {t('recheck.next')} <TimeLeft at={order.nextRecheckAt} />
        </p>
      )}
    </section>
  );
};
