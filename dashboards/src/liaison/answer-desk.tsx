import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AnswerCodeMade, EnterAnswer } from '#api/schemas/notices.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import type { AnnexKnown, HAND_KINDS } from './hand-answer.ts';
import { HandAnswerForm } from './hand-answer-form.tsx';

/**
 * What a liaison does about answers that come another way than signed: a code for the public page, and what is in front of them
 * entered by hand, with what it came in.
 */
export const AnswerDesk = ({
  reference,
  to,
  known,
  zone,
  openCodes,
  makeCode,
  enter,
}: {
  reference: string;
  to: keyof typeof HAND_KINDS;
  /** Of an order: what its annexes need not ask for. */
  known: AnnexKnown | null;
  zone: string;
  openCodes: number;
  makeCode: () => Promise<AnswerCodeMade>;
  enter: (body: EnterAnswer) => Promise<unknown>;
}) => {
  const { t } = useTranslation();
  const code = useMutation({ mutationFn: makeCode });
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
      <details>
        <summary data-testid={TEST_IDS.handOpen}>{t('answerDesk.byHand')}</summary>
        <HandAnswerForm reference={reference} to={to} known={known} zone={zone} enter={enter} />
      </details>
    </section>
  );
};
