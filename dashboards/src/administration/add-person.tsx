import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { PasswordMade } from './password-made.tsx';
import { PersonFields } from './person-fields.tsx';
import { pickedRoles, RolePick } from './role-pick.tsx';

export const AddPerson = () => {
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const add = useMutation({
    mutationFn: (body: Parameters<typeof api.accounts.add>[0]) => api.accounts.add(body),
    onSuccess: () => {
      form.current?.reset();
      void queryClient.invalidateQueries({ queryKey: KEYS.accounts });
    },
  });
  return (
    <form
      ref={form}
      className="card stack"
      aria-label={t('people.add')}
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        const text = (name: string): string => String(data.get(name) ?? '').trim();
        add.mutate({
          ...{ login: text('login'), displayName: text('name'), post: text('post') },
          roles: pickedRoles(data),
        });
      }}
    >
      <h2>{t('people.add')}</h2>
      <div className="two-fields">
        <label className="field">
          <span className="field-label">{t('people.login')}</span>
          <input
            name="login"
            required
            pattern="[a-z][a-z0-9._\-]{1,63}"
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
          />
          <span className="hint">{t('people.loginHint')}</span>
        </label>
        <PersonFields />
      </div>
      <RolePick roles={[]} />
      {add.isError && <ErrorPanel error={add.error} />}
      {add.data !== undefined && <PasswordMade made={add.data} />}
      <div className="button-row">
        <button type="submit" className="button primary" data-testid={TEST_IDS.personAdd} disabled={add.isPending}>
          {t('people.add')}
        </button>
      </div>
    </form>
  );
};
