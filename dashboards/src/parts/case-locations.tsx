import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '#api/schemas/cases.ts';
import { Icon, type IconName } from './icons.tsx';
import { Ago, Time } from './time.tsx';

type Location = CaseDetail['case']['locations'][number];

const LOOK: Record<Location['status'], { icon: IconName; tone: string }> = {
  up: { icon: 'up', tone: 'warn' },
  gone_by_author: { icon: 'check', tone: 'good' },
  gone_by_operator: { icon: 'check', tone: 'good' },
  gone: { icon: 'check', tone: 'good' },
  geo_blocked: { icon: 'lock', tone: 'info' },
};

/**
 * Every address that carries the text. They are printed, not linked: a click from here would tell the platform who looks.
 */
export const CaseLocations = ({
  locations,
  operators,
}: {
  locations: readonly Location[];
  operators: CaseDetail['operators'];
}) => {
  const { t } = useTranslation();
  const nameOf = (id: string): string => operators.find((operator) => operator.id === id)?.name ?? id;
  return (
    <section className="card" aria-label={t('case.locations')}>
      <h2>
        {t('case.locations')} <span className="count">{locations.length}</span>
      </h2>
      <ul className="locations plain-list">
        {locations.map((location) => (
          <li key={location.postId}>
            <p className="location-head">
              <strong>{location.platform}</strong>
              <span className="quiet">{nameOf(location.operatorId)}</span>
              <span className={`badge ${LOOK[location.status].tone}`}>
                <Icon name={LOOK[location.status].icon} />
                {t(`locationStatus.${location.status}`)}
              </span>
            </p>
            <p>
              <code>{location.url}</code>
            </p>
            <p className="fine">
              {t('case.published')} <Time at={location.publishedAt} />
              {location.checkedAt !== null && (
                <>
                  {' · '}
                  {t('case.checked')} <Ago at={location.checkedAt} />
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
};
