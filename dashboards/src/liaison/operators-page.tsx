import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { countryName } from '../locale/i18n-names.ts';
import { useLanguage } from '../locale/use-language.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { OperatorEditForm } from './operator-edit-form.tsx';
import { OperatorImport } from './operator-import.tsx';

/** The directory: whom orders and notices go to. */
export const OperatorsPage = () => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const may = useMay();
  const [isProposing, setProposing] = useState(false);
  const list = useQuery({ queryKey: KEYS.operators, queryFn: ({ signal }) => api.operators(signal) });
  return (
    <div className="page">
      <PageHeading title={t('operator.directory')} lead={t('operator.lead')} />
      <Loaded query={list}>
        {({ proposals }) =>
          proposals.length > 0 && (
            <section className="card" data-testid={TEST_IDS.operatorProposals} aria-label={t('operator.waiting')}>
              <h2>{t('operator.waiting')}</h2>
              <ul className="plain-list">
                {proposals.map(({ id, name, isNew }) => (
                  <li key={id}>
                    <Link to={`/liaison/operators/${id}`}>{name}</Link>{' '}
                    <span className="quiet">{t(isNew ? 'operator.isNew' : 'operator.isChange')}</span>
                  </li>
                ))}
              </ul>
            </section>
          )
        }
      </Loaded>
      {may('operator:write') && (
        <>
          <div className="button-row">
            <button
              type="button"
              className="button"
              data-testid={TEST_IDS.operatorPropose}
              onClick={() => setProposing(true)}
            >
              {t('operator.propose')}
            </button>
          </div>
          <OperatorImport />
          {isProposing && <OperatorEditForm record={null} onClose={() => setProposing(false)} />}
        </>
      )}
      <Loaded query={list}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('operator.none')} />
          ) : (
            <ScrollTable label={t('operator.directory')}>
              <table className="data-table operators">
                <thead>
                  <tr>
                    <th scope="col">{t('operator.name')}</th>
                    <th scope="col">{t('operator.country')}</th>
                    <th scope="col">{t('operator.contact')}</th>
                    <th scope="col">{t('operator.orders')}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((operator) => (
                    <tr key={operator.id} data-testid={TEST_IDS.operatorRow}>
                      <th scope="row">
                        <Link to={`/liaison/operators/${operator.id}`}>{operator.name}</Link>
                      </th>
                      <td>{countryName(operator.legalRepresentative?.country ?? operator.establishedIn, language)}</td>
                      <td>{operator.contactPoint}</td>
                      <td>{t(operator.firstOrder ? 'operator.noOrderYet' : 'operator.hadOrders')}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollTable>
          )
        }
      </Loaded>
    </div>
  );
};
