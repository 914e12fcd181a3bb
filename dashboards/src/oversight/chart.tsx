import { lazy, type ReactNode, Suspense, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { TEST_IDS } from '../test-ids.ts';
import type { Drawn } from './drawn.ts';

const ChartCanvas = lazy(async () => ({ default: (await import('./chart-canvas.tsx')).ChartCanvas }));

/** The drawing by itself, for a page that has its own table and query beside it. */
export const Drawing = ({ drawn }: { drawn: Drawn }) => (
  <Suspense fallback={<Skeleton lines={6} />}>
    <ChartCanvas drawn={drawn} />
  </Suspense>
);

/** One figure over time or over a scale: drawn, as a table, and with the query that counted it. */
export const Chart = ({
  title,
  what,
  labels,
  series,
  format,
  largest,
  isWhole = false,
  steps,
  table,
  query,
  children,
}: Pick<Drawn, 'title' | 'labels' | 'series' | 'format' | 'largest' | 'isWhole' | 'steps'> & {
  /** What was counted, and what was not. */
  what: string;
  table: { heads: readonly string[]; rows: readonly { key: string; label: string; cells: readonly ReactNode[] }[] };
  query: string;
  children?: ReactNode;
}) => {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const tableId = useId();
  const nothing = t('figures.nothing');
  const drawn = useMemo((): Drawn => {
    const told = series.map(({ name, values }) => {
      const last = values.at(-1) ?? null;
      return `${name}: ${last === null ? nothing : format(last)}`;
    });
    const description = t('figures.described', { title, label: labels.at(-1) ?? '', values: told.join('; ') });
    return {
      ...{ title, labels, series, format, isWhole, description, nothing },
      ...(largest === undefined ? {} : { largest }),
      ...(steps === undefined ? {} : { steps }),
    };
  }, [title, labels, series, format, largest, isWhole, steps, nothing, t]);
  const [first, ...heads] = table.heads;
  return (
    <section className="card stack chart" aria-label={title} data-testid={TEST_IDS.chart}>
      <h2>{title}</h2>
      <p className="fine">{what}</p>
      <Drawing drawn={drawn} />
      <div className="button-row">
        <button
          type="button"
          className="button small"
          aria-expanded={isOpen}
          aria-controls={tableId}
          aria-label={`${t('archive.asTable')}: ${title}`}
          data-testid={TEST_IDS.chartTable}
          onClick={() => setOpen(!isOpen)}
        >
          {t('archive.asTable')}
        </button>
      </div>
      <div id={tableId} hidden={!isOpen}>
        {isOpen && (
          <ScrollTable label={title}>
            <table className="data-table">
              <caption className="visually-hidden">{title}</caption>
              <thead>
                <tr>
                  <th scope="col">{first}</th>
                  {heads.map((head) => (
                    <th key={head} scope="col" className="number">
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {table.rows.map(({ key, label, cells }) => (
                  <tr key={key}>
                    <th scope="row">{label}</th>
                    {cells.map((cell, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
                      <td key={index} className="number">
                        {cell}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollTable>
        )}
      </div>
      {children}
      <details>
        <summary>{t('drift.query')}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard (WCAG 2.1.1) */}
        <pre className="query" tabIndex={0}>
          {query}
        </pre>
      </details>
    </section>
  );
};
