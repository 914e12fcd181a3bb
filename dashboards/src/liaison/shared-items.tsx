import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icons.tsx';
import { Listed } from '../parts/listed.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';

/** What partners can get and what was taken back, with who has it. */
export const SharedItems = ({ nameOf }: { nameOf: (partnerId: string) => string }) => {
  const { t } = useTranslation();
  const list = useQuery({
    queryKey: KEYS.sharedItems,
    queryFn: ({ signal }) => api.sharing.items({ size: 50 }, signal),
  });
  return (
    <section className="card" aria-label={t('sharing.shared')}>
      <h2>{t('sharing.shared')}</h2>
      <Listed
        query={list}
        empty={<EmptyState title={t('sharing.noneShared')}>{t('sharing.noneSharedText')}</EmptyState>}
      >
        {(items) => (
          <ScrollTable label={t('sharing.shared')}>
            <table className="data-table wide-table">
              <thead>
                <tr>
                  <th scope="col">{t('sharing.value')}</th>
                  <th scope="col">{t('sharing.kind')}</th>
                  <th scope="col">{t('sharing.category')}</th>
                  <th scope="col">{t('sharing.changed')}</th>
                  <th scope="col">{t('sharing.recall')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((item) => (
                  <tr key={item.id} data-testid={TEST_IDS.sharedItem} data-revoked={item.revoked}>
                    <th scope="row">
                      <code className="wrap-anywhere">{item.value}</code>
                    </th>
                    <td>{t(`sharing.kinds.${item.kind}`)}</td>
                    <td>{item.categories.map((one) => t(`category.${one}`)).join(', ')}</td>
                    <td>
                      <Time at={item.modifiedAt} />
                    </td>
                    <td>
                      <span className={`badge ${item.revoked ? 'warn' : 'good'}`}>
                        <Icon name={item.revoked ? 'undo' : 'check'} />
                        {t(item.revoked ? 'sharing.revoked' : 'sharing.stands')}
                      </span>
                      <p className="fine">
                        <span title={item.holders.map(nameOf).join(', ')}>
                          {t('sharing.holders', { count: item.holders.length })}
                        </span>
                        {item.revoked && ` · ${t(item.announced ? 'sharing.told' : 'sharing.untold')}`}
                      </p>
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
