import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useMay } from '../session/session.ts';

const TABS = [
  { id: 'search', path: '/archive', needs: 'post:search' },
  { id: 'collections', path: '/archive/collections', needs: 'post:search' },
  { id: 'exports', path: '/archive/exports', needs: 'post:export' },
] as const;

export const ArchiveTabs = () => {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <nav className="tabs" aria-label={t('archive.title')}>
      {TABS.filter(({ needs }) => may(needs)).map(({ id, path }) => (
        <NavLink key={id} to={path} end={id === 'search'}>
          {t(`collections.tabs.${id}`)}
        </NavLink>
      ))}
    </nav>
  );
};
