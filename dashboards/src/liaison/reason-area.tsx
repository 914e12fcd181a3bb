import { useTranslation } from 'react-i18next';
import { TEST_IDS } from '../test-ids.ts';

/** The least that the API takes as a reason. */
const LEAST = 20;

export const isReasoned = (reason: string): boolean => reason.trim().length >= LEAST;

/** The reason of an act on an order, with how much of it is still asked for. */
export const ReasonArea = ({
  reason,
  onChange,
  label,
}: {
  reason: string;
  onChange: (reason: string) => void;
  label?: string;
}) => {
  const { t } = useTranslation();
  const missing = LEAST - reason.trim().length;
  return (
    <label className="field">
      <span>{label ?? t('clocks.extend.reason')}</span>
      <textarea
        rows={3}
        required
        minLength={LEAST}
        maxLength={4000}
        value={reason}
        data-testid={TEST_IDS.actReason}
        onChange={(event) => onChange(event.target.value)}
      />
      {missing > 0 && reason !== '' && <span className="hint">{t('reasonArea.missing', { count: missing })}</span>}
    </label>
  );
};
