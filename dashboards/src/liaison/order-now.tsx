import { useTranslation } from 'react-i18next';
import type { OrderDetail } from '#api/schemas/orders.ts';
import { Icon } from '../parts/icons.tsx';
import { Time, TimeLeft } from '../parts/time.tsx';

const TONE: Partial<Record<OrderDetail['order']['state'], string>> = {
  executed: 'good',
  verified: 'good',
  impossible: 'danger',
  overdue: 'danger',
  needs_clarification: 'warn',
};

/** One sentence on where the order stands and what happens next. */
export const OrderNow = ({ order }: { order: OrderDetail['order'] }) => {
  const { t } = useTranslation();
  const { state, holdUntil, notBefore, nextAttemptAt, attempts } = order;
  const lastError = attempts.at(-1)?.error ?? null;
  return (
    <div className={`notice ${TONE[state] ?? 'info'}`}>
      <Icon name="clock" />
      <div>
        <p>{t(`order.now.${state}`)}</p>
        {state === 'signed' && holdUntil !== null && (
          <p>
            {t('order.leavesIn')} <TimeLeft at={holdUntil} />
          </p>
        )}
        {state === 'prior_information' && notBefore !== null && (
          <p>
            {t('order.notBefore')} <Time at={notBefore} />
          </p>
        )}
        {state === 'sending' && lastError !== null && (
          <p>
            {t('order.lastAttemptFailed', { count: attempts.length })}{' '}
            <span className="wrap-anywhere">{lastError}</span>
            {nextAttemptAt !== null && (
              <>
                {' · '}
                {t('order.nextAttempt')} <TimeLeft at={nextAttemptAt} />
              </>
            )}
          </p>
        )}
      </div>
    </div>
  );
};
