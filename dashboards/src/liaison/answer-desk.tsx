import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerCodeMade, EnterAnswer } from '#api/schemas/notices.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

/**
 * What a liaison does about answers that come another way than signed: a code for the public page, and what is in front of them
 * entered by hand, with what it came in.
 */
export const AnswerDesk = ({
  reference,
  takesDecision,
  openCodes,
  makeCode,
  enter,
}: {
  reference: string;
  /** An order takes words by hand here; annexes come over the page. */
  takesDecision: boolean;
  openCodes: number;
  makeCode: () => Promise<AnswerCodeMade>;
  enter: (body: EnterAnswer) => Promise<unknown>;
}) => {
  const { t } = useTranslation();
  const [source, setSource] = useState('');
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<'acted' | 'not_acted' | 'text'>('text');
  const code = useMutation({ mutationFn: makeCode });
  const send = useMutation({
    mutationFn: () => {
      const now = new Date().toISOString();
      const head = { version: 1, reference };
      return enter({
        source: source.trim(),
        answer:
          outcome === 'text'
            ? { form: 'text', ...head, text: text.trim(), answeredAt: now }
            : {
                form: 'notice-decision',
                ...head,
                outcome,
                actedAt: outcome === 'acted' ? now : null,
                explanation: text.trim(),
                redress: null,
                automated: false,
                decidedAt: now,
              },
      });
    },
    onSuccess: () => {
      setText('');
      setSource('');
    },
  });
  const isReady = source.trim().length >= 3 && text.trim().length >= 3;
  return (
    <section className="card stack tight" aria-label={t('answerDesk.title')} data-testid={TEST_IDS.answerDesk}>
      <h2>{t('answerDesk.title')}</h2>
      <p className="quiet">{t('answerDesk.codeText', { count: openCodes })}</p>
      <div className="button-row">
        <button
          type="button"
          className="button"
          data-testid={TEST_IDS.makeCode}
          disabled={code.isPending}
          onClick={() => code.mutate()}
        >
          {t('answerDesk.makeCode')}
        </button>
      </div>
      {code.isError && <ErrorPanel error={code.error} />}
      {code.data !== undefined && (
        <div className="notice good" role="status">
          <div>
            <p>
              <code className="wrap-anywhere" translate="no" data-testid={TEST_IDS.answerCode}>
                {code.data.code}
              </code>
            </p>
            <p className="wrap-anywhere">
              {t('answerDesk.codeShown')} <code>{code.data.page}</code>
            </p>
            <p className="fine">
              {t('answerDesk.until')} <Time at={code.data.expiresAt} />
            </p>
          </div>
        </div>
      )}
      <form
        className="stack tight"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !send.isPending) send.mutate();
        }}
      >
        <h3>{t('answerDesk.byHand')}</h3>
        {takesDecision && (
          <label className="field">
            <span>{t('answerDesk.kind')}</span>
            <select value={outcome} onChange={(event) => setOutcome(event.target.value as typeof outcome)}>
              <option value="text">{t('answerDesk.text')}</option>
              <option value="acted">{t('noticeAnswer.outcome.acted')}</option>
              <option value="not_acted">{t('noticeAnswer.outcome.not_acted')}</option>
            </select>
          </label>
        )}
        <label className="field">
          <span>{t('answerDesk.source')}</span>
          <input type="text" maxLength={500} value={source} onChange={(event) => setSource(event.target.value)} />
        </label>
        <label className="field">
          <span>{t('answerDesk.words')}</span>
          <textarea rows={3} maxLength={4000} value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        {send.isError && <ErrorPanel error={send.error} />}
        <div className="button-row end">
          <button
            type="submit"
            className="button primary"
            data-testid={TEST_IDS.enterAnswer}
            disabled={!isReady || send.isPending}
          >
            {t('answerDesk.enter')}
          </button>
        </div>
      </form>
    </section>
  );
};
