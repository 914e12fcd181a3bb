import { useTranslation } from 'react-i18next';
import type { NoticeDetail } from '#api/schemas/notices.ts';
import { Icon } from '../parts/icons.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** Where what the operator said and what the house saw do not fit: both, with their times. A person judges. */
export const Contradictions = ({ found }: { found: NoticeDetail['contradictions'] }) => {
  const { t } = useTranslation();
  if (found.length === 0) return null;
  return (
    <section className="notice danger" data-testid={TEST_IDS.contradictions} aria-label={t('contradiction.title')}>
      <Icon name="warning" />
      <div>
        <p>
          <strong>{t('contradiction.title')}</strong>
        </p>
        <ul className="plain-list">
          {found.map((one) => (
            <li key={one.url}>
              <p className="wrap-anywhere">
                <code>{one.url}</code>
              </p>
              <p>
                {t(`contradiction.${one.kind}`)} <Time at={one.saidAt} format="exact" />
                {' · '}
                {t(`contradiction.seen.${one.kind}`)} <Time at={one.seenAt} format="exact" />
              </p>
              {one.mayBeTerritorial && <p className="fine">{t('contradiction.territorial')}</p>}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
};
