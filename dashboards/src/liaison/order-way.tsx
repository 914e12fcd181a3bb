import { useTranslation } from 'react-i18next';
import type { OrderDetail } from '#api/schemas/orders.ts';
import { Icon, type IconName } from '../parts/icons.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { type TimelineEntry, timelineOf } from './order-timeline.ts';

const ICONS: Record<TimelineEntry['what'], IconName> = {
  drafted: 'pen',
  signed: 'lock',
  priorInformation: 'clock',
  attempted: 'send',
  attemptFailed: 'warning',
  sent: 'send',
  served: 'inbox',
  undelivered: 'warning',
  uninformed: 'warning',
  received: 'inbox',
  due: 'clock',
  answered: 'inbox',
  clarified: 'question',
  executed: 'check',
  verified: 'check',
};

const BAD: readonly TimelineEntry['what'][] = ['attemptFailed', 'undelivered', 'uninformed'];

export const OrderWay = ({ detail }: { detail: OrderDetail }) => {
  const { t } = useTranslation();
  return (
    <section className="card" aria-label={t('order.timeline')}>
      <h2>{t('order.timeline')}</h2>
      <ol className="timeline" data-testid={TEST_IDS.timeline}>
        {timelineOf(detail.order).map((entry) => (
          <li key={entry.key} className={BAD.includes(entry.what) ? 'is-bad' : undefined}>
            <Icon name={ICONS[entry.what]} />
            <div>
              <p>
                {t(`order.events.${entry.what}`)}
                {entry.who !== undefined && (
                  <>
                    {' · '}
                    <PersonName id={entry.who} people={detail.people} />
                  </>
                )}
              </p>
              {entry.detail !== undefined && (
                <p className="fine wrap-anywhere">
                  {entry.detail === 'tco-annex-2' || entry.detail === 'tco-annex-3'
                    ? t(`answer.short.${entry.detail}`)
                    : entry.detail}
                </p>
              )}
              <p className="fine">
                <Time at={entry.at} format="exact" />
              </p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
};
