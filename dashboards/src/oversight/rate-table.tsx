import { useTranslation } from 'react-i18next';
import { useNumber } from '../locale/use-number.ts';

/** Rates by key, each with the counts that it is made of. */
export const RateTable = ({
  title,
  rates,
  nameOf,
}: {
  title: string;
  rates: readonly { key: string; numerator: number; denominator: number }[];
  nameOf: (key: string) => string;
}) => {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      {rates.length === 0 ? (
        <p className="quiet">{t('oversight.noneYet')}</p>
      ) : (
        <table className="data-table">
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t('oversight.group')}</th>
              <th scope="col" className="number">
                {t('oversight.share')}
              </th>
              <th scope="col" className="number">
                {t('oversight.n')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rates.map(({ key, numerator, denominator }) => (
              <tr key={key}>
                <th scope="row">{nameOf(key)}</th>
                <td className="number">
                  {denominator === 0
                    ? t('oversight.noneYet')
                    : number(numerator / denominator, { style: 'percent', maximumFractionDigits: 0 })}
                </td>
                <td className="number">
                  {t('oversight.ofN', { part: number(numerator), whole: number(denominator) })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};
