import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { api } from '../api/client.ts';
import { isFailure } from '../api/failure.ts';
import { KEYS } from '../api/queries.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon } from '../parts/icons.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { safeReturnPath } from './return-path.ts';
import { forgetOthers, keepSession, useSessionQuery } from './session.ts';
import { SignInFrame } from './sign-in-frame.tsx';

const REFUSALS = ['PROVIDER_REFUSED', 'PROVIDER_NO_ROLE', 'PROVIDER_AWAY', 'SIGN_IN_REFUSED'] as const;

/** Why the way back from the provider ended here. */
const Refused = ({ why }: { why: string | null }) => {
  const { t } = useTranslation();
  const known = REFUSALS.find((one) => one === why);
  if (known === undefined) return null;
  return (
    <p className="notice danger" role="alert">
      <Icon name="warning" />
      <span>{t(`signIn.refused.${known}`)}</span>
    </p>
  );
};

/** Asked for once the password is right; the focus goes where the next thing is typed. */
const CodeField = ({ value, onChange }: { value: string; onChange: (code: string) => void }) => {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <label className="field">
      <span>{t('signIn.code')}</span>
      <input
        ref={field}
        data-testid={TEST_IDS.signInCode}
        name="code"
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
        required
        maxLength={40}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <span className="hint">{t('signIn.codeHint')}</span>
    </label>
  );
};

export const SignInPage = () => {
  const { t } = useTranslation();
  const [parameters] = useSearchParams();
  const { data: session } = useSessionQuery();
  const ways = useQuery({ queryKey: KEYS.ways, queryFn: ({ signal }) => api.session.ways(signal), staleTime: 60_000 });
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const wanted = parameters.get('return');
  const signIn = useMutation({
    mutationFn: () => api.session.signIn({ login: login.trim(), password, ...(code === null ? {} : { code }) }),
    onSuccess: (next) => {
      forgetOthers();
      keepSession(next);
    },
    onError: (error) => {
      if (isFailure(error, 'CODE_REQUIRED') || isFailure(error, 'CODE_WRONG')) {
        setCode('');
        return;
      }
      setPassword('');
      setCode(null);
      passwordField.current?.focus();
    },
  });
  if (session) return <Navigate to={safeReturnPath(wanted)} replace />;
  if (ways.data?.empty === true) return <Navigate to="/setup" replace />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  const asksCode = isFailure(signIn.error, 'CODE_REQUIRED');
  return (
    <SignInFrame title={t('signIn.title')} lead={t('signIn.purpose')}>
      {wanted !== null && !signIn.isError && <p className="notice info">{t('signIn.again')}</p>}
      <Refused why={parameters.get('refused')} />
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
        {code !== null && <CodeField value={code} onChange={setCode} />}
        {signIn.isError && !asksCode && <ErrorPanel error={signIn.error} />}
        <button
          type="submit"
          className="button primary wide"
          data-testid={TEST_IDS.signInSubmit}
          disabled={signIn.isPending}
        >
          {t(signIn.isPending ? 'signIn.pending' : 'signIn.submit')}
        </button>
      </form>
      {ways.data?.provider != null && (
        <p>
          {/* It leads out of the pages, to the provider. */}
          <a
            className="button wide"
            data-testid={TEST_IDS.signInProvider}
            href={`/api/v1/session/provider?return=${encodeURIComponent(safeReturnPath(wanted))}`}
          >
            {t('signIn.provider', { name: ways.data.provider })}
          </a>
        </p>
      )}
      <details className="quiet">
        <summary>{t('signIn.demoTitle')}</summary>
        <p>{t('signIn.demoText')}</p>
      </details>
    </SignInFrame>
  );
};
