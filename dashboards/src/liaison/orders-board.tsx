import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { OrderSummary } from '#api/schemas/orders.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { OrderStateBadge } from '../parts/badges.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icons.tsx';
import { Listed } from '../parts/listed.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Ago, Time, TimeLeft } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { LegalTime } from './legal-time.tsx';
import { OrderClock } from './order-clock.tsx';
import { clockName } from './order-clocks.tsx';
import { byTimeLeft, ORDER_GROUP_NAMES, ORDER_GROUPS, WAITING_NAMES, WAITING_ORDERS } from './order-groups.ts';

const SIZE = 100;

/** What the order waits for: the hour, the time to undo, the twelve hours, or nothing. */
const Waits = ({ order }: { order: OrderSummary }) => {
  const { t } = useTranslation();
  if (order.dueAt !== null)
    return (
      <>
        <OrderClock dueAt={order.dueAt} />
        <div className="fine">
          <LegalTime at={order.dueAt} zone={order.timeZone} />
        </div>
      </>
    );
  if (order.state === 'signed' && order.holdUntil !== null)
    return (
      <span className="quiet">
        {t('order.leavesIn')} <TimeLeft at={order.holdUntil} />
      </span>
    );
  if (order.notBefore !== null && order.state === 'prior_information')
    return (
      <span className="quiet">
        {t('order.notBefore')} <Time at={order.notBefore} />
      </span>
    );
  // No hour runs; the next clock of the law does.
  if (order.nextClock !== null)
    return (
      <span className="quiet">
        {clockName(order.nextClock.id)}: <TimeLeft at={order.nextClock.dueAt} />
      </span>
    );
  return <span className="quiet">{t('order.noClock')}</span>;
};

export const OrdersBoard = () => {
  const { t } = useTranslation();
  const [parameters] = useSearchParams();
  const asked = parameters.get('orders');
  const waiting = WAITING_NAMES.find((name) => name === asked);
  const group = waiting ?? ORDER_GROUP_NAMES.find((name) => name === asked) ?? 'active';
  const list = useQuery({
    queryKey: [...KEYS.orders, 'board', group],
    queryFn: ({ signal }) =>
      api.orders.list(
        group === 'undelivered' || group === 'carry' || group === 'receipt'
          ? { ...WAITING_ORDERS[group], size: SIZE }
          : { states: ORDER_GROUPS[group].join(','), size: SIZE },
        signal,
      ),
  });
  const countOf = (states: readonly string[]): number =>
    (list.data?.states ?? []).filter(({ key }) => states.includes(key)).reduce((sum, { count }) => sum + count, 0);
  const waitingCount = {
    undelivered: list.data?.undelivered ?? 0,
    carry: list.data?.awaits.service ?? 0,
    receipt: list.data?.awaits.receipt ?? 0,
  };
  return (
    <section className="card" aria-labelledby="orders-board" data-testid={TEST_IDS.ordersBoard}>
      <h2 id="orders-board">{t('liaison.orders')}</h2>
      {waitingCount.undelivered > 0 && (
        <p className="notice danger" role="alert" data-testid={TEST_IDS.boardAlarm}>
          <Icon name="warning" />
          <Link to="?orders=undelivered">{t('liaison.alarm.undelivered', { count: waitingCount.undelivered })}</Link>
        </p>
      )}
      <nav className="tabs" aria-label={t('liaison.orders')}>
        {ORDER_GROUP_NAMES.map((name) => (
          <Link key={name} to={`?orders=${name}`} aria-current={name === group ? 'page' : undefined}>
            {t(`liaison.group.${name}`)}
            {list.data !== undefined && <span className="count">{countOf(ORDER_GROUPS[name])}</span>}
          </Link>
        ))}
        {WAITING_NAMES.filter((name) => waitingCount[name] > 0 || name === group).map((name) => (
          <Link key={name} to={`?orders=${name}`} aria-current={name === group ? 'page' : undefined}>
            {t(`liaison.group.${name}`)}
            <span className="count">{waitingCount[name]}</span>
          </Link>
        ))}
      </nav>
      <Listed query={list} lines={6} empty={<EmptyState title={t('liaison.noOrders')} icon="send" />}>
        {(items) => (
          <ScrollTable label={t('liaison.orders')}>
            <table className="data-table orders-table">
              <thead>
                <tr>
                  <th scope="col">{t('order.reference')}</th>
                  <th scope="col">{t('order.operator')}</th>
                  <th scope="col">{t('order.state')}</th>
                  <th scope="col">{t('order.timeLeft')}</th>
                  <th scope="col" className="number">
                    {t('order.addresses')}
                  </th>
                  <th scope="col">{t('order.answer')}</th>
                  <th scope="col">{t('order.changed')}</th>
                </tr>
              </thead>
              <tbody>
                {items.toSorted(byTimeLeft).map((order) => (
                  <tr key={order.id} data-testid={TEST_IDS.orderRow} data-order={order.id}>
                    <th scope="row" data-label={t('order.reference')}>
                      <Link to={`/liaison/orders/${order.id}`}>{order.reference}</Link>
                    </th>
                    <td data-label={t('order.operator')}>{order.operator.name}</td>
                    <td data-label={t('order.state')}>
                      <OrderStateBadge state={order.state} />
                      {order.nextClock?.warned === true && (
                        <span className="badge warn">
                          <Icon name="warning" />
                          {t('clocks.warned')} <TimeLeft at={order.nextClock.dueAt} />
                        </span>
                      )}
                      {order.undelivered !== null && (
                        <span className="badge danger">
                          <Icon name="warning" />
                          {t('liaison.group.undelivered')}
                        </span>
                      )}
                      {order.awaits !== null && (
                        <span className="badge warn">
                          {t(`liaison.group.${order.awaits.how === 'service' ? 'carry' : 'receipt'}`)}
                        </span>
                      )}
                      {order.breached && (
                        <span className="badge danger">
                          <Icon name="warning" />
                          {t('order.breached')}
                        </span>
                      )}
                    </td>
                    <td data-label={t('order.timeLeft')}>
                      <Waits order={order} />
                    </td>
                    <td className="number" data-label={t('order.addresses')}>
                      {order.urls}
                    </td>
                    <td data-label={t('order.answer')}>
                      {order.lastAnswer === null ? t('order.noAnswer') : t(`answer.short.${order.lastAnswer}`)}
                    </td>
                    <td data-label={t('order.changed')}>
                      <Ago at={order.updatedAt} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollTable>
        )}
      </Listed>
    </section>
  );
};
