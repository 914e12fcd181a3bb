import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';

const TABS = [
  { id: 'search', path: '/archive' },
  { id: 'collections', path: '/archive/collections' },
] as const;

export const ArchiveTabs = () => {
  const { t } = useTranslation();
  return (
    <nav className="tabs" aria-label={t('archive.title')}>
      {TABS.map(({ id, path }) => (
        <NavLink key={id} to={path} end={id === 'search'}>
          {t(`collections.tabs.${id}`)}
        </NavLink>
      ))}
    </nav>
  );
};
