import { useTranslation } from 'react-i18next';
import type { OrderDetail } from '#api/schemas/orders.ts';
import { i18next } from '../locale/i18n.ts';
import { Icon } from '../parts/icons.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** What article 3(4) demands, checked on the form as it stands. The pages say it in their language where they know the check. */
export const OrderChecks = ({ checks }: { checks: OrderDetail['checks'] }) => {
  const { t } = useTranslation();
  const sentence = (check: OrderDetail['checks'][number]): string => {
    const key = `order.check.${check.id}`;
    return i18next.exists(key) ? i18next.t(key as 'order.check.authority') : check.message;
  };
  return (
    <section className="card" aria-label={t('order.checks')} data-testid={TEST_IDS.orderChecks}>
      <h2>{t('order.checks')}</h2>
      <ul className="checks plain-list">
        {checks.map((check) => (
          <li key={check.id} className={check.ok ? 'is-ok' : 'is-bad'}>
            <Icon name={check.ok ? 'check' : 'warning'} />
            <span>
              <strong>{check.article}</strong> {sentence(check)}{' '}
              <span className="visually-hidden">{t(check.ok ? 'order.checkOk' : 'order.checkMissing')}</span>
              {!check.ok && <span className="badge danger">{t('order.checkMissing')}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};
