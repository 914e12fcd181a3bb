import { useTranslation } from 'react-i18next';
import { PageHeading } from '../parts/page-heading.tsx';
import { useMay } from '../session/session.ts';
import { ComplaintList } from './complaint-list.tsx';
import { TipList } from './tip-list.tsx';

export const DeskPage = () => {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <div className="page">
      <PageHeading title={t('desk.title')} lead={t('desk.lead')} />
      {may('complaint:read') && <ComplaintList />}
      {may('tip:read') && <TipList />}
    </div>
  );
};
