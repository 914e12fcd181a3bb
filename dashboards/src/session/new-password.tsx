import { useId } from 'react';
import { useTranslation } from 'react-i18next';

export const LEAST_PASSWORD = 12;

/** A password that is chosen now. Its length is what counts, so nothing else is asked of it. */
export const NewPasswordField = ({ name }: { name: string }) => {
  const { t } = useTranslation();
  const hint = useId();
  return (
    <label className="field">
      <span className="field-label">{t('account.newPassword')}</span>
      <input
        name={name}
        type="password"
        autoComplete="new-password"
        required
        minLength={LEAST_PASSWORD}
        maxLength={200}
        aria-describedby={hint}
      />
      <span id={hint} className="hint">
        {t('account.newPasswordHint', { count: LEAST_PASSWORD })}
      </span>
    </label>
  );
};
