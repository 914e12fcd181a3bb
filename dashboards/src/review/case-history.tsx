import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { systemNote } from '../locale/system-note.ts';
import { DecisionCard } from '../parts/decision-card.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { historyOf } from './history.ts';

const AddNote = ({ caseId }: { caseId: string }) => {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () => api.cases.note(caseId, { text: text.trim() }),
    onSuccess: (next) => {
      queryClient.setQueryData(KEYS.case(caseId), next);
      setText('');
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '' && !add.isPending) add.mutate();
  };
  return (
    <form className="stack tight case-note" onSubmit={submit}>
      <label className="field">
        <span>{t('case.addNote')}</span>
        <textarea
          rows={2}
          maxLength={4000}
          value={text}
          data-testid={TEST_IDS.noteText}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {add.isError && <ErrorPanel error={add.error} />}
      <div className="button-row end">
        <button
          type="submit"
          className="button"
          data-testid={TEST_IDS.noteAdd}
          disabled={text.trim() === '' || add.isPending}
        >
          {t('case.saveNote')}
        </button>
      </div>
    </form>
  );
};

/** Who did what to the case, oldest first. */
export const CaseHistory = ({ detail }: { detail: CaseDetail }) => {
  const { t } = useTranslation();
  const { people } = detail;
  return (
    <section className="card" aria-label={t('case.history')} data-testid={TEST_IDS.history}>
      <h2>{t('case.history')}</h2>
      <ol className="history plain-list">
        {historyOf(detail.case).map((entry) => (
          <li key={entry.key}>
            <p className="meta">
              <Time at={entry.at} format="exact" />
            </p>
            {entry.kind === 'opened' && <p>{t('case.opened')}</p>}
            {entry.kind === 'decision' && (
              <details open={entry.decision.undoneAt === null}>
                <summary>
                  {t('case.decided', { outcome: t(`outcome.${entry.decision.outcome}`) })}
                  {entry.decision.undoneAt !== null && <span className="badge neutral">{t('case.undone')}</span>}
                </summary>
                <DecisionCard decision={entry.decision} people={people} />
              </details>
            )}
            {entry.kind === 'note' && (
              <p className="pre-wrap">
                <PersonName id={entry.note.actor.id} kind={entry.note.actor.kind} people={people} />
                {t('app.colon')}
                {entry.note.actor.kind === 'system' ? systemNote(entry.note.text, t) : entry.note.text}
              </p>
            )}
            {entry.kind === 'countersigned' && (
              <p>
                {t('case.countersignedBy')} <PersonName id={entry.by} people={people} />
              </p>
            )}
            {entry.kind === 'resolved' && <p>{t('case.resolved')}</p>}
          </li>
        ))}
      </ol>
      {detail.actions.includes('note') && <AddNote caseId={detail.case.id} />}
    </section>
  );
};
