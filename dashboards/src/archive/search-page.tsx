import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { PostSearchQuery } from '#api/schemas/posts.ts';
import { api } from '../api/client.ts';
import { isFailure } from '../api/failure.ts';
import { KEYS } from '../api/queries.ts';
import { useHotkeys } from '../app/use-hotkeys.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { RevealButton } from '../parts/reveal-button.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { ArchiveTabs } from './archive-tabs.tsx';
import { ExportButton } from './export-button.tsx';
import { Facets } from './facets.tsx';
import { Histogram } from './histogram.tsx';
import { PostHitCard } from './post-hit.tsx';
import { SavedSearches } from './saved-searches.tsx';
import { SearchFault } from './search-fault.tsx';
import { SearchForm } from './search-form.tsx';
import { type Field, intervalOf, readSearch, withField } from './search-query.ts';

const SIZE = 25;

/** Stands in for a search that could not be read: what was found before would not be what was asked for. */
const NOTHING = { data: undefined, error: null, isPending: false, refetch: () => {} };

const useSearch = (query: PostSearchQuery) =>
  useInfiniteQuery({
    queryKey: [...KEYS.posts, query],
    queryFn: ({ pageParam, signal }) =>
      api.posts.search({ ...query, size: SIZE, ...(pageParam === null ? {} : { after: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 30_000,
  });

export const SearchPage = () => {
  const { t } = useTranslation();
  const [parameters, setParameters] = useSearchParams();
  const search = readSearch(parameters);
  // The values come from the address as they are; the server names what is wrong with them.
  const query = useSearch(search as PostSearchQuery);
  const [revealed, setRevealed] = useState(false);
  useHotkeys({
    search: () => document.querySelector<HTMLInputElement>(`[data-testid="${TEST_IDS.searchBox}"]`)?.focus(),
    revealAll: () => setRevealed(!revealed),
  });
  const set = (changes: Partial<Record<Field, string | null>>): void => setParameters(withField(parameters, changes));
  return (
    <div className="page">
      <PageHeading title={t('archive.title')} lead={t('archive.lead')} />
      <ArchiveTabs />
      {/* A new address (a facet, the way back) brings its own words into the form. */}
      <SearchForm key={parameters.toString()} search={search} onSearch={set} />
      <SavedSearches search={search} savedId={parameters.get('saved')} />
      <SearchFault error={query.error} typed={search.q ?? ''} />
      <Loaded query={isFailure(query.error, 'SEARCH_UNREADABLE') ? NOTHING : query} lines={10}>
        {({ pages }) => {
          const first = pages[0];
          if (first === undefined) return null;
          const items = pages.flatMap((page) => page.items);
          return (
            <div className="archive-grid">
              <Facets facets={first.facets} items={items} search={search} onSet={set} />
              <section className="stack" aria-label={t('archive.results')}>
                <Histogram
                  timeline={first.timeline}
                  onPick={(start, last) =>
                    set({
                      from: intervalOf(start, first.timeline.interval).from,
                      to: intervalOf(last, first.timeline.interval).to,
                    })
                  }
                />
                <div className="card-head results-head">
                  <p role="status" data-testid={TEST_IDS.searchTotal}>
                    {t('archive.found', { count: first.total })}
                  </p>
                  <ExportButton search={search} />
                  <RevealButton
                    revealed={revealed}
                    onChange={setRevealed}
                    hotkey="revealAll"
                    testId={TEST_IDS.revealAll}
                  />
                </div>
                {items.length === 0 ? (
                  <EmptyState title={t('archive.empty')}>{t('archive.emptyHint')}</EmptyState>
                ) : (
                  <ol className="plain-list">
                    {items.map((hit) => (
                      <PostHitCard key={hit.post.id} hit={hit} revealed={revealed} />
                    ))}
                  </ol>
                )}
                {query.hasNextPage && (
                  <p>
                    <button
                      type="button"
                      className="button"
                      data-testid={TEST_IDS.searchMore}
                      disabled={query.isFetchingNextPage}
                      onClick={() => void query.fetchNextPage()}
                    >
                      {t('app.more')}
                    </button>
                  </p>
                )}
              </section>
            </div>
          );
        }}
      </Loaded>
    </div>
  );
};
