import { useTranslation } from 'react-i18next';
import { useNumber } from '../locale/use-number.ts';

const STEP = 20;
const HEIGHT = 60;

const shares = (counts: readonly number[]): number[] => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
};

/** Two distributions over tenths: bars for the week, a line for the four weeks before. The table holds the same for everybody. */
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
  const most = Math.max(0.01, ...mine, ...earlier);
  const y = (share: number): number => HEIGHT - (share / most) * HEIGHT;
  const percent = (share: number): string => number(share, { style: 'percent', maximumFractionDigits: 0 });
  const steps = earlier.map((share, bin) => `H${bin * STEP}V${y(share)}H${(bin + 1) * STEP}`).join('');
  return (
    <figure className="drift-chart">
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`0 -2 ${now.length * STEP} ${HEIGHT + 4}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        {mine.map((share, bin) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
            key={bin}
            className="drift-now"
            x={bin * STEP + 1}
            y={y(share)}
            width={STEP - 2}
            height={HEIGHT - y(share)}
          />
        ))}
        <path className="drift-before" d={`M0 ${y(earlier[0] ?? 0)}${steps}`} vectorEffect="non-scaling-stroke" />
      </svg>
      <p className="histogram-ends fine">
        <span>0</span>
        <span>{t('drift.legend')}</span>
        <span>1</span>
      </p>
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
