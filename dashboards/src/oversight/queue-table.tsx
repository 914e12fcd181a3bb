import { useTranslation } from 'react-i18next';
import type { Counters } from '#api/schemas/oversight.ts';
import { useNumber } from '../locale/use-number.ts';
import { Icon } from '../parts/icons.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

const COLUMNS = ['waiting', 'active', 'delayed', 'failed'] as const;

/** Jobs by queue, live. */
export const QueueTable = ({ queues, at }: { queues: Counters['queues']; at: string }) => {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <section className="card" aria-label={t('oversight.queues')}>
      <div className="card-head">
        <h2>{t('oversight.queues')}</h2>
        <span className="fine">
          {t('oversight.asOf')} <Time at={at} format="exact" />
        </span>
      </div>
      <ScrollTable label={t('oversight.queues')}>
        <table className="data-table" data-testid={TEST_IDS.queueTable}>
          <caption className="visually-hidden">{t('oversight.queues')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('oversight.queue')}</th>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" className="number">
                  {t(`oversight.jobs.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <tr key={queue.name}>
                <th scope="row">
                  <code>{queue.name}</code>
                </th>
                {COLUMNS.map((column) => (
                  <td key={column} className="number">
                    {column === 'failed' && queue.failed > 0 ? (
                      <span className="badge danger">
                        <Icon name="warning" />
                        {number(queue.failed)}
                      </span>
                    ) : (
                      number(queue[column])
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollTable>
    </section>
  );
};
