import { useTranslation } from 'react-i18next';
import type { CaseSummary } from '#api/schemas/cases.ts';
import { TEST_IDS } from '../test-ids.ts';
import { Icon } from './icons.tsx';

/** Why a case is here though nobody flagged it; nothing for a flagged one. */
export const PurposeBadge = ({ purpose }: { purpose: CaseSummary['purpose'] }) => {
  const { t } = useTranslation();
  if (purpose === 'flagged') return null;
  return (
    <span
      className="badge info"
      data-testid={TEST_IDS.purpose}
      data-purpose={purpose}
      title={t(`purposeHint.${purpose}`)}
    >
      <Icon name="eye" />
      {t(`purpose.${purpose}`)}
    </span>
  );
};
