import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageHeading } from '../parts/page-heading.tsx';
import { useMay } from '../session/session.ts';
import { NoticeList } from './notice-list.tsx';
import { OrdersBoard } from './orders-board.tsx';
import { WaitingCases } from './waiting-cases.tsx';

export const BoardPage = () => {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <div className="page">
      <PageHeading title={t('liaison.title')} lead={t('liaison.lead')}>
        {may('operator:read') && (
          <Link className="button" to="/liaison/operators">
            {t('operator.directory')}
          </Link>
        )}
        {may('operator:read') && (
          <Link className="button" to="/liaison/coordination">
            {t('coordination.title')}
          </Link>
        )}
        {may('sharing:read') && (
          <Link className="button" to="/liaison/sharing">
            {t('sharing.title')}
          </Link>
        )}
      </PageHeading>
      {may('case:list') && may('order:draft') && <WaitingCases />}
      <OrdersBoard />
      <NoticeList query={{ undelivered: true, size: 50 }} title={t('notice.lost')} isAlarm />
      <NoticeList query={{ size: 50 }} title={t('notice.board')} />
    </div>
  );
};
