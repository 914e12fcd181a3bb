import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { api } from '../api/client.ts';
import { LanguageSwitch } from '../locale/language-switch.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Mark } from '../parts/icons.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { safeReturnPath } from './return-path.ts';
import { forgetOthers, keepSession, useSessionQuery } from './session.ts';
import './sign-in.css';

export const SignInPage = () => {
  const { t } = useTranslation();
  const [parameters] = useSearchParams();
  const { data: session } = useSessionQuery();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const passwordField = useRef<HTMLInputElement>(null);
  const wanted = parameters.get('return');
  const signIn = useMutation({
    mutationFn: () => api.session.signIn({ login: login.trim(), password }),
    onSuccess: (next) => {
      forgetOthers();
      keepSession(next);
    },
    onError: () => {
      setPassword('');
      passwordField.current?.focus();
    },
  });
  if (session) return <Navigate to={safeReturnPath(wanted)} replace />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <div className="sign-in">
      <title>{`${t('signIn.title')} · Weir`}</title>
      <header className="sign-in-head">
        <LanguageSwitch />
      </header>
      <main className="sign-in-card card">
        <p className="sign-in-brand">
          <Mark />
          <span>{t('app.name')}</span>
        </p>
        <h1>{t('signIn.title')}</h1>
        <p className="quiet">{t('signIn.purpose')}</p>
        {wanted !== null && !signIn.isError && <p className="notice info">{t('signIn.again')}</p>}
        <form onSubmit={submit} data-testid={TEST_IDS.signInForm}>
          <label className="field">
            <span>{t('signIn.login')}</span>
            <input
              data-testid={TEST_IDS.signInLogin}
              name="login"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              required
              maxLength={64}
              value={login}
              onChange={(event) => setLogin(event.target.value)}
            />
          </label>
          <label className="field">
            <span>{t('signIn.password')}</span>
            <input
              ref={passwordField}
              data-testid={TEST_IDS.signInPassword}
              name="password"
              type="password"
              autoComplete="current-password"
              required
              maxLength={200}
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </label>
          {signIn.isError && <ErrorPanel error={signIn.error} />}
          <button
            type="submit"
            className="button primary wide"
            data-testid={TEST_IDS.signInSubmit}
            disabled={signIn.isPending}
          >
            {t(signIn.isPending ? 'signIn.pending' : 'signIn.submit')}
          </button>
        </form>
        <details className="quiet">
          <summary>{t('signIn.demoTitle')}</summary>
          <p>{t('signIn.demoText')}</p>
        </details>
      </main>
    </div>
  );
};
