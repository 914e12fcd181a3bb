import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { NewPasswordField } from './new-password.tsx';
import { keepOwnAccount } from './own-account.ts';

export const PasswordForm = () => {
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const change = useMutation({
    mutationFn: (body: Parameters<typeof api.account.password>[0]) => api.account.password(body),
    onSuccess: (own) => {
      form.current?.reset();
      keepOwnAccount(own);
    },
  });
  return (
    <form
      ref={form}
      className="card stack"
      aria-label={t('account.password')}
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        change.mutate({ password: String(data.get('password')), next: String(data.get('next')) });
      }}
    >
      <h2>{t('account.password')}</h2>
      <label className="field">
        <span className="field-label">{t('account.presentPassword')}</span>
        <input name="password" type="password" autoComplete="current-password" required maxLength={200} />
      </label>
      <NewPasswordField name="next" />
      {change.isError && <ErrorPanel error={change.error} />}
      {change.isSuccess && (
        <p className="notice good" role="status">
          {t('account.passwordChanged')}
        </p>
      )}
      <div className="button-row">
        <button
          type="submit"
          className="button primary"
          data-testid={TEST_IDS.changePassword}
          disabled={change.isPending}
        >
          {t('account.changePassword')}
        </button>
      </div>
    </form>
  );
};
