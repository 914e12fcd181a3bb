import { useTranslation } from 'react-i18next';
import type { WorkFigures } from '#api/schemas/figures.ts';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { type Narrowed, useRecords } from './figure-charts.tsx';
import { useDuration } from './use-duration.ts';

const COUNTS = ['sent', 'replied', 'refused', 'overdue'] as const;

/** Notices and referrals apart: a platform has to decide on the one, and may leave the other. Each number leads to its records. */
export const NoticeFigures = ({ data, narrowed }: { data: WorkFigures; narrowed: Narrowed }) => {
  const { t } = useTranslation();
  const duration = useDuration();
  const { count, list } = useRecords({ narrowed });
  const { from, to } = data;
  const title = t('figures.byInstrument');
  const time = (seconds: number | null): string => (seconds === null ? t('figures.nothing') : duration(seconds));
  return (
    <section className="card stack" aria-label={title} data-testid={TEST_IDS.noticeFigures}>
      <h2>{title}</h2>
      <ScrollTable label={title}>
        <table className="data-table">
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t('notice.instrument')}</th>
              {COUNTS.map((figure) => (
                <th key={figure} scope="col" className="number">
                  {t(`figures.counts.${figure}`)}
                </th>
              ))}
              <th scope="col" className="number">
                {t('figures.charts.reply.short')}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.byInstrument.map(({ key, reply, ...counts }) => {
              const name = t(`notice.name.${key}`);
              return (
                <tr key={key}>
                  <th scope="row">{name}</th>
                  {COUNTS.map((figure) => (
                    <td key={figure} className="number">
                      {count(counts[figure], `${t(`figures.counts.${figure}`)}, ${name}`, {
                        ...{ figure, from, to, instrument: key },
                      })}
                    </td>
                  ))}
                  <td className="number">
                    {counts.replied === 0 ? t('figures.nothing') : `${time(reply.median)} · ${time(reply.p90)}`}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollTable>
      {list}
    </section>
  );
};
