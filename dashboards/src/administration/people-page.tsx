import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AccountShown } from '#api/schemas/accounts.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { AccountBadges } from './account-badges.tsx';
import { AddPerson } from './add-person.tsx';
import { AdministrationTabs } from './administration-tabs.tsx';

const PeopleTable = ({ people }: { people: readonly AccountShown[] }) => {
  const { t } = useTranslation();
  return (
    <ScrollTable label={t('people.title')}>
      <table className="data-table people-table" data-testid={TEST_IDS.people}>
        <thead>
          <tr>
            <th scope="col">{t('people.name')}</th>
            <th scope="col">{t('people.login')}</th>
            <th scope="col">{t('people.post')}</th>
            <th scope="col">{t('people.roles')}</th>
            <th scope="col">{t('people.state')}</th>
          </tr>
        </thead>
        <tbody>
          {people.map((account) => (
            <tr key={account.id} data-testid={TEST_IDS.personRow}>
              <th scope="row">
                <Link to={`/administration/people/${account.id}`}>{account.displayName}</Link>
              </th>
              <td>
                <code>{account.login}</code>
              </td>
              <td>{account.post}</td>
              <td className="people-roles">{account.roles.map((role) => t(`role.${role}`)).join(' · ')}</td>
              <td>
                <AccountBadges account={account} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
};

export const PeoplePage = () => {
  const { t } = useTranslation();
  const may = useMay();
  const people = useQuery({ queryKey: KEYS.accounts, queryFn: ({ signal }) => api.accounts.list(signal) });
  return (
    <div className="page">
      <PageHeading title={t('people.title')} lead={t('people.lead')} />
      <AdministrationTabs />
      <div className="stack">
        <section className="card" aria-label={t('people.title')}>
          <Loaded query={people} lines={8}>
            {({ items }) => <PeopleTable people={items} />}
          </Loaded>
        </section>
        {may('account:manage') && <AddPerson />}
      </div>
    </div>
  );
};
