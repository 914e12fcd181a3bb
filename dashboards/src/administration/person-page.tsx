import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { AccountShown, DescribeAccount } from '#api/schemas/accounts.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { KeyTable } from '../parts/key-table.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { SessionTable } from '../parts/session-table.tsx';
import { Time } from '../parts/time.tsx';
import { useMay, useSession } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { AccountBadges } from './account-badges.tsx';
import { PersonActs } from './person-acts.tsx';
import { PersonFields, ReasonInput } from './person-fields.tsx';
import { pickedRoles, RolePick } from './role-pick.tsx';
import { pickedWorkArea, WorkAreaPick } from './work-area-pick.tsx';
import { WorkProposal } from './work-proposal.tsx';

const loadAgain = (): void => void queryClient.invalidateQueries({ queryKey: KEYS.accounts });

const DescribeForm = ({ account, own }: { account: AccountShown; own: boolean }) => {
  const { t } = useTranslation();
  const save = useMutation({
    mutationFn: (body: DescribeAccount) => api.accounts.describe(account.id, body),
    onSuccess: loadAgain,
  });
  const fixed = own || account.provider;
  return (
    <form
      className="card stack"
      aria-label={t('people.describe')}
      data-testid={TEST_IDS.personForm}
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        const text = (name: string): string => String(data.get(name) ?? '').trim();
        save.mutate({
          ...{ displayName: text('name'), post: text('post'), reason: text('reason') },
          ...(own
            ? {}
            : {
                sourceIds: text('sources')
                  .split(/[,，\s]+/u)
                  .filter((one) => one !== ''),
                work: pickedWorkArea(data),
              }),
          roles: fixed ? account.roles : pickedRoles(data),
        });
      }}
    >
      <h2>{t('people.describe')}</h2>
      <PersonFields displayName={account.displayName} post={account.post} />
      <RolePick roles={account.roles} disabled={fixed} />
      <label className="field">
        <span className="field-label">{t('people.sources')}</span>
        <input name="sources" defaultValue={account.sourceIds.join(', ')} disabled={own} autoComplete="off" />
        <span className="hint">{t('people.sourcesHint')}</span>
      </label>
      <WorkAreaPick work={account.proposedWork?.work ?? account.work} disabled={own} />
      {account.provider && <p className="hint">{t('people.rolesElsewhere')}</p>}
      {own && <p className="hint">{t('people.ownRoles')}</p>}
      <ReasonInput />
      {save.isError && <ErrorPanel error={save.error} />}
      {save.isSuccess && (
        <p className="notice good" role="status">
          {t('people.saved')}
        </p>
      )}
      <div className="button-row">
        <button type="submit" className="button primary" disabled={save.isPending}>
          {t('people.save')}
        </button>
      </div>
    </form>
  );
};

const RevokeDialog = ({ account, keyId, onClose }: { account: AccountShown; keyId: string; onClose: () => void }) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const revoke = useMutation({
    mutationFn: () => api.accounts.revokeKey(account.id, keyId, { reason: reason.trim() }),
    onSuccess: () => {
      loadAgain();
      onClose();
    },
  });
  return (
    <ActDialog
      title={t('account.revoke')}
      onClose={onClose}
      act={revoke}
      isReady={reason.trim().length >= 3}
      confirm={t('account.revoke')}
      tone="danger"
      testId={TEST_IDS.personActConfirm}
    >
      <label className="field">
        <span className="field-label">{t('people.reason')}</span>
        <input value={reason} maxLength={1000} required onChange={(event) => setReason(event.target.value)} />
      </label>
    </ActDialog>
  );
};

const Managed = ({ account, own }: { account: AccountShown; own: boolean }) => {
  const { t } = useTranslation();
  const sessions = useQuery({
    queryKey: KEYS.accountSessions(account.id),
    queryFn: ({ signal }) => api.accounts.sessions(account.id, signal),
  });
  const [revoking, setRevoking] = useState<string | null>(null);
  return (
    <>
      <DescribeForm key={JSON.stringify(account)} account={account} own={own} />
      <PersonActs account={account} own={own} />
      <WorkProposal account={account} />
      <section className="card" aria-label={t('account.sessions')}>
        <h2>{t('account.sessions')}</h2>
        <Loaded query={sessions}>
          {({ items }) =>
            items.length === 0 ? <p className="quiet">{t('people.noSession')}</p> : <SessionTable sessions={items} />
          }
        </Loaded>
      </section>
      <section className="card" aria-label={t('account.keys')}>
        <h2>{t('account.keys')}</h2>
        <KeyTable
          keys={account.keys}
          act={(key) => (
            <button type="button" className="button small" onClick={() => setRevoking(key.id)}>
              {t('account.revoke')}
            </button>
          )}
        />
      </section>
      {revoking !== null && <RevokeDialog account={account} keyId={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
};

const Person = ({ account }: { account: AccountShown }) => {
  const { t } = useTranslation();
  const may = useMay();
  const own = useSession().account.id === account.id;
  const { changed } = account;
  return (
    <div className="page">
      <Link className="back" to="/administration">
        {t('people.back')}
      </Link>
      <PageHeading title={account.displayName} lead={<AccountBadges account={account} />} />
      <div className="stack">
        {changed !== null && (
          <p className="quiet">
            {t('people.changedBy', {
              what: t(`people.changed.${changed.what}` as 'people.changed.disabled'),
              name: changed.byName,
              reason: changed.reason,
            })}{' '}
            <Time at={changed.at} />
          </p>
        )}
        <div className="person-grid">{may('account:manage') && <Managed account={account} own={own} />}</div>
      </div>
    </div>
  );
};

export const PersonPage = () => {
  const { t } = useTranslation();
  const { accountId = '' } = useParams();
  const people = useQuery({ queryKey: KEYS.accounts, queryFn: ({ signal }) => api.accounts.list(signal) });
  const account = people.data?.items.find(({ id }) => id === accountId);
  if (account !== undefined) return <Person account={account} />;
  return (
    <div className="page">
      <PageHeading title={t('people.title')} />
      <Loaded query={people}>{() => <EmptyState title={t('errors.ACCOUNT_UNKNOWN.message')} />}</Loaded>
    </div>
  );
};
