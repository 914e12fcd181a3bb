import { useTranslation } from 'react-i18next';

const EXAMPLES = [
  { id: 'phrase', typed: '"old mill"' },
  { id: 'prefix', typed: 'march*' },
  { id: 'boolean', typed: '(mill OR bridge) -river' },
  { id: 'field', typed: 'lang:zh flagged:yes' },
  { id: 'score', typed: 'score:>=0.8' },
  { id: 'dates', typed: 'published:2026-01-01..2026-01-31' },
  { id: 'url', typed: 'url:https://ferry.example/' },
] as const;

const FIELDS = [
  ...['lang', 'source', 'operator', 'platform', 'category', 'status', 'tag', 'url', 'cluster', 'thread'],
  ...['flagged', 'known', 'score', 'published', 'collected'],
];

/** How to search, by examples; folded until somebody asks. */
export const SearchHelp = () => {
  const { t } = useTranslation();
  return (
    <details className="search-help">
      <summary>{t('searchHelp.title')}</summary>
      <dl className="facts">
        {EXAMPLES.map(({ id, typed }) => (
          <div key={id} className="search-example">
            <dt>
              <code>{typed}</code>
            </dt>
            <dd>{t(`searchHelp.examples.${id}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="hint">{t('searchHelp.fields')}</p>
      <p className="hint">
        <code>{FIELDS.join(' ')}</code>
      </p>
    </details>
  );
};
