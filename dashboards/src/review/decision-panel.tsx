import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { api } from '../api/client.ts';
import { isFailure } from '../api/failure.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { useHotkeys } from '../app/use-hotkeys.ts';
import { CATEGORIES } from '../parts/categories.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Key } from '../parts/key.tsx';
import { useSession } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { useCaseElement } from './case-focus.ts';
import { CategoryPick } from './category-pick.tsx';
import { type DecisionDraft, decisionOf, emptyDraft, isCarriable, missingIn, type Outcome } from './decision-draft.ts';
import { ExemptionTest } from './exemption-test.tsx';
import { keepDraft, keptDraft } from './kept-drafts.ts';
import { useOfferUndoOfDecision } from './offer-undo.ts';
import { OutcomePick } from './outcome-pick.tsx';
import { type QueueFilter, queueSearch } from './queue-filter.ts';
import { ReasonField } from './reason-field.tsx';
import { useTakeNext } from './take-next.ts';

const useDraft = (caseId: string) => {
  const { account } = useSession();
  const [draft, setDraft] = useState(() => keptDraft(account.id, caseId) ?? emptyDraft());
  const change = (part: Partial<DecisionDraft>): void =>
    setDraft((before) => {
      const next = { ...before, ...part };
      keepDraft(account.id, caseId, next);
      return next;
    });
  return { draft, change };
};

/** Where a decision leads: to the next case of the queue, or to open ones that say the same. */
type Then = 'next' | 'alike';

const useDecide = (detail: CaseDetail, revision: number, filter: QueueFilter) => {
  const offerUndo = useOfferUndoOfDecision(queueSearch(filter));
  const takeNext = useTakeNext(filter);
  const navigate = useNavigate();
  const caseId = detail.case.id;
  return useMutation({
    mutationFn: ({ decision }: { decision: NonNullable<ReturnType<typeof decisionOf>>; then: Then }) =>
      api.cases.decide(caseId, { revision, decision }),
    onSuccess: (next, { then }) => {
      queryClient.setQueryData(KEYS.case(caseId), next);
      offerUndo(next);
      if (then === 'alike') void navigate(`/review/cases/${caseId}/alike${queueSearch(filter)}`);
      else takeNext.mutate();
    },
    onError: (error) => {
      // What the page shows is old; what was typed stays.
      if (isFailure(error) && error.status === 409) void queryClient.invalidateQueries({ queryKey: KEYS.case(caseId) });
    },
  });
};

/** The form of a decision, all of it within reach of the keyboard. `revision` is the one that was read. */
export const DecisionPanel = ({
  detail,
  revision,
  read,
  filter,
}: {
  detail: CaseDetail;
  revision: number;
  read: boolean;
  filter: QueueFilter;
}) => {
  const { t } = useTranslation();
  const { undoSeconds } = useSession();
  const { draft, change } = useDraft(detail.case.id);
  const guide = useQuery({
    queryKey: KEYS.labelGuide,
    queryFn: ({ signal }) => api.labelGuide(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const decide = useDecide(detail, revision, filter);
  const [shownMissing, setShownMissing] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const missing = missingIn(draft, read);
  const changed = detail.case.revision !== revision;
  const choose = (outcome: Outcome): void => change({ outcome });
  const toggle = (category: (typeof CATEGORIES)[number]): void => {
    if (draft.outcome !== 'violating') return;
    change({
      categories: CATEGORIES.filter((one) => (one === category) !== draft.categories.includes(one)),
    });
  };
  const submit = (then: Then = 'next'): void => {
    const decision = decisionOf(draft, detail.case.contentHash, read);
    setShownMissing(true);
    if (decision === null || decide.isPending || changed) return;
    decide.mutate({ decision, then });
  };
  const focusOn = (selector: string): void => form.current?.querySelector<HTMLElement>(selector)?.focus();
  useHotkeys(
    {
      violating: () => choose('violating'),
      notViolating: () => choose('not_violating'),
      notSure: () => choose('not_sure'),
      escalate: () => choose('escalate'),
      category1: () => toggle('threat'),
      category2: () => toggle('instruction'),
      category3: () => toggle('incitement'),
      category4: () => toggle('solicitation'),
      category5: () => toggle('recruitment'),
      category6: () => toggle('glorification'),
      exemptionTest: () => focusOn('.exemption input'),
      reason: () => focusOn('.reason textarea'),
      submit: () => submit(),
    },
    useCaseElement(),
  );
  return (
    <form
      ref={form}
      className="decision-panel card stack"
      aria-label={t('decision.title')}
      data-testid={TEST_IDS.decisionPanel}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2>{t('decision.title')}</h2>
      <OutcomePick value={draft.outcome} onChange={choose} />
      {draft.outcome === 'violating' && (
        <>
          <CategoryPick chosen={draft.categories} onToggle={toggle} />
          <ExemptionTest
            answers={draft.exemption}
            explanation={draft.explanation}
            onAnswer={(purpose, answer) => change({ exemption: { ...draft.exemption, [purpose]: answer } })}
            onExplain={(explanation) => change({ explanation })}
          />
        </>
      )}
      {draft.outcome !== null && (
        <ReasonField draft={draft} guide={guide.data} onChange={(reason) => change({ reason })} />
      )}
      {decide.isError && <ErrorPanel error={decide.error} />}
      {draft.outcome !== null && shownMissing && missing.length > 0 && (
        <div className="notice warn" role="alert">
          <ul className="missing">
            {missing.map((one) => (
              <li key={one}>{t(`decision.missing.${one}`)}</li>
            ))}
          </ul>
        </div>
      )}
      {draft.outcome !== null && (
        <button
          type="submit"
          className="button primary wide"
          data-testid={TEST_IDS.submitDecision}
          disabled={decide.isPending || changed}
        >
          {t('decision.submit', { outcome: t(`outcome.${draft.outcome}`) })}
          <Key action="submit" />
        </button>
      )}
      {draft.outcome !== null && isCarriable(draft.outcome) && (
        <button
          type="button"
          className="button wide"
          data-testid={TEST_IDS.decideAlike}
          disabled={decide.isPending || changed}
          onClick={() => submit('alike')}
        >
          {t('decision.submitAlike')}
        </button>
      )}
      <p className="fine">{t('decision.undoHint', { count: undoSeconds })}</p>
    </form>
  );
};
