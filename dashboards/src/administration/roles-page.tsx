import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AccountList } from '#api/schemas/accounts.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { Icon } from '../parts/icons.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { permissionName } from '../parts/permission-name.ts';
import { ScrollTable } from '../parts/scroll-table.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { AdministrationTabs } from './administration-tabs.tsx';

const RolesTable = ({ roles }: { roles: AccountList['roles'] }) => {
  const { t } = useTranslation();
  const all = [...new Set(roles.flatMap(({ permissions }) => permissions))].sort();
  return (
    <ScrollTable label={t('roles.title')}>
      <table className="data-table roles-table" data-testid={TEST_IDS.rolesTable}>
        <thead>
          <tr>
            <th scope="col">{t('roles.permission')}</th>
            {roles.map(({ role }) => (
              <th key={role} scope="col">
                {t(`role.${role}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {all.map((permission) => (
            <tr key={permission}>
              <th scope="row">{permissionName(permission)}</th>
              {roles.map(({ role, permissions }) => (
                <td key={role}>
                  {permissions.includes(permission) ? (
                    <>
                      <Icon name="check" />
                      <span className="visually-hidden">{t('roles.may')}</span>
                    </>
                  ) : (
                    <span className="visually-hidden">{t('roles.mayNot')}</span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
};

/** Roles are sets of permissions that the program ships with; the page shows what each holds. */
export const RolesPage = () => {
  const { t } = useTranslation();
  const people = useQuery({ queryKey: KEYS.accounts, queryFn: ({ signal }) => api.accounts.list(signal) });
  return (
    <div className="page">
      <PageHeading title={t('roles.title')} lead={t('roles.lead')} />
      <AdministrationTabs />
      <section className="card" aria-label={t('roles.title')}>
        <Loaded query={people} lines={10}>
          {({ roles }) => <RolesTable roles={roles} />}
        </Loaded>
      </section>
    </div>
  );
};
