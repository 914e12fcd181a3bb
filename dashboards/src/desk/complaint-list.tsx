import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Listed } from '../parts/listed.tsx';
import { Ago, Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

const OPEN = 'received,in_review';

/** Complaints that wait, oldest first. */
export const ComplaintList = () => {
  const { t } = useTranslation();
  const list = useQuery({
    queryKey: [...KEYS.complaints, 'open'],
    queryFn: ({ signal }) => api.complaints.list({ states: OPEN, size: 100 }, signal),
  });
  return (
    <section className="card" aria-labelledby="desk-complaints" data-testid={TEST_IDS.complaintList}>
      <div className="card-head">
        <h2 id="desk-complaints">{t('desk.complaints')}</h2>
        {list.data !== undefined && <span className="count">{list.data.total}</span>}
      </div>
      <Listed query={list} empty={<EmptyState title={t('desk.noComplaints')} icon="check" />}>
        {(items) => (
          <ul className="plain-list desk-list">
            {items.map(({ complaint, reference }) => (
              <li key={complaint.id} className="desk-head" data-testid={TEST_IDS.complaintRow}>
                <Link to={`/desk/complaints/${complaint.id}`}>{reference}</Link>
                <span className="badge neutral">{t(`desk.kind.${complaint.kind}`)}</span>
                <span className={`badge ${complaint.state === 'received' ? 'warn' : 'info'}`}>
                  {t(`desk.complaintState.${complaint.state}`)}
                </span>
                <span className="quiet">{t(`desk.filer.${complaint.filer}`)}</span>
                <span className="quiet">
                  <Ago at={complaint.receivedAt} />
                </span>
                {complaint.dueAt !== null && (
                  <span className="badge warn">
                    {t('desk.due')} <Time at={complaint.dueAt} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </Listed>
    </section>
  );
};
