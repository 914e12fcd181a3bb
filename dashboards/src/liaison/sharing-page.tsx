import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { SharedHandovers } from './shared-handovers.tsx';
import { SharedItems } from './shared-items.tsx';
import { SharingPartners } from './sharing-partners.tsx';

/** Who gets what of confirmed cases, what they got, and what was taken back. */
export const SharingPage = () => {
  const { t } = useTranslation();
  const partners = useQuery({ queryKey: KEYS.partners, queryFn: ({ signal }) => api.sharing.partners(signal) });
  const nameOf = (id: string): string => partners.data?.items.find((one) => one.id === id)?.name ?? id;
  return (
    <div className="page">
      <Link className="back" to="/liaison">
        {t('liaison.back')}
      </Link>
      <PageHeading title={t('sharing.title')} lead={t('sharing.lead')} />
      <Loaded query={partners}>{({ items }) => <SharingPartners partners={items} />}</Loaded>
      <SharedHandovers nameOf={nameOf} />
      <SharedItems nameOf={nameOf} />
    </div>
  );
};
