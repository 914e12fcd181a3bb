import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Key } from '../parts/key.tsx';
import { Time } from '../parts/time.tsx';
import { useSession } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';

type Question = NonNullable<CaseDetail['case']['questions']>[number];

const AnswerForm = ({ caseId, question }: { caseId: string; question: Question }) => {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const answer = useMutation({
    mutationFn: () => api.cases.answer(caseId, question.number, { text: text.trim() }),
    onSuccess: (next) => {
      queryClient.setQueryData(KEYS.case(caseId), next);
      void queryClient.invalidateQueries({ queryKey: KEYS.cases });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '' && !answer.isPending) answer.mutate();
  };
  return (
    <form className="stack tight" onSubmit={submit}>
      <label className="field">
        <span>{t('colleagues.answer')}</span>
        <textarea
          rows={2}
          maxLength={4000}
          value={text}
          data-testid={TEST_IDS.answerText}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {answer.isError && <ErrorPanel error={answer.error} />}
      <div className="button-row end">
        <button
          type="submit"
          className="button"
          data-testid={TEST_IDS.answerSave}
          disabled={text.trim() === '' || answer.isPending}
        >
          {t('colleagues.saveAnswer')}
        </button>
      </div>
    </form>
  );
};

/** What colleagues were asked about the case, and what they said. */
export const CaseColleagues = ({ detail, onAsk }: { detail: CaseDetail; onAsk: () => void }) => {
  const { t } = useTranslation();
  const { account } = useSession();
  const { people, actions } = detail;
  const nameOf = (id: string | null): string =>
    id === null ? t('colleagues.anybody') : (people.find((one) => one.id === id)?.displayName ?? id);
  const questions = detail.case.questions ?? [];
  const mayAnswer = ({ to, by, answer }: Question): boolean =>
    answer === null && actions.includes('ask') && (to === null ? by !== account.id : to === account.id);
  return (
    <section className="card" aria-label={t('colleagues.title')} data-testid={TEST_IDS.questions}>
      <div className="card-head">
        <h2>{t('colleagues.title')}</h2>
        {actions.includes('ask') && (
          <button type="button" className="button small" data-testid={TEST_IDS.ask} onClick={onAsk}>
            {t('colleagues.ask')}
            <Key action="ask" />
          </button>
        )}
      </div>
      {questions.length === 0 && <p className="quiet">{t('colleagues.none')}</p>}
      <ol className="history plain-list">
        {questions.map((question) => (
          <li key={question.number}>
            <p className="meta">
              <span>{t('colleagues.asks', { by: nameOf(question.by), to: nameOf(question.to) })}</span>
              <Time at={question.at} format="exact" />
            </p>
            <p className="pre-wrap" dir="auto">
              {question.text}
            </p>
            {question.answer === null ? (
              <p className="fine">{t('colleagues.waits')}</p>
            ) : (
              <>
                <p className="meta">
                  <span>{t('colleagues.answered', { by: nameOf(question.answer.by) })}</span>
                  <Time at={question.answer.at} format="exact" />
                </p>
                <p className="pre-wrap" dir="auto">
                  {question.answer.text}
                </p>
              </>
            )}
            {mayAnswer(question) && <AnswerForm caseId={detail.case.id} question={question} />}
          </li>
        ))}
      </ol>
    </section>
  );
};
