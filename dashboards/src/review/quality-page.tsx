import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageHeading } from '../parts/page-heading.tsx';
import { useMay } from '../session/session.ts';
import { Agreement, Disputed } from './agreement.tsx';
import { Samples } from './samples.tsx';
import { SecondReadings } from './second-readings.tsx';
import { Training } from './training.tsx';

export const QualityPage = () => {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <div className="page">
      <Link className="back" to="/review">
        {t('case.back')}
      </Link>
      <PageHeading title={t('quality.title')} lead={t('quality.lead')} />
      <div className="stack">
        {may('case:decide') && <SecondReadings />}
        {may('case:decide') && <Training />}
        {may('quality:read') && <Agreement />}
        {may('quality:read') && <Samples />}
        {may('quality:read') && <Disputed />}
      </div>
    </div>
  );
};
