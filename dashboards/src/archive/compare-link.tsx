import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { TEST_IDS } from '../test-ids.ts';

/** Leads to two posts side by side. */
export const CompareLink = ({ from, to }: { from: string; to: string }) => {
  const { t } = useTranslation();
  return (
    <Link className="fine" to={`/archive/compare?a=${from}&b=${to}`} data-testid={TEST_IDS.comparePost}>
      {t('comparePosts.do')}
    </Link>
  );
};
