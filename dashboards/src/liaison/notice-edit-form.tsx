import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NoticeDetail } from '#api/schemas/notices.ts';
import { api } from '../api/client.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { keepNotice } from './notice-acts.tsx';
import { missingInNotice, noticeFormOf, noticeTextOf } from './notice-form.ts';
import { MissingInNotice, NoticeFormFields } from './notice-form-fields.tsx';

/** Changes the liaison's part of a draft. Where somebody else changed it meanwhile, the house says so and what was typed stays. */
export const NoticeEditForm = ({ detail, onDone }: { detail: NoticeDetail; onDone: () => void }) => {
  const { t } = useTranslation();
  const { notice } = detail;
  const [draft, setDraft] = useState(() => noticeTextOf(notice.form));
  const [seq] = useState(notice.seq);
  const missing = missingInNotice(notice.instrument, draft);
  const save = useMutation({
    mutationFn: () => api.notices.edit(notice.id, { seq, form: noticeFormOf(notice.instrument, draft) }),
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
        instrument={notice.instrument}
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
        <button type="submit" className="button primary" disabled={save.isPending}>
          {t('order.save')}
        </button>
      </div>
    </form>
  );
};
