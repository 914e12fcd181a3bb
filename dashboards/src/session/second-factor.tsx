import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { encode } from 'uqr';
import type { OwnAccount, SecondFactorStarted } from '#api/schemas/accounts.ts';
import { api } from '../api/client.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { keepOwnAccount } from './own-account.ts';

const CODE = '[0-9]{6}';

/** What a device reads; drawn as shapes of the page, since nothing inline is let in. */
const Picture = ({ uri, label }: { uri: string; label: string }) => {
  const { data, size } = encode(uri, { border: 1 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <div className="second-factor-picture">
      <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
        <path d={path} fill="currentColor" />
      </svg>
    </div>
  );
};

const RecoveryCodes = ({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) => {
  const { t } = useTranslation();
  return (
    <>
      <p role="status">{t('account.recoveryText')}</p>
      <ul className="recovery-codes shown-once" data-testid={TEST_IDS.recoveryCodes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="button-row">
        <button type="button" className="button primary" onClick={onDone}>
          {t('account.recoveryDone')}
        </button>
      </div>
    </>
  );
};

const Confirm = ({ started, onCancel }: { started: SecondFactorStarted; onCancel: () => void }) => {
  const { t } = useTranslation();
  const confirm = useMutation({ mutationFn: (code: string) => api.account.confirmSecondFactor({ code }) });
  if (confirm.data !== undefined)
    return <RecoveryCodes codes={confirm.data.recoveryCodes} onDone={() => keepOwnAccount()} />;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate(String(new FormData(event.currentTarget).get('code')).trim());
      }}
    >
      <p>{t('account.scan')}</p>
      <Picture uri={started.uri} label={t('account.picture')} />
      <p>
        {t('account.orType')} <code data-testid={TEST_IDS.secondFactorSecret}>{started.secret}</code>
      </p>
      <label className="field">
        <span className="field-label">{t('signIn.code')}</span>
        <input name="code" required pattern={CODE} inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
      </label>
      {confirm.isError && <ErrorPanel error={confirm.error} />}
      <div className="button-row">
        <button
          type="submit"
          className="button primary"
          data-testid={TEST_IDS.confirmSecondFactor}
          disabled={confirm.isPending}
        >
          {t('account.confirm')}
        </button>
        <button type="button" className="button" onClick={onCancel}>
          {t('app.cancel')}
        </button>
      </div>
    </form>
  );
};

const Remove = () => {
  const { t } = useTranslation();
  const remove = useMutation({
    mutationFn: (body: { password: string; code: string }) => api.account.removeSecondFactor(body),
    onSuccess: (own) => keepOwnAccount(own),
  });
  return (
    <details>
      <summary>{t('account.remove')}</summary>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          remove.mutate({ password: String(data.get('password')), code: String(data.get('code')).trim() });
        }}
      >
        <label className="field">
          <span className="field-label">{t('account.presentPassword')}</span>
          <input name="password" type="password" autoComplete="current-password" required maxLength={200} />
        </label>
        <label className="field">
          <span className="field-label">{t('signIn.code')}</span>
          <input name="code" required minLength={6} maxLength={40} autoComplete="one-time-code" />
        </label>
        {remove.isError && <ErrorPanel error={remove.error} />}
        <div className="button-row">
          <button type="submit" className="button danger" disabled={remove.isPending}>
            {t('account.remove')}
          </button>
        </div>
      </form>
    </details>
  );
};

const Start = ({ onStarted }: { onStarted: (password: string) => void }) => {
  const { t } = useTranslation();
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onStarted(String(new FormData(event.currentTarget).get('password')));
      }}
    >
      <label className="field">
        <span className="field-label">{t('account.presentPassword')}</span>
        <input name="password" type="password" autoComplete="current-password" required maxLength={200} />
      </label>
      <div className="button-row">
        <button type="submit" className="button primary" data-testid={TEST_IDS.startSecondFactor}>
          {t('account.start')}
        </button>
      </div>
    </form>
  );
};

/** One-time codes: set up with a picture that a device reads, removed with a code of it. */
export const SecondFactor = ({ own }: { own: OwnAccount }) => {
  const { t } = useTranslation();
  const start = useMutation({ mutationFn: (password: string) => api.account.startSecondFactor({ password }) });
  return (
    <section className="card stack" aria-label={t('account.secondFactor')}>
      <h2>
        {t('account.secondFactor')}{' '}
        <span className={`badge ${own.account.secondFactor ? 'good' : 'neutral'}`}>
          {t(own.account.secondFactor ? 'account.on' : 'account.off')}
        </span>
      </h2>
      <p className="quiet">{t('account.secondFactorText')}</p>
      {own.secondFactorNeeded && <p>{t('account.needed')}</p>}
      {own.account.secondFactor ? (
        <>
          <p>{t('account.recoveryLeft', { count: own.recoveryCodes })}</p>
          <Remove />
        </>
      ) : start.data === undefined ? (
        <>
          <Start onStarted={(password) => start.mutate(password)} />
          {start.isError && <ErrorPanel error={start.error} />}
        </>
      ) : (
        <Confirm started={start.data} onCancel={() => start.reset()} />
      )}
    </section>
  );
};
