import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { ComplaintDetail, DecideComplaint } from '#api/schemas/complaints.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

const keep = (next: ComplaintDetail): void => {
  queryClient.setQueryData(KEYS.complaint(next.complaint.id), next);
  void queryClient.invalidateQueries({ queryKey: KEYS.complaints });
};

const Decide = ({ complaint }: { complaint: ComplaintDetail['complaint'] }) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: (outcome: DecideComplaint['outcome']) =>
      api.complaints.decide(complaint.id, { seq: complaint.seq, outcome, reason: reason.trim() }),
    onSuccess: keep,
  });
  const isShort = reason.trim().length < 20;
  return (
    <section className="card stack" aria-labelledby="desk-decide">
      <h2 id="desk-decide">{t('desk.decide')}</h2>
      <label className="field">
        <span>{t('desk.reason')}</span>
        <textarea
          rows={5}
          minLength={20}
          maxLength={4000}
          value={reason}
          data-testid={TEST_IDS.complaintReason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <p className="fine">{t('desk.reasonHint')}</p>
      <p>{t('desk.upheldMeans')}</p>
      <div className="desk-acts">
        {(['upheld', 'rejected'] as const).map((outcome) => (
          <button
            key={outcome}
            type="button"
            className={outcome === 'upheld' ? 'button danger' : 'button'}
            disabled={isShort || decide.isPending}
            data-testid={`${TEST_IDS.complaintDecide}-${outcome}`}
            onClick={() => decide.mutate(outcome)}
          >
            {t(`desk.act.${outcome}`)}
          </button>
        ))}
      </div>
      <ErrorPanel error={decide.error} />
    </section>
  );
};

const Complaint = ({ detail }: { detail: ComplaintDetail }) => {
  const { t } = useTranslation();
  const { complaint, reference, actions, tookPart, people } = detail;
  const take = useMutation({
    mutationFn: () => api.complaints.take(complaint.id, { seq: complaint.seq }),
    onSuccess: keep,
  });
  const nameOf = (id: string): string => people.find((person) => person.id === id)?.displayName ?? id;
  return (
    <>
      <section className="card stack" aria-labelledby="desk-said">
        <div className="desk-head">
          <h2 id="desk-said">{t(`desk.kind.${complaint.kind}`)}</h2>
          <span className="badge info" data-testid={TEST_IDS.complaintState}>
            {t(`desk.complaintState.${complaint.state}`)}
          </span>
          <span className="quiet">{t(`desk.filer.${complaint.filer}`)}</span>
          <span className="quiet">
            <Time at={complaint.receivedAt} />
          </span>
        </div>
        <p className="desk-said" dir="auto">
          {complaint.text}
        </p>
        <p>
          <Link to={`/liaison/orders/${complaint.orderId}`}>{t('desk.toOrder', { reference })}</Link>
        </p>
        {complaint.reviewer !== null && <p>{t('desk.takenBy', { name: nameOf(complaint.reviewer) })}</p>}
        {tookPart && <p className="notice warn">{t('desk.tookPart')}</p>}
        {actions.includes('take') && (
          <div>
            <button
              type="button"
              className="button primary"
              disabled={take.isPending}
              data-testid={TEST_IDS.complaintTake}
              onClick={() => take.mutate()}
            >
              {t('desk.act.take')}
            </button>
          </div>
        )}
        <ErrorPanel error={take.error} />
      </section>
      {complaint.decision !== null && (
        <section className="card stack" aria-labelledby="desk-decision">
          <h2 id="desk-decision">{t(`desk.complaintState.${complaint.decision.outcome}`)}</h2>
          <p className="desk-said" dir="auto">
            {complaint.decision.reason}
          </p>
          <p className="quiet">
            {nameOf(complaint.decision.by)}, <Time at={complaint.decision.at} />
          </p>
        </section>
      )}
      {actions.includes('decide') && <Decide complaint={complaint} />}
    </>
  );
};

export const ComplaintPage = () => {
  const { t } = useTranslation();
  const { complaintId = '' } = useParams();
  const query = useQuery({
    queryKey: KEYS.complaint(complaintId),
    queryFn: ({ signal }) => api.complaints.get(complaintId, signal),
  });
  return (
    <div className="page narrow">
      <PageHeading
        title={t('desk.complaint', { reference: query.data?.reference ?? '' })}
        lead={<Link to="/desk">{t('desk.back')}</Link>}
      />
      <Loaded query={query}>{(detail) => <Complaint detail={detail} />}</Loaded>
    </div>
  );
};
