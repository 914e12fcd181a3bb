import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceSkips } from '#api/schemas/sources.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

type Reason = SourceSkips['items'][number]['reason'];

const EVERY: Record<Reason, true> = {
  ...{ robots: true, delay: true, budget: true, type: true, size: true },
  ...{ refused: true, dead: true, noindex: true, not_allowed: true, timeout: true },
};
const REASONS = Object.keys(EVERY) as Reason[];

const useSkips = (sourceId: string, reason: Reason | null) =>
  useInfiniteQuery({
    queryKey: [...KEYS.sourceSkips(sourceId), reason],
    queryFn: ({ pageParam, signal }) =>
      api.sources.skips(
        sourceId,
        { ...(reason === null ? {} : { reason }), ...(pageParam === null ? {} : { after: pageParam }) },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

/** Addresses are shown and not linked: what was not taken is not to be opened by a slip. */
const Rows = ({ items }: { items: SourceSkips['items'] }) => {
  const { t } = useTranslation();
  return (
    <ScrollTable label={t('source.skips.title')}>
      <table className="data-table skips-table">
        <caption className="visually-hidden">{t('source.skips.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('source.skips.url')}</th>
            <th scope="col">{t('source.skips.reason')}</th>
            <th scope="col">{t('source.skips.detail')}</th>
            <th scope="col">{t('source.skips.at')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((skip) => (
            <tr key={`${skip.reason} ${skip.url}`} data-testid={TEST_IDS.sourceSkip} data-reason={skip.reason}>
              <th scope="row">
                <code className="source-address">{skip.url}</code>
              </th>
              <td>{t(`source.skip.${skip.reason}`)}</td>
              <td lang="en">{skip.detail}</td>
              <td>
                <Time at={skip.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
};

/** The last addresses of a source that were not taken, and why. */
export const SourceSkipsCard = ({ sourceId }: { sourceId: string }) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState<Reason | null>(null);
  const skips = useSkips(sourceId, reason);
  return (
    <section className="card stack" aria-label={t('source.skips.title')} data-testid={TEST_IDS.sourceSkips}>
      <h2>{t('source.skips.title')}</h2>
      <p className="quiet">{t('source.skips.lead')}</p>
      <label className="field">
        <span>{t('source.skips.reason')}</span>
        <select
          value={reason ?? ''}
          data-testid={TEST_IDS.sourceSkipFilter}
          onChange={(event) => setReason(REASONS.find((one) => one === event.target.value) ?? null)}
        >
          <option value="">{t('source.skips.every')}</option>
          {REASONS.map((one) => (
            <option key={one} value={one}>
              {t(`source.skip.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <Loaded query={skips} lines={4}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0)
            return <EmptyState title={t(reason === null ? 'source.skips.none' : 'source.skips.noMatch')} />;
          return (
            <>
              <p className="quiet" role="status">
                {t('source.skips.shown', { count: items.length, all: pages.at(-1)?.total ?? items.length })}
              </p>
              <Rows items={items} />
              {skips.hasNextPage && (
                <p>
                  <button
                    type="button"
                    className="button"
                    disabled={skips.isFetchingNextPage}
                    onClick={() => void skips.fetchNextPage()}
                  >
                    {t('source.skips.older')}
                  </button>
                </p>
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
};
