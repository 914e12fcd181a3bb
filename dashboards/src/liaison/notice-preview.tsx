import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PreviewNotice } from '#api/schemas/notices.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { NoticeChecks } from './notice-checks.tsx';
import { NoticeDocumentCard } from './notice-document.tsx';
import { PreviewNote } from './order-preview.tsx';
import { useRested } from './use-rested.ts';

/** An order or notice under the DSA, or a referral, as it would go out, while it is being typed, with what is still missing. */
export const NoticePreview = ({
  draft,
  noticeId,
}: {
  draft: PreviewNotice;
  /** Of the draft that is being changed; left out where there is none yet. */
  noticeId?: string;
}) => {
  const { t } = useTranslation();
  const rested = useRested(draft);
  const preview = useQuery({
    queryKey: KEYS.noticePreview({ ...rested, noticeId }),
    queryFn: ({ signal }) =>
      noticeId === undefined
        ? api.notices.preview(rested, signal)
        : api.notices.previewEdit(noticeId, { form: rested.form }, signal),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  return (
    <section className="stack" aria-label={t('orderPreview.title')} data-testid={TEST_IDS.noticePreview}>
      <h2>{t('orderPreview.title')}</h2>
      <PreviewNote />
      {preview.isError && <ErrorPanel error={preview.error} />}
      {preview.data !== undefined && (
        <>
          <NoticeChecks checks={preview.data.checks} />
          <NoticeDocumentCard document={preview.data.document} />
        </>
      )}
    </section>
  );
};
