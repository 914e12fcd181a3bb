import { useTranslation } from 'react-i18next';
import { useNumber } from '../locale/use-number.ts';

/** Counts by key as a table with bars in it. */
export const BarTable = ({
  title,
  buckets,
  nameOf,
}: {
  title: string;
  buckets: readonly { key: string; count: number }[];
  nameOf: (key: string) => string;
}) => {
  const { t } = useTranslation();
  const number = useNumber();
  const most = Math.max(1, ...buckets.map(({ count }) => count));
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      {buckets.length === 0 ? (
        <p className="quiet">{t('oversight.noneYet')}</p>
      ) : (
        <table className="score-bars">
          <caption className="visually-hidden">{title}</caption>
          <tbody>
            {buckets.map(({ key, count }) => (
              <tr key={key}>
                <th scope="row">{nameOf(key)}</th>
                <td className="score-bar" aria-hidden="true">
                  <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                    <rect className="track" width="100" height="8" />
                    <rect className="value" width={(count / most) * 100} height="8" />
                  </svg>
                </td>
                <td className="tabular score-number">{number(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};
