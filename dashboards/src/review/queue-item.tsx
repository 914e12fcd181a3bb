import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CaseSummary } from '#api/schemas/cases.ts';
import { TWO_DIGITS, useNumber } from '../locale/use-number.ts';
import { LanguageBadge } from '../parts/badges.tsx';
import { Icon } from '../parts/icons.tsx';
import { PurposeBadge } from '../parts/purpose-badge.tsx';
import { Ago } from '../parts/time.tsx';
import { Veil } from '../parts/veiled-text.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** One case of the queue. Its excerpt stays blurred here: a list is for choosing, not for reading. */
export const QueueItem = ({ item, search }: { item: CaseSummary; search: string }) => {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <li className={`queue-item card ${item.imminentThreat ? 'is-imminent' : ''}`} data-testid={TEST_IDS.queueItem}>
      <div className="queue-priority">
        <span className="queue-priority-number tabular">{number(item.priority, TWO_DIGITS)}</span>
        <span className="fine">{t('review.priority')}</span>
      </div>
      <div className="queue-main">
        <p className="queue-head">
          <Link to={`/review/cases/${item.id}${search}`} data-case={item.id}>
            {t(`category.${item.leading}`)}
            <span className="visually-hidden"> {item.id}</span>
          </Link>
          {item.imminentThreat && (
            <span className="badge danger">
              <Icon name="flame" />
              {t('review.imminent')}
            </span>
          )}
          <PurposeBadge purpose={item.purpose} />
          <LanguageBadge code={item.lang} />
          {item.lease !== null && (
            <span className={`badge ${item.lease.mine ? 'info' : 'neutral'}`}>
              <Icon name="lock" />
              {item.lease.mine ? t('review.mine') : t('review.heldBy', { name: item.lease.holderName })}
            </span>
          )}
        </p>
        {item.excerpt !== '' && (
          <Veil revealed={false} short lang={item.lang}>
            {item.excerpt}
          </Veil>
        )}
        <p className="meta">
          <span>{t('review.score', { value: number(item.violating, TWO_DIGITS) })}</span>
          <span>{t('review.locations', { count: item.locations })}</span>
          <span>{item.platforms.join(', ')}</span>
          <span>
            <Ago at={item.openedAt} />
          </span>
        </p>
      </div>
    </li>
  );
};
