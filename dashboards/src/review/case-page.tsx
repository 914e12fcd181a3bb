import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { usePreferences } from '../app/preferences.ts';
import { useHotkeys } from '../app/use-hotkeys.ts';
import { TWO_DIGITS, useNumber } from '../locale/use-number.ts';
import { CaseStateBadge } from '../parts/badges.tsx';
import { CaseLocations } from '../parts/case-locations.tsx';
import { CaseTextCard } from '../parts/case-text-card.tsx';
import { Icon } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { PicturesCard } from '../parts/pictures-card.tsx';
import { PurposeBadge } from '../parts/purpose-badge.tsx';
import { saidIn } from '../parts/said-in-pictures.ts';
import { SpreadPanel } from '../parts/spread-panel.tsx';
import { Ago } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { BreakDue } from './care.tsx';
import { CaseColleagues } from './case-colleagues.tsx';
import { CaseComparison } from './case-comparison.tsx';
import { CaseElementProvider, useCaseFocus } from './case-focus.ts';
import { CaseHistory } from './case-history.tsx';
import { CaseQuality } from './case-quality.tsx';
import { CaseScores } from './case-scores.tsx';
import { CaseThread } from './case-thread.tsx';
import { AskDialog, HandOverDialog } from './colleague-dialogs.tsx';
import { LeaseBar } from './lease-bar.tsx';
import { claimAhead, releaseAhead } from './next-case.ts';
import { NextStep } from './next-step.tsx';
import { useOfferUndoOfDecision } from './offer-undo.ts';
import { PolicyText } from './policy-text.tsx';
import { type QueueFilter, queueSearch, readQueueFilter } from './queue-filter.ts';
import { SkipDialog } from './skip-dialog.tsx';

/** The first time that a text is shown it counts for its reader, and the next case is claimed meanwhile. */
const useShown = (detail: CaseDetail, revealed: boolean, filter: QueueFilter, onFirst: () => void): void => {
  const counted = useRef(false);
  const isWork = detail.actions.includes('decide') || detail.actions.includes('countersign');
  useEffect(() => {
    if (!revealed || counted.current) return;
    counted.current = true;
    onFirst();
    // It is a help to its reader; that it could not be counted must not stand in the way of the text.
    api.me.uncovered({ caseId: detail.case.id }).then(
      (care) => queryClient.setQueryData(KEYS.care, care),
      () => {},
    );
    if (isWork && detail.lease?.mine === true) claimAhead(filter);
  });
};

