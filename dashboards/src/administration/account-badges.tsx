import { useTranslation } from 'react-i18next';
import type { AccountShown } from '#api/schemas/accounts.ts';

export const AccountBadges = ({ account }: { account: AccountShown }) => {
  const { t } = useTranslation();
  return (
    <span className="meta">
      <span className={`badge ${account.disabled ? 'danger' : 'good'}`}>
        {t(account.disabled ? 'people.disabled' : 'people.able')}
      </span>
      {account.mustChangePassword && <span className="badge warn">{t('people.firstPassword')}</span>}
      {account.unconfirmedBy !== null && <span className="badge warn">{t('people.unconfirmed')}</span>}
      {account.proposedWork !== null && <span className="badge warn">{t('people.work.proposed')}</span>}
      {account.secondFactor && <span className="badge info">{t('people.secondFactor')}</span>}
      {account.provider && <span className="badge neutral">{t('people.provider')}</span>}
    </span>
  );
};
