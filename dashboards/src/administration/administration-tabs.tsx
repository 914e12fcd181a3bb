import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useMay } from '../session/session.ts';

const TABS = [
  { id: 'people', path: '/administration', needs: 'account:read' },
  { id: 'roles', path: '/administration/roles', needs: 'account:read' },
  { id: 'health', path: '/administration/health', needs: 'account:read' },
  { id: 'firstSteps', path: '/administration/first-steps', needs: 'account:manage' },
] as const;

export const AdministrationTabs = () => {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <nav className="tabs" aria-label={t('workspace.administration')}>
      {TABS.filter(({ needs }) => may(needs)).map(({ id, path }) => (
        <NavLink key={id} to={path} end={id === 'people'}>
          {t(`administration.tabs.${id}`)}
        </NavLink>
      ))}
    </nav>
  );
};
