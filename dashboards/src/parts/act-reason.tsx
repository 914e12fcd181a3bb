import { useTranslation } from 'react-i18next';

/** Why an act on an entry or a capture is done: it stands in the ledger. */
export const ActReason = ({
  reason,
  onChange,
  isFree = false,
  label,
  testId,
}: {
  reason: string;
  onChange: (reason: string) => void;
  /** The act may go without. */
  isFree?: boolean;
  label?: string;
  testId: string;
}) => {
  const { t } = useTranslation();
  return (
    <label className="field">
      <span>{label ?? t(isFree ? 'source.reasonFree' : 'source.reason')}</span>
      <textarea
        required={!isFree}
        minLength={3}
        maxLength={2000}
        value={reason}
        data-testid={testId}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
};
