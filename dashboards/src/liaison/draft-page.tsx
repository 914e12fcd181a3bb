import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { CaseDetail } from '#api/schemas/cases.ts';
import type { PreviewNotice } from '#api/schemas/notices.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useHotkeys } from '../app/use-hotkeys.ts';
import { CaseStateBadge } from '../parts/badges.tsx';
import { CaseLocations } from '../parts/case-locations.tsx';
import { CaseTextCard } from '../parts/case-text-card.tsx';
import { DecisionCard, decisionInForce } from '../parts/decision-card.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { Time } from '../parts/time.tsx';
import { CaseOrders } from './case-orders.tsx';
import { type Drafted, InstrumentPick } from './instrument-pick.tsx';
import { NoticeList } from './notice-list.tsx';
import { NoticePreview } from './notice-preview.tsx';
import { OrderPreview } from './order-preview.tsx';

const isNotice = (draft: Drafted): draft is PreviewNotice => 'instrument' in draft.form;
const Preview = ({ draft }: { draft: Drafted }) =>
  isNotice(draft) ? <NoticePreview draft={draft} /> : <OrderPreview draft={draft} />;

const DraftView = ({ detail }: { detail: CaseDetail }) => {
  const { t } = useTranslation();
  const [revealed, setRevealed] = useState(false);
  const [draft, setDraft] = useState<Drafted | null>(null);
  useHotkeys({ reveal: () => setRevealed(!revealed) });
  const { case: subject, people } = detail;
  const decision = decisionInForce(subject.decisions);
  return (
    <div className="page">
      <Link className="back" to="/liaison">
        {t('liaison.back')}
      </Link>
      <PageHeading
        title={t('draft.title', { category: t(`category.${subject.assessment.leading}`) })}
        lead={
          <span className="meta">
            <CaseStateBadge state={subject.state} />
            <code>{subject.id}</code>
          </span>
        }
      />
      <div className="draft-grid">
        <div className="stack">
          <CaseTextCard subject={subject} revealed={revealed} onReveal={setRevealed} />
          <section className="card" aria-label={t('draft.people')}>
            <h2>{t('draft.people')}</h2>
            {decision !== null && <DecisionCard decision={decision} people={people} />}
            {subject.countersignature !== null && (
              <p className="countersigned">
                {t('case.countersignedBy')} <PersonName id={subject.countersignature.by} people={people} /> ·{' '}
                <Time at={subject.countersignature.at} />
              </p>
            )}
          </section>
          <CaseLocations locations={subject.locations} operators={detail.operators} />
          {draft !== null && detail.actions.includes('draft_order') && <Preview draft={draft} />}
        </div>
        <div className="stack">
          <CaseOrders caseId={subject.id} />
          <NoticeList query={{ caseId: subject.id, size: 100 }} title={t('notice.ofCase')} />
          {detail.actions.includes('draft_order') ? (
            <InstrumentPick detail={detail} categories={decision?.categories ?? []} onDraft={setDraft} />
          ) : (
            <p className="notice info">{t('draft.nothingToDraft')}</p>
          )}
        </div>
      </div>
    </div>
  );
};

export const DraftPage = () => {
  const { caseId = '' } = useParams();
  const query = useQuery({ queryKey: KEYS.case(caseId), queryFn: ({ signal }) => api.cases.get(caseId, signal) });
  if (query.data === undefined)
    return (
      <div className="page">
        <Loaded query={query} lines={10}>
          {() => null}
        </Loaded>
      </div>
    );
  return <DraftView key={caseId} detail={query.data} />;
};
