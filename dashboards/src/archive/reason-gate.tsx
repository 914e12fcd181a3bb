import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keepAccessReason } from '../api/access-reason.ts';
import { isFailure } from '../api/failure.ts';
import { PageHeading } from '../parts/page-heading.tsx';
import { TEST_IDS } from '../test-ids.ts';

const REASONS = ['spread', 'case', 'complaint', 'quality'] as const;

/** Asks why, where the server wants to know; then what was asked for is asked for again. */
export const ReasonGate = ({
  error,
  onReason,
  children,
}: {
  error: unknown;
  onReason: () => void;
  children: ReactNode;
}) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  if (!isFailure(error, 'ACCESS_REASON_REQUIRED')) return <>{children}</>;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    keepAccessReason(reason.trim());
    onReason();
  };
  return (
    <>
      <PageHeading title={t('reasonGate.title')} />
      <form className="card stack" onSubmit={submit} data-testid={TEST_IDS.reasonGate}>
        <p>{t('reasonGate.text')}</p>
        <div className="button-row">
          {REASONS.map((one) => (
            <button
              key={one}
              type="button"
              className="button small"
              onClick={() => setReason(t(`reasonGate.reasons.${one}`))}
            >
              {t(`reasonGate.reasons.${one}`)}
            </button>
          ))}
        </div>
        <label className="field">
          <span className="field-label">{t('people.reason')}</span>
          <input
            required
            minLength={3}
            maxLength={300}
            value={reason}
            data-testid={TEST_IDS.reasonGateText}
            onChange={(event) => setReason(event.target.value)}
          />
          <span className="hint">{t('reasonGate.hint')}</span>
        </label>
        <div className="button-row">
          <button type="submit" className="button primary" data-testid={TEST_IDS.reasonGateGo}>
            {t('reasonGate.go')}
          </button>
        </div>
      </form>
    </>
  );
};
