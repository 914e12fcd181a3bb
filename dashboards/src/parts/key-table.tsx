import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyShown } from '#api/schemas/accounts.ts';
import { TEST_IDS } from '../test-ids.ts';
import { permissionName } from './permission-name.ts';
import { ScrollTable } from './scroll-table.tsx';
import { Time } from './time.tsx';

/** Keys for programs; `act` is what can be done with one that lasts. */
export const KeyTable = ({ keys, act }: { keys: readonly KeyShown[]; act: (key: KeyShown) => ReactNode }) => {
  const { t } = useTranslation();
  if (keys.length === 0) return <p className="quiet">{t('account.noKeys')}</p>;
  return (
    <ScrollTable label={t('account.keys')}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{t('account.keyName')}</th>
            <th scope="col">{t('account.scopes')}</th>
            <th scope="col">{t('account.until')}</th>
            <th scope="col">{t('account.act')}</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id} data-testid={TEST_IDS.keyRow}>
              <th scope="row">{key.name}</th>
              <td>{key.scopes.map(permissionName).join(' · ')}</td>
              <td>
                <Time at={key.expiresAt} />
              </td>
              <td>{key.revokedAt === null ? act(key) : t('account.revoked')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
};
