import { useTranslation } from 'react-i18next';
import type { SourceItem } from '#api/schemas/sources.ts';
import { Icon } from '../parts/icons.tsx';
import { HEALTH_LOOK, healthOf } from './source-health.ts';

/** How a source stands, in a word and a sign; and whether a change of it waits. */
export const SourceBadge = ({ item }: { item: Pick<SourceItem, 'state' | 'status' | 'source' | 'proposal'> }) => {
  const { t } = useTranslation();
  const health = healthOf(item);
  return (
    <span className="button-row">
      <span className={`badge ${HEALTH_LOOK[health].tone}`}>
        <Icon name={HEALTH_LOOK[health].icon} />
        {t(`source.health.${health}`)}
      </span>
      {item.proposal !== null && item.source !== null && (
        <span className="badge warn">
          <Icon name="pen" />
          {t('source.changeWaits')}
        </span>
      )}
    </span>
  );
};
