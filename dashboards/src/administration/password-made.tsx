import { useTranslation } from 'react-i18next';
import type { PasswordMade as Made } from '#api/schemas/accounts.ts';
import { TEST_IDS } from '../test-ids.ts';

/** A first password; it is kept nowhere, so it is read out or written down now. */
export const PasswordMade = ({ made }: { made: Made }) => {
  const { t } = useTranslation();
  return (
    <div className="notice good" role="status" data-testid={TEST_IDS.passwordMade}>
      <div>
        <p>{t('people.passwordOnce', { login: made.account.login })}</p>
        <p className="shown-once">
          <code>{made.password}</code>
        </p>
      </div>
    </div>
  );
};
