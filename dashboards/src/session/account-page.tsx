import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { OwnAccount } from '#api/schemas/accounts.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { Icon } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { OwnKeys } from './own-keys.tsx';
import { OwnSessions } from './own-sessions.tsx';
import { PasswordForm } from './password-form.tsx';
import { SecondFactor } from './second-factor.tsx';
import { useSession } from './session.ts';

const Due = () => {
  const { t } = useTranslation();
  const { due } = useSession();
  if (due === null) return null;
  return (
    <p className="notice warn" role="status" data-testid={TEST_IDS.accountDue}>
      <Icon name="lock" />
      <span>{t(`account.due.${due}`)}</span>
    </p>
  );
};

const Account = ({ own }: { own: OwnAccount }) => {
  const { t } = useTranslation();
  const { account } = own;
  return (
    <div className="account-grid" data-testid={TEST_IDS.account}>
      <section className="card" aria-label={t('account.who')}>
        <h2>{t('account.who')}</h2>
        <dl className="facts">
          <dt>{t('people.name')}</dt>
          <dd>{account.displayName}</dd>
          <dt>{t('people.login')}</dt>
          <dd>
            <code>{account.login}</code>
          </dd>
          <dt>{t('people.post')}</dt>
          <dd>{account.post}</dd>
          <dt>{t('people.roles')}</dt>
          <dd>{account.roles.map((role) => t(`role.${role}`)).join(' · ')}</dd>
        </dl>
        <p className="hint">{t('account.whoHint')}</p>
      </section>
      {account.provider ? (
        <section className="card" aria-label={t('account.password')}>
          <h2>{t('account.password')}</h2>
          <p>{t('account.elsewhere')}</p>
        </section>
      ) : (
        <>
          <PasswordForm />
          <SecondFactor own={own} />
        </>
      )}
      <OwnSessions sessions={own.sessions} />
      <OwnKeys own={own} />
    </div>
  );
};

export const AccountPage = () => {
  const { t } = useTranslation();
  const own = useQuery({ queryKey: KEYS.account, queryFn: ({ signal }) => api.account.get(signal) });
  return (
    <div className="page">
      <PageHeading title={t('account.title')} lead={t('account.lead')} />
      <div className="stack">
        <Due />
        <Loaded query={own} lines={8}>
          {(data) => <Account own={data} />}
        </Loaded>
      </div>
    </div>
  );
};
