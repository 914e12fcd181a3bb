import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { NoticeListQuery } from '#api/schemas/notices.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { Icon } from '../parts/icons.tsx';
import { Listed } from '../parts/listed.tsx';
import { Ago, Time, TimeLeft } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { NoticeStateBadge } from './notice-badge.tsx';

/** Orders and notices under the DSA, and referrals: of one case, or those that changed last. Nothing where there are none. */
export const NoticeList = ({
  query,
  title,
  isAlarm = false,
}: {
  query: NoticeListQuery;
  title: string;
  /** Its count is told as an alarm. */
  isAlarm?: boolean;
}) => {
  const { t } = useTranslation();
  const list = useQuery({
    queryKey: [...KEYS.notices, query],
    queryFn: ({ signal }) => api.notices.list(query, signal),
  });
  if (list.data?.items.length === 0) return null;
  return (
    <section className="card" aria-label={title} data-testid={isAlarm ? TEST_IDS.lostNotices : TEST_IDS.noticeList}>
      <h2>{title}</h2>
      {isAlarm && list.data !== undefined && (
        <p className="notice danger" role="alert">
          <Icon name="warning" />
          <span>{t('liaison.alarm.lostNotices', { count: list.data.total })}</span>
        </p>
      )}
      <Listed query={list} lines={2} empty={null}>
        {(items) => (
          <ul className="plain-list">
            {items.map((notice) => (
              <li key={notice.id} className="meta" data-testid={TEST_IDS.noticeRow} data-notice={notice.id}>
                <Link to={`/liaison/notices/${notice.id}`}>{notice.reference}</Link>
                <span>{t(`notice.name.${notice.instrument}`)}</span>
                <span>{notice.operator.name}</span>
                <NoticeStateBadge state={notice.state} />
                {notice.expectedBy !== null && ['sent', 'confirmed'].includes(notice.state) && (
                  <span className="quiet">
                    {t('notice.expectedBy')} <Time at={notice.expectedBy} /> · <TimeLeft at={notice.expectedBy} />
                  </span>
                )}
                {notice.undelivered !== null && (
                  <span className="badge danger">
                    <Icon name="warning" />
                    {t(notice.undelivered.of === 'notice' ? 'liaison.group.undelivered' : 'notice.withdrawalLost')}
                  </span>
                )}
                {notice.contradictions > 0 && (
                  <span className="badge danger">
                    <Icon name="warning" />
                    {t('contradiction.badge')}
                  </span>
                )}
                <span className="fine">
                  <Ago at={notice.updatedAt} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Listed>
    </section>
  );
};
