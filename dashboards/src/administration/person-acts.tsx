import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountShown, PasswordMade as Made } from '#api/schemas/accounts.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ActDialog } from '../parts/act-dialog.tsx';
import { useSession } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { PasswordMade } from './password-made.tsx';
import { WorkWords } from './work-proposal.tsx';

const ACTS = ['vouch', 'work', 'disable', 'enable', 'password', 'second-factor', 'sessions'] as const;
type Act = (typeof ACTS)[number];

/** What can be done to this account now. The server decides; the page only does not offer what cannot be. */
const possible = (account: AccountShown, own: boolean, me: string): Act[] => {
  if (own) return [];
  return ACTS.filter((act) => {
    if (act === 'vouch') return account.unconfirmedBy !== null && account.unconfirmedBy !== me;
    if (act === 'work') return account.proposedWork !== null && account.proposedWork.by !== me;
    if (act === 'disable') return !account.disabled;
    if (act === 'enable') return account.disabled;
    if (act === 'password') return !account.provider;
    if (act === 'second-factor') return account.secondFactor;
    return true;
  });
};

const run = async (act: Act, { id, proposedWork }: AccountShown, reason: string): Promise<Made | null> => {
  switch (act) {
    case 'vouch':
      await api.accounts.confirm(id, { reason });
      return null;
    case 'work':
      if (proposedWork !== null) await api.accounts.confirmWork(id, { work: proposedWork.work, reason });
      return null;
    case 'disable':
    case 'enable':
      await api.accounts.disable(id, { disabled: act === 'disable', reason });
      return null;
    case 'password':
      return api.accounts.resetPassword(id, { reason });
    case 'second-factor':
      await api.accounts.resetSecondFactor(id, { reason });
      return null;
    case 'sessions':
      await api.accounts.endSessions(id, { reason });
      return null;
  }
};

const AskDialog = ({
  act,
  account,
  onDone,
  onClose,
}: {
  act: Act;
  account: AccountShown;
  onDone: (made: Made | null) => void;
  onClose: () => void;
}) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const doing = useMutation({
    mutationFn: () => run(act, account, reason.trim()),
    onSuccess: (made) => {
      void queryClient.invalidateQueries({ queryKey: KEYS.accounts });
      onDone(made);
    },
  });
  return (
    <ActDialog
      title={t(`people.acts.${act}`)}
      onClose={onClose}
      act={doing}
      isReady={reason.trim().length >= 3}
      confirm={t(`people.acts.${act}`)}
      tone={act === 'enable' || act === 'vouch' || act === 'work' ? 'primary' : 'danger'}
      testId={TEST_IDS.personActConfirm}
    >
      <p>{t(`people.actText.${act}`, { name: account.displayName })}</p>
      {act === 'work' && account.proposedWork !== null && <WorkWords work={account.proposedWork.work} />}
      <label className="field">
        <span className="field-label">{t('people.reason')}</span>
        <input value={reason} maxLength={1000} required onChange={(event) => setReason(event.target.value)} />
        <span className="hint">{t('people.reasonHint')}</span>
      </label>
    </ActDialog>
  );
};

export const PersonActs = ({ account, own }: { account: AccountShown; own: boolean }) => {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Act | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const acts = possible(account, own, useSession().account.id);
  return (
    <section className="card stack" aria-label={t('people.access')}>
      <h2>{t('people.access')}</h2>
      {own ? <p>{t('people.ownText')}</p> : <p className="quiet">{t('people.accessText')}</p>}
      {account.unconfirmedBy !== null && (
        <p className="notice warn">{t('people.unconfirmedText', { name: account.displayName })}</p>
      )}
      {made !== null && <PasswordMade made={made} />}
      <div className="button-row">
        {acts.map((act) => (
          <button
            key={act}
            type="button"
            className="button"
            data-testid={`${TEST_IDS.personAct}-${act}`}
            onClick={() => setAsked(act)}
          >
            {t(`people.acts.${act}`)}
          </button>
        ))}
      </div>
      {asked !== null && (
        <AskDialog
          act={asked}
          account={account}
          onClose={() => setAsked(null)}
          onDone={(next) => {
            setMade(next);
            setAsked(null);
          }}
        />
      )}
    </section>
  );
};
