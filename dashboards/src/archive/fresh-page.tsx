import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import type { FreshPosts } from '#api/schemas/searches.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { useHotkeys } from '../app/use-hotkeys.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { RevealButton } from '../parts/reveal-button.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { PostHitCard } from './post-hit.tsx';
import { savedAddress } from './search-query.ts';

const Fresh = ({ fresh }: { fresh: FreshPosts }) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [revealed, setRevealed] = useState(false);
  useHotkeys({ revealAll: () => setRevealed(!revealed) });
  const { search, items, total, until } = fresh;
  const seen = useMutation({
    mutationFn: () => api.searches.looked(search.id, { until }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: KEYS.searches });
      void navigate('/archive');
    },
  });
  return (
    <>
      <PageHeading
        title={t('searches.freshTitle', { name: search.name })}
        lead={
          <span className="meta">
            <span>{t('searches.fresh', { count: total })}</span>
            {search.fresh?.ranAt == null ? (
              <span>{t('searches.notRun')}</span>
            ) : (
              <span>
                {t('searches.ranAt')} <Time at={search.fresh.ranAt} />
              </span>
            )}
            <Link to={savedAddress(search)}>{t('searches.openAll')}</Link>
          </span>
        }
      >
        <RevealButton revealed={revealed} onChange={setRevealed} hotkey="revealAll" />
      </PageHeading>
      {items.length === 0 ? (
        <EmptyState title={t('searches.freshNone')} icon="check" />
      ) : (
        <>
          {total > items.length && <p className="fine">{t('searches.firstOf', { shown: items.length, total })}</p>}
          <ol className="plain-list">
            {items.map((hit) => (
              <PostHitCard key={hit.post.id} hit={hit} revealed={revealed} />
            ))}
          </ol>
          <p>
            <button
              type="button"
              className="button primary"
              data-testid={TEST_IDS.freshSeen}
              disabled={seen.isPending}
              onClick={() => seen.mutate()}
            >
              {t('searches.seen')}
            </button>
          </p>
        </>
      )}
      {seen.isError && <ErrorPanel error={seen.error} />}
    </>
  );
};

/** What a watched search has found since its owner looked last. */
export const FreshPage = () => {
  const { t } = useTranslation();
  const { searchId = '' } = useParams();
  const query = useQuery({
    queryKey: KEYS.freshPosts(searchId),
    queryFn: ({ signal }) => api.searches.fresh(searchId, signal),
  });
  return (
    <div className="page">
      <Link className="back" to="/archive">
        {t('archive.back')}
      </Link>
      <Loaded query={query} lines={8}>
        {(fresh) => <Fresh fresh={fresh} />}
      </Loaded>
    </div>
  );
};
