import { useTranslation } from 'react-i18next';
import type { AccountShown } from '#api/schemas/accounts.ts';

export const ROLES = ['reviewer', 'liaison', 'analyst', 'supervisor', 'auditor'] as const satisfies readonly Role[];
type Role = AccountShown['roles'][number];

/** The roles that were ticked in a form with a `RolePick`. */
export const pickedRoles = (data: FormData): Role[] => ROLES.filter((role) => data.get(`role-${role}`) !== null);

export const RolePick = ({ roles, disabled = false }: { roles: readonly Role[]; disabled?: boolean }) => {
  const { t } = useTranslation();
  return (
    <fieldset disabled={disabled}>
      <legend className="field-label">{t('people.roles')}</legend>
      <div className="role-list">
        {ROLES.map((role) => (
          <label key={role} className="check">
            <input type="checkbox" name={`role-${role}`} defaultChecked={roles.includes(role)} />
            <span>{t(`role.${role}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};
