import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';
import { useRecentShifts } from './drift-notice.tsx';

const TABS = [
  { id: 'overview', path: '/oversight', needs: 'oversight:read' },
  { id: 'figures', path: '/oversight/figures', needs: 'oversight:read' },
  { id: 'policies', path: '/oversight/policies', needs: 'policy:read' },
  { id: 'drift', path: '/oversight/drift', needs: 'oversight:read' },
  { id: 'reports', path: '/oversight/reports', needs: 'report:read' },
  { id: 'drills', path: '/oversight/drills', needs: 'drill:read' },
  { id: 'sources', path: '/oversight/sources', needs: 'source:read' },
  { id: 'looks', path: '/oversight/looks', needs: 'oversight:read' },
  { id: 'ledger', path: '/oversight/ledger', needs: 'ledger:read' },
] as const;

export const OversightTabs = () => {
  const { t } = useTranslation();
  const may = useMay();
  const shifts = useRecentShifts();
  return (
    <nav className="tabs" aria-label={t('oversight.title')}>
      {TABS.filter(({ needs }) => may(needs)).map(({ id, path }) => (
        <NavLink key={id} to={path} end={id === 'overview'}>
          {t(`oversight.tabs.${id}`)}
          {id === 'drift' && shifts > 0 && (
            <span className="badge danger tab-badge" data-testid={TEST_IDS.driftBadge}>
              {t('drift.badge', { count: shifts })}
            </span>
          )}
        </NavLink>
      ))}
    </nav>
  );
};
