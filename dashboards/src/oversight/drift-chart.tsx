import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../locale/use-number.ts';
import { Drawing } from './chart.tsx';
import type { ChartSeries, Drawn } from './drawn.ts';

const shares = (counts: readonly number[]): number[] => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
};

/** Two distributions over tenths: bars for the week, a line for the four weeks before. The table holds the same. */
export const DriftChart = ({
  title,
  now,
  before,
}: {
  title: string;
  now: readonly number[];
  before: readonly number[];
}) => {
  const { t } = useTranslation();
  const number = useNumber();
  const [mine, earlier] = [shares(now), shares(before)];
  const percent = useCallback(
    (share: number): string => number(share, { style: 'percent', maximumFractionDigits: 0 }),
    [number],
  );
  const drawn = useMemo((): Drawn => {
    const labels = now.map((_, bin) => `${number(bin / 10)}–${number((bin + 1) / 10)}`);
    const series: ChartSeries[] = [
      { name: t('drift.now'), kind: 'bar', tone: 'bar', values: shares(now) },
      { name: t('drift.before'), kind: 'line', tone: 'text', values: shares(before) },
    ];
    const values = series.map((one) => `${one.name}: ${percent(one.values.at(-1) ?? 0)}`).join('; ');
    const description = t('figures.described', { title, label: labels.at(-1) ?? '', values });
    return { title, labels, series, format: percent, description, nothing: t('figures.nothing') };
  }, [title, now, before, number, percent, t]);
  return (
    <figure className="drift-chart">
      <figcaption>{title}</figcaption>
      <Drawing drawn={drawn} />
      <details>
        <summary>{t('archive.asTable')}</summary>
        <table className="data-table">
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t('drift.bin')}</th>
              <th scope="col" className="number">
                {t('drift.now')}
              </th>
              <th scope="col" className="number">
                {t('drift.before')}
              </th>
            </tr>
          </thead>
          <tbody>
            {now.map((count, bin) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
              <tr key={bin}>
                <th scope="row">
                  {number(bin / 10)}–{number((bin + 1) / 10)}
                </th>
                <td className="number">
                  {number(count)} ({percent(mine[bin] ?? 0)})
                </td>
                <td className="number">
                  {number(before[bin] ?? 0)} ({percent(earlier[bin] ?? 0)})
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
};
