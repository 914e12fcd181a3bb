import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SavedSearchShown } from '#api/schemas/searches.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { TEST_IDS } from '../test-ids.ts';
import { SearchDialog } from './search-dialog.tsx';
import { type readSearch, savedAddress } from './search-query.ts';
import { WatchDialog } from './watch-dialog.tsx';

type Asked = 'edit' | 'watch';

const SavedSearchRow = ({
  saved,
  isHere,
  onAsk,
}: {
  saved: SavedSearchShown;
  isHere: boolean;
  onAsk: (what: Asked) => void;
}) => {
  const { t } = useTranslation();
  const { fresh, alert } = saved;
  return (
    <li className="saved-search" data-testid={TEST_IDS.savedSearch}>
      <Link to={savedAddress(saved)} aria-current={isHere ? 'page' : undefined}>
        {saved.name}
      </Link>
      {saved.isShared && <span className="badge neutral">{t('searches.badgeShared')}</span>}
      {!saved.isMine && <span className="fine">{t('searches.by', { name: saved.owner })}</span>}
      {fresh !== null && fresh.count > 0 && (
        <Link
          className="badge info"
          to={`/archive/searches/${saved.id}/new`}
          data-testid={TEST_IDS.freshCount}
          data-count={fresh.count}
        >
          {t('searches.fresh', { count: fresh.count })}
        </Link>
      )}
      {alert?.paused === true && <span className="badge neutral">{t('searches.pausedBadge')}</span>}
      {fresh?.undelivered === true && <span className="badge warn">{t('searches.undelivered')}</span>}
      {saved.isMine && (
        <>
          <button
            type="button"
            className="button plain small"
            aria-label={t('searches.watchNamed', { name: saved.name })}
            data-testid={TEST_IDS.watchSearch}
            onClick={() => onAsk('watch')}
          >
            {t('searches.watch')}
          </button>
          <button
            type="button"
            className="button plain small"
            aria-label={t('searches.editNamed', { name: saved.name })}
            data-testid={TEST_IDS.editSearch}
            onClick={() => onAsk('edit')}
          >
            {t('searches.edit')}
          </button>
        </>
      )}
    </li>
  );
};

/** Searches kept under a name, one's own and those that others share, each with what is new in it. */
export const SavedSearches = ({
  search,
  savedId,
}: {
  search: ReturnType<typeof readSearch>;
  /** The saved search that this page was opened from. */
  savedId: string | null;
}) => {
  const { t } = useTranslation();
  const list = useQuery({ queryKey: KEYS.searches, queryFn: ({ signal }) => api.searches.list(signal) });
  const [asked, setAsked] = useState<{ what: Asked; saved: SavedSearchShown | null } | null>(null);
  const items = list.data?.items ?? [];
  return (
    <details className="saved-searches" open={items.length > 0} data-testid={TEST_IDS.savedSearches}>
      <summary>{t('searches.title')}</summary>
      {list.isSuccess && items.length === 0 && <p className="fine">{t('searches.none')}</p>}
      <ul className="plain-list">
        {items.map((saved) => (
          <SavedSearchRow
            key={saved.id}
            saved={saved}
            isHere={saved.id === savedId}
            onAsk={(what) => setAsked({ what, saved })}
          />
        ))}
      </ul>
      <button
        type="button"
        className="button small"
        data-testid={TEST_IDS.saveSearch}
        onClick={() => setAsked({ what: 'edit', saved: null })}
      >
        {t('searches.save')}
      </button>
      {asked?.what === 'edit' && <SearchDialog saved={asked.saved} search={search} onClose={() => setAsked(null)} />}
      {asked?.what === 'watch' && asked.saved !== null && (
        <WatchDialog saved={asked.saved} onClose={() => setAsked(null)} />
      )}
    </details>
  );
};
