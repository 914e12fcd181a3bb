import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { Icon } from '../parts/icons.tsx';
import { useMay } from '../session/session.ts';
import { TEST_IDS } from '../test-ids.ts';

/** Shifts of this week and the last, for whoever may see them; a live event asks again. */
export const useRecentShifts = (): number => {
  const may = useMay();
  const { data } = useQuery({
    queryKey: KEYS.drift,
    queryFn: ({ signal }) => api.drift(signal),
    enabled: may('oversight:read'),
    staleTime: 60_000,
  });
  return data?.recent ?? 0;
};

export const DriftNotice = () => {
  const { t } = useTranslation();
  const recent = useRecentShifts();
  if (recent === 0) return null;
  return (
    <p className="notice danger" role="status" data-testid={TEST_IDS.driftNotice}>
      <Icon name="warning" />
      <span>
        {t('drift.recent', { count: recent })} <Link to="/oversight/drift">{t('drift.look')}</Link>
      </span>
    </p>
  );
};
