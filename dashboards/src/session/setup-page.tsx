import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { NewPasswordField } from './new-password.tsx';
import { forgetOthers, keepSession, useSessionQuery } from './session.ts';
import { SignInFrame } from './sign-in-frame.tsx';

/** The first person of an empty house. The code shows that it is whoever started it. */
export const SetupPage = () => {
  const { t } = useTranslation();
  const { data: session } = useSessionQuery();
  const ways = useQuery({ queryKey: KEYS.ways, queryFn: ({ signal }) => api.session.ways(signal) });
  const begin = useMutation({
    mutationFn: (body: Parameters<typeof api.setup.begin>[0]) => api.setup.begin(body),
    onSuccess: (next) => {
      forgetOthers();
      keepSession(next);
      void queryClient.invalidateQueries({ queryKey: KEYS.ways });
    },
  });
  if (session) return <Navigate to="/administration/first-steps" replace />;
  if (ways.data?.empty === false) return <Navigate to="/sign-in" replace />;
  return (
    <SignInFrame title={t('setup.title')} lead={t('setup.lead')}>
      <form
        data-testid={TEST_IDS.setupForm}
        onSubmit={(event) => {
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          const text = (name: string): string => String(data.get(name) ?? '').trim();
          begin.mutate({
            ...{ code: text('code'), login: text('login'), displayName: text('name'), post: text('post') },
            password: String(data.get('password') ?? ''),
          });
        }}
      >
        <label className="field">
          <span className="field-label">{t('setup.code')}</span>
          <input name="code" required autoComplete="off" spellCheck={false} maxLength={100} />
          <span className="hint">{t('setup.codeHint')}</span>
        </label>
        <label className="field">
          <span className="field-label">{t('people.login')}</span>
          <input
            name="login"
            required
            pattern="[a-z][a-z0-9._\-]{1,63}"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
          />
          <span className="hint">{t('people.loginHint')}</span>
        </label>
        <label className="field">
          <span className="field-label">{t('people.name')}</span>
          <input name="name" required maxLength={120} autoComplete="name" />
        </label>
        <label className="field">
          <span className="field-label">{t('people.post')}</span>
          <input name="post" required maxLength={120} autoComplete="organization-title" />
        </label>
        <NewPasswordField name="password" />
        {begin.isError && <ErrorPanel error={begin.error} />}
        <button type="submit" className="button primary wide" disabled={begin.isPending}>
          {t('setup.begin')}
        </button>
      </form>
    </SignInFrame>
  );
};
