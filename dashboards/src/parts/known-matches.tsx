import { useTranslation } from 'react-i18next';
import type { PostDetail } from '#api/schemas/posts.ts';
import { TEST_IDS } from '../test-ids.ts';
import { Icon } from './icons.tsx';

export type KnownMatch = NonNullable<NonNullable<PostDetail['assessment']>['known']>[number];

/** The lists of known content that a post matched. It says that others named it, and decides nothing. */
export const KnownMatches = ({ matches }: { matches: readonly KnownMatch[] }) => {
  const { t } = useTranslation();
  // Several addresses of a case may match the same entry.
  const each = new Map(matches.map((match) => [`${match.listId} ${match.entryId} ${match.where}`, match]));
  if (each.size === 0) return null;
  return (
    <div className="notice" data-testid={TEST_IDS.knownMatches}>
      <Icon name="warning" />
      <div>
        {[...each].map(([key, { listName, source, entryId, where, distance }]) => (
          <p key={key}>
            <strong>{t('known.matched', { name: listName, source })}</strong>{' '}
            <span className="fine">
              {t(`known.where.${where}`)}
              {distance !== undefined && ` · ${t('known.distance', { distance })}`} · <code>{entryId}</code>
            </span>
          </p>
        ))}
        <p className="fine">{t('known.note')}</p>
      </div>
    </div>
  );
};
