import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NoticeDetail, PreviewNotice } from '#api/schemas/notices.ts';
import { api } from '../api/client.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { keepNotice } from './notice-acts.tsx';
import { missingInNotice, noticeFormOf, noticeTextOf, typedNoticeOf } from './notice-form.ts';
import { MissingInNotice, NoticeFormFields } from './notice-form-fields.tsx';

/** Changes the liaison's part of a draft. Where somebody else changed it meanwhile, the house says so and what was typed stays. */
export const NoticeEditForm = ({
  detail,
  onDraft,
  onDone,
}: {
  detail: NoticeDetail;
  /** What stands in the form now, for the preview below it. */
  onDraft: (draft: PreviewNotice) => void;
  onDone: () => void;
}) => {
  const { t } = useTranslation();
  const { notice } = detail;
  const [draft, setDraft] = useState(() => noticeTextOf(notice.form));
  const [seq] = useState(notice.seq);
  const { caseId, operatorId, instrument } = notice;
  const missing = missingInNotice(instrument, draft);
  useEffect(
    () => onDraft({ caseId, operatorId, form: typedNoticeOf(instrument, draft) }),
    [caseId, operatorId, instrument, draft, onDraft],
  );
  const save = useMutation({
    mutationFn: () => api.notices.edit(notice.id, { seq, form: noticeFormOf(instrument, draft) }),
    onSuccess: (next) => {
      keepNotice(next);
      onDone();
    },
  });
  return (
    <form
      className="card stack"
      aria-label={t('order.edit')}
      data-testid={TEST_IDS.noticeEditForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (missing.length === 0 && !save.isPending) save.mutate();
      }}
    >
      <h2>{t('order.edit')}</h2>
      <NoticeFormFields
        instrument={instrument}
        draft={draft}
        onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
        categories={[]}
      />
      <MissingInNotice missing={missing} />
      {save.isError && <ErrorPanel error={save.error} />}
      <div className="button-row end">
        <button type="button" className="button" onClick={onDone}>
          {t('app.cancel')}
        </button>
        <button type="submit" className="button primary" data-testid={TEST_IDS.saveNotice} disabled={save.isPending}>
          {t('order.save')}
        </button>
      </div>
    </form>
  );
};
