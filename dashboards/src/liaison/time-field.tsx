import { useTranslation } from 'react-i18next';
import { LegalTime } from './legal-time.tsx';

/** What stands in the field as a moment; null while it is none. */
export const momentOf = (typed: string): string | null => {
  const at = typed === '' ? Number.NaN : new Date(typed).getTime();
  return Number.isNaN(at) ? null : new Date(at).toISOString();
};

/** A moment as the field holds it, in the reader's own zone. */
export const typedOf = (at: string): string => {
  const moment = new Date(at);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
};

/** A moment typed in the reader's own zone, with the same moment as the law counts it below. */
export const TimeField = ({
  label,
  value,
  onChange,
  zone,
  testId,
}: {
  label: string;
  value: string;
  onChange: (typed: string) => void;
  zone: string;
  testId: string;
}) => {
  const { t } = useTranslation();
  const at = momentOf(value);
  return (
    <label className="field">
      <span>
        {label} <span className="hint">{t('timeField.zone')}</span>
      </span>
      <input
        type="datetime-local"
        step={1}
        required
        value={value}
        data-testid={testId}
        onChange={(event) => onChange(event.target.value)}
      />
      {at !== null && (
        <span className="hint">
          {t('timeField.legal')} <LegalTime at={at} zone={zone} brief />
        </span>
      )}
    </label>
  );
};
