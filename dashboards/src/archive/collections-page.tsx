import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Listed } from '../parts/listed.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { ArchiveTabs } from './archive-tabs.tsx';
import { CollectionDialog } from './collection-dialog.tsx';

export const CollectionsPage = () => {
  const { t } = useTranslation();
  const [isNew, setNew] = useState(false);
  const list = useQuery({ queryKey: KEYS.collections, queryFn: ({ signal }) => api.collections.list(signal) });
  return (
    <div className="page">
      <PageHeading title={t('collections.title')} lead={t('collections.lead')}>
        <button
          type="button"
          className="button primary"
          data-testid={TEST_IDS.collectionNew}
          onClick={() => setNew(true)}
        >
          {t('collections.begin')}
        </button>
      </PageHeading>
      <ArchiveTabs />
      <Listed query={list} empty={<EmptyState title={t('collections.none')}>{t('collections.noneHint')}</EmptyState>}>
        {(items) => (
          <ul className="plain-list">
            {items.map((one) => (
              <li key={one.id} className="card" data-testid={TEST_IDS.collectionRow}>
                <p className="hit-head">
                  <Link to={`/archive/collections/${one.id}`}>{one.name}</Link>
                  <span className="badge neutral">{t('collections.posts', { count: one.count })}</span>
                  {one.isShared && <span className="badge neutral">{t('collections.badgeShared')}</span>}
                  {!one.isMine && <span className="fine">{t('collections.by', { name: one.owner })}</span>}
                </p>
                <p>{one.purpose}</p>
              </li>
            ))}
          </ul>
        )}
      </Listed>
      {isNew && <CollectionDialog collection={null} onClose={() => setNew(false)} />}
    </div>
  );
};
