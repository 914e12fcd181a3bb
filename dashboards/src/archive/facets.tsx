import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PostSearchResult } from '#api/schemas/posts.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { i18next } from '../locale/i18n.ts';
import { languageName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { useNumber } from '../locale/use-number.ts';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { FACETS, type Facet, type Field, queryValue, type readSearch } from './search-query.ts';

/** What a value of a facet is called, as far as this person's pages can know. */
const useNames = (items: PostSearchResult['items']): ((facet: Facet['id'], key: string) => string) => {
  const { language } = useLanguage();
  const may = useMay();
  const sources = useQuery({
    queryKey: KEYS.sources,
    queryFn: ({ signal }) => api.sources.list(signal),
    enabled: may('source:read'),
    staleTime: 60_000,
  });
  const operators = useQuery({
    queryKey: KEYS.operators,
    queryFn: ({ signal }) => api.operators(signal),
    enabled: may('operator:read'),
    staleTime: 60_000,
  });
  return (facet, key) => {
    switch (facet) {
      case 'languages':
        return languageName(key, language);
      case 'sources':
        return sources.data?.items.find(({ id }) => id === key)?.source?.name ?? key;
      case 'operators':
        return (
          operators.data?.items.find(({ id }) => id === key)?.name ??
          items.find(({ post }) => post.operatorId === key)?.post.platform ??
          key
        );
      default: {
        const name = `archive.values.${facet}.${key}`;
        return i18next.exists(name) ? i18next.t(name as 'archive.values.flagged.yes') : key;
      }
    }
  };
};

export const Facets = ({
  facets,
  items,
  search,
  onSet,
}: {
  facets: PostSearchResult['facets'];
  items: PostSearchResult['items'];
  search: ReturnType<typeof readSearch>;
  onSet: (changes: Partial<Record<Field, string | null>>) => void;
}) => {
  const { t } = useTranslation();
  const number = useNumber();
  const nameOf = useNames(items);
  // On a narrow screen the results would be a long way down.
  const [isNarrow] = useState(() => matchMedia('(max-width: 48rem)').matches);
  return (
    <aside className="facets card" aria-label={t('archive.filters')}>
      {search.clusterId !== undefined && (
        <p>
          <button type="button" className="button small" onClick={() => onSet({ clusterId: null })}>
            {t('archive.leaveCluster')}
          </button>
        </p>
      )}
      {(search.from !== undefined || search.to !== undefined) && (
        <p>
          <button type="button" className="button small" onClick={() => onSet({ from: null, to: null })}>
            {t('archive.leaveDates')}
          </button>
        </p>
      )}
      {FACETS.map(({ id, field }) => {
        const chosen = search[field];
        const buckets = facets[id].map(({ key, count }) => ({ key: queryValue(id, key), count }));
        if (buckets.length === 0 && chosen === undefined) return null;
        const shown =
          chosen !== undefined && !buckets.some(({ key }) => key === chosen)
            ? [{ key: chosen, count: 0 }, ...buckets]
            : buckets;
        return (
          <details key={id} open={!isNarrow}>
            <summary>{t(`archive.facets.${id}`)}</summary>
            <ul>
              {shown.map(({ key, count }) => (
                <li key={key}>
                  <button
                    type="button"
                    aria-pressed={chosen === key}
                    data-testid={`${TEST_IDS.facet}-${id}-${key}`}
                    onClick={() => onSet({ [field]: chosen === key ? null : key })}
                  >
                    <span>{nameOf(id, key)}</span>
                    <span className="count">{number(count)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </aside>
  );
};
