import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PreviewOrder } from '#api/schemas/orders.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Icon } from '../parts/icons.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { AnnexOne } from './annex-one.tsx';
import { OrderChecks } from './order-checks.tsx';
import { useRested } from './use-rested.ts';

/** Says that what stands below is not saved. */
export const PreviewNote = () => {
  const { t } = useTranslation();
  return (
    <p className="notice info">
      <Icon name="eye" />
      <span>{t('orderPreview.note')}</span>
    </p>
  );
};

/** Annex I as it would go out, while it is being typed, with what article 3(4) still asks for. */
export const OrderPreview = ({ draft }: { draft: PreviewOrder }) => {
  const { t } = useTranslation();
  const rested = useRested(draft);
  const preview = useQuery({
    queryKey: KEYS.orderPreview(rested),
    queryFn: ({ signal }) => api.orders.preview(rested, signal),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  return (
    <section className="stack" aria-label={t('orderPreview.title')} data-testid={TEST_IDS.orderPreview}>
      <h2>{t('orderPreview.title')}</h2>
      <PreviewNote />
      {preview.isError && <ErrorPanel error={preview.error} />}
      {preview.data !== undefined && (
        <>
          <OrderChecks checks={preview.data.checks} />
          <AnnexOne document={preview.data.document} />
        </>
      )}
    </section>
  );
};
