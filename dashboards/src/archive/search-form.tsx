import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Key } from '../parts/key.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { SearchHelp } from './search-help.tsx';
import { dayEnd, dayOf, dayStart, type Field, type readSearch } from './search-query.ts';

const SORTS = ['relevance', 'newest', 'oldest'] as const;

export const SearchForm = ({
  search,
  onSearch,
}: {
  search: ReturnType<typeof readSearch>;
  onSearch: (changes: Partial<Record<Field, string | null>>) => void;
}) => {
  const { t } = useTranslation();
  const [text, setText] = useState(search.q ?? '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSearch({ q: text.trim() });
  };
  return (
    <search>
      <form className="card search-form" data-testid={TEST_IDS.searchForm} onSubmit={submit}>
        <label className="field search-words">
          <span>
            {t('archive.search')} <Key action="search" />
          </span>
          <input
            type="search"
            maxLength={500}
            value={text}
            placeholder={t('archive.searchHint')}
            data-testid={TEST_IDS.searchBox}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <label className="field">
          <span>{t('archive.from')}</span>
          <input
            type="date"
            value={dayOf(search.from)}
            onChange={(event) => onSearch({ q: text.trim(), from: dayStart(event.target.value) })}
          />
        </label>
        <label className="field">
          <span>{t('archive.to')}</span>
          <input
            type="date"
            value={dayOf(search.to)}
            onChange={(event) => onSearch({ q: text.trim(), to: dayEnd(event.target.value) })}
          />
        </label>
        <label className="field">
          <span>{t('archive.sort')}</span>
          <select
            value={search.sort ?? (search.q === undefined ? 'newest' : 'relevance')}
            onChange={(event) => onSearch({ q: text.trim(), sort: event.target.value })}
          >
            {SORTS.map((sort) => (
              <option key={sort} value={sort}>
                {t(`archive.sorts.${sort}`)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="button primary" data-testid={TEST_IDS.searchSubmit}>
          {t('archive.submit')}
        </button>
      </form>
      <SearchHelp />
    </search>
  );
};
