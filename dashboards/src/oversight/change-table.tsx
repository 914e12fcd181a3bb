import { useTranslation } from 'react-i18next';
import { useNumber } from '../locale/use-number.ts';
import { ScrollTable } from '../parts/scroll-table.tsx';

/** What would be flagged newly and no longer, by key. */
export const ChangeTable = ({
  title,
  rows,
  nameOf,
}: {
  title: string;
  rows: readonly { key: string; newly: number; noLonger: number }[];
  nameOf: (key: string) => string;
}) => {
  const { t } = useTranslation();
  const number = useNumber();
  if (rows.length === 0) return null;
  return (
    <ScrollTable label={title}>
      <table className="data-table">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t('oversight.group')}</th>
            <th scope="col" className="number">
              {t('policy.newly')}
            </th>
            <th scope="col" className="number">
              {t('policy.noLonger')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, newly, noLonger }) => (
            <tr key={key}>
              <th scope="row">{nameOf(key)}</th>
              <td className="number">{newly === 0 ? '0' : `+${number(newly)}`}</td>
              <td className="number">{noLonger === 0 ? '0' : `−${number(noLonger)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
};
