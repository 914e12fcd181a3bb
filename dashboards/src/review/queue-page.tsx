import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearchParams } from 'react-router';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { useHotkeys } from '../app/use-hotkeys.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useNumber } from '../locale/use-number.ts';
import { CATEGORIES } from '../parts/categories.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { FilterOptions } from '../parts/filter-options.tsx';
import { Key } from '../parts/key.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { Ago } from '../parts/time.tsx';
import { useSession } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { BreakDue, CareToday } from './care.tsx';
import { ForMe } from './for-me.tsx';
import { MyPart } from './my-part.tsx';
import { PURPOSES, QUEUES, type QueueFilter, queueSearch, readQueueFilter } from './queue-filter.ts';
import { QueueItem } from './queue-item.tsx';
import { SavedQueues } from './saved-queues.tsx';
import { useTakeNext } from './take-next.ts';

const useQueue = ({ queue, ...filter }: QueueFilter) =>
  useInfiniteQuery({
    queryKey: [...KEYS.cases, 'queue', queue, filter],
    queryFn: ({ pageParam, signal }) =>
      api.cases.list({ states: queue, ...filter, ...(pageParam === null ? {} : { after: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

/** Whether a filter can find anything in the person's part of the queue. */
const isOpen = <T,>(bound: readonly T[] | undefined, value: T): boolean =>
  bound === undefined || bound.length === 0 || bound.includes(value);

export const QueuePage = () => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const work = useSession().work ?? undefined;
  const number = useNumber();
  const [parameters, setParameters] = useSearchParams();
  const location = useLocation();
  const filter = readQueueFilter(parameters);
  const list = useQueue(filter);
  const facets = useQuery({ queryKey: KEYS.caseFacets, queryFn: ({ signal }) => api.cases.facets(signal) });
  const takeNext = useTakeNext(filter);
  const take = (): void => {
    if (!takeNext.isPending) takeNext.mutate();
  };
  useHotkeys({ takeNext: take });
  const set = (name: 'category' | 'lang' | 'purpose', value: string): void => {
    const next = new URLSearchParams(parameters);
    if (value === '') next.delete(name);
    else next.set(name, value);
    setParameters(next);
  };
  const countOf = (state: string): number => facets.data?.states.find(({ key }) => key === state)?.count ?? 0;
  const state = location.state as { nothingWaiting?: boolean; rest?: boolean } | null;
  const nothingWaiting = state?.nothingWaiting === true;
  const oldest = facets.data?.oldestOpenAt ?? null;
  return (
    <div className="page">
      <PageHeading
        title={t('review.title')}
        lead={
          oldest !== null && (
            <>
              {t('review.oldest')} <Ago at={oldest} />
            </>
          )
        }
      >
        <button
          type="button"
          className="button primary"
          data-testid={TEST_IDS.takeNext}
          disabled={takeNext.isPending}
          onClick={take}
        >
          {t('review.takeNext')}
          <Key action="takeNext" />
        </button>
      </PageHeading>
      {takeNext.isError && <ErrorPanel error={takeNext.error} />}
      {nothingWaiting && (
        <p className="notice good" role="status" data-testid={TEST_IDS.nothingWaiting}>
          {t('review.nothingWaiting')}
        </p>
      )}
      <p className="button-row">
        <Link className="button small" data-testid={TEST_IDS.qualityOpen} to="/review/quality">
          {t('quality.open')}
        </Link>
      </p>
      <MyPart />
      <CareToday />
      {state?.rest === true && (
        <p className="notice info" role="status">
          {t('care.rest.all')}
        </p>
      )}
      <BreakDue />
      <ForMe search={queueSearch(filter)} />
      <nav className="tabs" aria-label={t('review.queues')}>
        {QUEUES.map((queue) => (
          <Link
            key={queue}
            to={queueSearch({ ...filter, queue })}
            aria-current={queue === filter.queue ? 'page' : undefined}
            data-testid={`${TEST_IDS.queueTab}-${queue}`}
          >
            {t(`review.queue.${queue}`)}
            <span className="count">{number(countOf(queue))}</span>
          </Link>
        ))}
      </nav>
      <div className="filters">
        <label className="field">
          <span>{t('review.category')}</span>
          <select
            data-testid={TEST_IDS.filterCategory}
            value={filter.category ?? ''}
            onChange={(event) => set('category', event.target.value)}
          >
            <FilterOptions
              among={CATEGORIES.filter((one) => isOpen(work?.categories, one))}
              nameOf={(category) => t(`category.${category}`)}
            />
          </select>
        </label>
        <label className="field">
          <span>{t('review.language')}</span>
          <select
            data-testid={TEST_IDS.filterLanguage}
            value={filter.lang ?? ''}
            onChange={(event) => set('lang', event.target.value)}
          >
            <FilterOptions
              among={(facets.data?.languages ?? []).map(({ key }) => key)}
              nameOf={(key) => languageName(key, language)}
            />
          </select>
        </label>
        <label className="field">
          <span>{t('review.purpose')}</span>
          <select
            data-testid={TEST_IDS.filterPurpose}
            value={filter.purpose ?? ''}
            onChange={(event) => set('purpose', event.target.value)}
          >
            <FilterOptions
              among={PURPOSES.filter((one) => isOpen(work?.purposes, one))}
              nameOf={(purpose) => t(`purpose.${purpose}`)}
            />
          </select>
        </label>
      </div>
      <SavedQueues filter={filter} />
      <Loaded query={list} lines={8}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0)
            return (
              <EmptyState title={t('review.empty')} icon="check">
                {t('review.emptyHint')}
              </EmptyState>
            );
          return (
            <section aria-label={t('review.list')}>
              <p className="fine">{t('review.count', { count: pages[0]?.total ?? items.length })}</p>
              <ol className="queue plain-list" data-testid={TEST_IDS.queue}>
                {items.map((item) => (
                  <QueueItem key={item.id} item={item} search={queueSearch(filter)} />
                ))}
              </ol>
              {list.hasNextPage && (
                <p>
                  <button
                    type="button"
                    className="button"
                    disabled={list.isFetchingNextPage}
                    onClick={() => void list.fetchNextPage()}
                  >
                    {t('app.more')}
                  </button>
                </p>
              )}
            </section>
          );
        }}
      </Loaded>
    </div>
  );
};
