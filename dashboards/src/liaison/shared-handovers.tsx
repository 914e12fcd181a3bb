import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { useNumber } from '../locale/use-number.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Listed } from '../parts/listed.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Time } from '../parts/time.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';

const TONE = { pending: 'info', delivered: 'good', dead: 'danger' } as const;

/** What was given to which partner, when and how; what was given up can be sent again. */
export const SharedHandovers = ({ nameOf }: { nameOf: (partnerId: string) => string }) => {
  const { t } = useTranslation();
  const may = useMay();
  const number = useNumber();
  const list = useQuery({
    queryKey: KEYS.handovers,
    queryFn: ({ signal }) => api.sharing.handovers({ size: 50 }, signal),
  });
  const replay = useMutation({
    mutationFn: api.sharing.replay,
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: KEYS.handovers });
      void queryClient.invalidateQueries({ queryKey: KEYS.partners });
    },
  });
  return (
    <section className="card" aria-label={t('sharing.given')}>
      <h2>{t('sharing.given')}</h2>
      {replay.isError && <ErrorPanel error={replay.error} />}
      <Listed query={list} empty={<EmptyState title={t('sharing.noneGiven')} icon="send" />}>
        {(items) => (
          <ScrollTable label={t('sharing.given')}>
            <table className="data-table wide-table">
              <thead>
                <tr>
                  <th scope="col">{t('sharing.when')}</th>
                  <th scope="col">{t('sharing.to')}</th>
                  <th scope="col">{t('sharing.how')}</th>
                  <th scope="col" className="number">
                    {t('sharing.items')}
                  </th>
                  <th scope="col">{t('sharing.state')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <tr key={one.id} data-testid={TEST_IDS.handoverRow} data-state={one.state}>
                    <th scope="row">
                      <Time at={one.at} format="exact" />
                    </th>
                    <td>{nameOf(one.partnerId)}</td>
                    <td>
                      {t(`sharing.channel.${one.channel}`)}
                      {one.notice !== null && `: ${t(`sharing.notice.${one.notice}`)}`}
                    </td>
                    <td className="number">{number(one.items.length)}</td>
                    <td>
                      <span className={`badge ${TONE[one.state]}`}>{t(`sharing.states.${one.state}`)}</span>
                      {one.lastError !== null && <p className="fine wrap-anywhere">{one.lastError}</p>}
                      {one.state === 'dead' && may('sharing:manage') && (
                        <button
                          type="button"
                          className="button small"
                          data-testid={TEST_IDS.handoverReplay}
                          disabled={replay.isPending}
                          onClick={() => replay.mutate(one.id)}
                        >
                          {t('sharing.again')}
                        </button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollTable>
        )}
      </Listed>
    </section>
  );
};
