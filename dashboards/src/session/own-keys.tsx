import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { MakeKey, OwnAccount } from '#api/schemas/accounts.ts';
import { api } from '../api/client.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { KeyTable } from '../parts/key-table.tsx';
import { permissionName } from '../parts/permission-name.ts';
import { TEST_IDS } from '../test-ids.ts';
import { keepOwnAccount } from './own-account.ts';

const DAYS = [7, 30, 90, 365] as const;

const MakeForm = ({ scopes }: { scopes: OwnAccount['scopes'] }) => {
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const make = useMutation({
    mutationFn: (body: MakeKey) => api.account.makeKey(body),
    onSuccess: () => {
      form.current?.reset();
      keepOwnAccount();
    },
  });
  return (
    <form
      ref={form}
      className="stack"
      aria-label={t('account.makeKey')}
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        make.mutate({
          name: String(data.get('name')).trim(),
          scopes: scopes.filter((scope) => data.get(scope) !== null),
          days: Number(data.get('days')),
        });
      }}
    >
      <label className="field">
        <span className="field-label">{t('account.keyName')}</span>
        <input name="name" required maxLength={120} />
        <span className="hint">{t('account.keyNameHint')}</span>
      </label>
      <fieldset>
        <legend className="field-label">{t('account.scopes')}</legend>
        <div className="scope-list">
          {scopes.map((scope) => (
            <label key={scope} className="check">
              <input type="checkbox" name={scope} /> <span>{permissionName(scope)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <label className="field">
        <span className="field-label">{t('account.lasts')}</span>
        <select name="days" defaultValue="30">
          {DAYS.map((days) => (
            <option key={days} value={days}>
              {t('account.days', { count: days })}
            </option>
          ))}
        </select>
      </label>
      {make.isError && <ErrorPanel error={make.error} />}
      {make.data !== undefined && (
        <div className="notice good" role="status">
          <div>
            <p>{t('account.keyOnce')}</p>
            <p className="shown-once">
              <code data-testid={TEST_IDS.keyToken}>{make.data.token}</code>
            </p>
          </div>
        </div>
      )}
      <div className="button-row">
        <button type="submit" className="button" data-testid={TEST_IDS.makeKey} disabled={make.isPending}>
          {t('account.makeKey')}
        </button>
      </div>
    </form>
  );
};

/** Keys with which a program reads for this person. */
export const OwnKeys = ({ own }: { own: OwnAccount }) => {
  const { t } = useTranslation();
  const revoke = useMutation({
    mutationFn: (keyId: string) => api.account.revokeKey(keyId),
    onSuccess: (next) => keepOwnAccount(next),
  });
  return (
    <section className="card stack" aria-label={t('account.keys')}>
      <h2>{t('account.keys')}</h2>
      <p className="quiet">{t('account.keysText')}</p>
      {revoke.isError && <ErrorPanel error={revoke.error} />}
      <KeyTable
        keys={own.account.keys}
        act={(key) => (
          <button
            type="button"
            className="button small"
            disabled={revoke.isPending}
            onClick={() => revoke.mutate(key.id)}
          >
            {t('account.revoke')}
          </button>
        )}
      />
      {own.scopes.length > 0 && <MakeForm scopes={own.scopes} />}
    </section>
  );
};
