import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { OrderStateBadge } from '../parts/badges.tsx';
import { Loaded } from '../parts/loaded.tsx';

/** The orders that the case has already. */
export const CaseOrders = ({ caseId }: { caseId: string }) => {
  const { t } = useTranslation();
  const orders = useQuery({
    queryKey: [...KEYS.orders, 'case', caseId],
    queryFn: ({ signal }) => api.orders.list({ caseId, size: 100 }, signal),
  });
  if (orders.data?.items.length === 0) return null;
  return (
    <section className="card" aria-label={t('draft.ordersOfCase')}>
      <h2>{t('draft.ordersOfCase')}</h2>
      <Loaded query={orders} lines={2}>
        {({ items }) => (
          <ul className="plain-list">
            {items.map((order) => (
              <li key={order.id} className="meta">
                <Link to={`/liaison/orders/${order.id}`}>{order.reference}</Link>
                <span>{order.operator.name}</span>
                <OrderStateBadge state={order.state} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
};