const CaseView = ({ detail, filter }: { detail: CaseDetail; filter: QueueFilter }) => {
  const { t } = useTranslation();
  const number = useNumber();
  const navigate = useNavigate();
  const subject = detail.case;
  const { element, props: focusProps } = useCaseFocus();
  const { veiled } = usePreferences()?.care ?? { veiled: true };
  const [asked, setRevealed] = useState<boolean | null>(null);
  const revealed = asked ?? !veiled;
  const [read, setRead] = useState(false);
  const [dialog, setDialog] = useState<'skip' | 'ask' | 'handOver' | null>(null);
  const close = (): void => setDialog(null);
  const mine = detail.lease?.mine === true;
  // A decision names the revision that was on the screen when it was read, whatever arrives meanwhile.
  const [revision, setRevision] = useState(subject.revision);
  const offerUndo = useOfferUndoOfDecision(queueSearch(filter));
  // A decision that can still be undone is offered again when its maker comes back to the case.
  useEffect(() => offerUndo(detail), [offerUndo, detail]);
  useShown(detail, revealed, filter, () => setRead(true));
  const reveal = setRevealed;
  useHotkeys(
    {
      reveal: () => reveal(!revealed),
      backToQueue: () => void navigate(`/review${queueSearch(filter)}`),
      skip: () => mine && setDialog('skip'),
      ask: () => detail.actions.includes('ask') && setDialog('ask'),
      handOver: () => detail.actions.includes('hand_over') && setDialog('handOver'),
      note: () => document.querySelector<HTMLElement>('.case-note textarea')?.focus(),
    },
    element,
  );
  return (
    <CaseElementProvider value={element}>
      <section
        className="page case-page"
        ref={element}
        aria-label={t('case.heading', { category: t(`category.${subject.assessment.leading}`) })}
        data-testid={TEST_IDS.caseView}
        data-case={subject.id}
        {...focusProps}
      >
        <Link className="back" to={`/review${queueSearch(filter)}`}>
          {t('case.back')}
        </Link>
        <PageHeading
          title={t('case.heading', { category: t(`category.${subject.assessment.leading}`) })}
          lead={
            <span className="meta">
              <CaseStateBadge state={subject.state} testId={TEST_IDS.caseState} />
              {subject.imminentThreat && (
                <span className="badge danger">
                  <Icon name="flame" />
                  {t('review.imminent')}
                </span>
              )}
              {(subject.returns?.length ?? 0) > 0 && (
                <span className="badge danger">
                  <Icon name="warning" />
                  {t('spread.returned')}
                </span>
              )}
              <PurposeBadge purpose={subject.purpose ?? 'flagged'} />
              <span>
                {t('review.priority')} {number(subject.priority, TWO_DIGITS)}
              </span>
              <span>
                {t('case.openedAt')} <Ago at={subject.openedAt} />
              </span>
              <code>{subject.id}</code>
            </span>
          }
        >
          <LeaseBar detail={detail} queue={queueSearch(filter)} onDialog={setDialog} />
        </PageHeading>
        <BreakDue />
        <div className="case-grid">
          <div className="case-text-area stack">
            <CaseTextCard subject={subject} revealed={revealed} onReveal={reveal} />
            <PicturesCard
              pictures={subject.pictures ?? []}
              saidIn={(index) => saidIn(index, subject.text, subject.pictureStretches ?? [], subject.assessment.spans)}
              revealed={revealed}
              lang={subject.lang}
            />
          </div>
          <div className="case-side stack">
            {subject.revision !== revision && (
              <div className="notice warn" role="alert" data-testid={TEST_IDS.caseChanged}>
                <Icon name="warning" />
                <div>
                  <p className="notice-title">{t('case.changedTitle')}</p>
                  <p>{t('case.changedText')}</p>
                  <button
                    type="button"
                    className="button"
                    data-testid={TEST_IDS.adoptRevision}
                    onClick={() => setRevision(subject.revision)}
                  >
                    {t('case.changedAdopt')}
                  </button>
                </div>
              </div>
            )}
            <NextStep detail={detail} revision={revision} read={read} filter={filter} />
          </div>
          <div className="stack case-rest">
            <div className="two-columns">
              <CaseScores assessment={subject.assessment} />
              <PolicyText leading={subject.assessment.leading} />
            </div>
            <CaseComparison caseId={subject.id} revealed={revealed} queue={queueSearch(filter)} />
            <CaseThread thread={detail.thread} revealed={revealed} lang={subject.lang} />
            <SpreadPanel caseId={subject.id} operators={detail.operators} />
            <CaseLocations locations={subject.locations} operators={detail.operators} />
            <CaseColleagues detail={detail} onAsk={() => setDialog('ask')} />
            <CaseQuality detail={detail} />
            <CaseHistory detail={detail} />
          </div>
        </div>
        {dialog === 'skip' && <SkipDialog caseId={subject.id} filter={filter} onClose={close} />}
        {dialog === 'ask' && <AskDialog caseId={subject.id} onClose={close} />}
        {dialog === 'handOver' && <HandOverDialog caseId={subject.id} queue={queueSearch(filter)} onClose={close} />}
      </section>
    </CaseElementProvider>
  );
};

export const CasePage = () => {
  const { caseId = '' } = useParams();
  const [parameters] = useSearchParams();
  // Whoever leaves the cases gives back what was claimed ahead.
  useEffect(() => () => void releaseAhead(), []);
  const query = useQuery({ queryKey: KEYS.case(caseId), queryFn: ({ signal }) => api.cases.get(caseId, signal) });
  if (query.data === undefined)
    return (
      <div className="page">
        <Loaded query={query} lines={10}>
          {() => null}
        </Loaded>
      </div>
    );
  // Another case starts afresh: veiled, unread, nothing chosen.
  return <CaseView key={caseId} detail={query.data} filter={readQueueFilter(parameters)} />;
};
