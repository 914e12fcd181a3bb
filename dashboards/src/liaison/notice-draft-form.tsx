import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { CaseDetail, LabelGuide } from '#api/schemas/cases.ts';
import type { PreviewNotice } from '#api/schemas/notices.ts';
import { api } from '../api/client.ts';
import { KEYS, queryClient } from '../api/queries.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { emptyNotice, type Instrument, missingInNotice, noticeFormOf, typedNoticeOf } from './notice-form.ts';
import { MissingInNotice, NoticeFormFields } from './notice-form-fields.tsx';
import { uncoveredOperators } from './uncovered.ts';

/** Draws up an order or notice under the DSA, or a referral, for one operator of the case. */
export const NoticeDraftForm = ({
  detail,
  instrument,
  categories,
  onDraft,
}: {
  detail: CaseDetail;
  instrument: Instrument;
  categories: readonly LabelGuide['reasons'][number]['category'][];
  onDraft: (draft: PreviewNotice) => void;
}) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const free = uncoveredOperators(detail);
  const [picked, setPicked] = useState('');
  const [draft, setDraft] = useState(emptyNotice);
  const [asked, setAsked] = useState(false);
  const operator = free.find(({ id }) => id === picked) ?? free[0];
  const missing = missingInNotice(instrument, draft);
  const caseId = detail.case.id;
  const operatorId = operator?.id;
  useEffect(() => {
    if (operatorId !== undefined) onDraft({ caseId, operatorId, form: typedNoticeOf(instrument, draft) });
  }, [caseId, operatorId, instrument, draft, onDraft]);
  const save = useMutation({
    mutationFn: () =>
      api.notices.draft({
        caseId: detail.case.id,
        operatorId: operator?.id ?? '',
        form: noticeFormOf(instrument, draft),
      }),
    onSuccess: (next) => {
      queryClient.setQueryData(KEYS.notice(next.notice.id), next);
      void queryClient.invalidateQueries({ queryKey: KEYS.notices });
      void navigate(`/liaison/notices/${next.notice.id}`);
    },
  });
  return (
    <form
      className="card stack"
      aria-label={t(`notice.new.${instrument}`)}
      data-testid={TEST_IDS.noticeForm}
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (missing.length === 0 && !save.isPending) save.mutate();
      }}
    >
      <h2>{t(`notice.new.${instrument}`)}</h2>
      <p className="quiet">{t(`notice.what.${instrument}`)}</p>
      <label className="field">
        <span>{t('draft.operator')}</span>
        <select value={operator?.id ?? ''} onChange={(event) => setPicked(event.target.value)}>
          {free.map(({ id, name, locations }) => (
            <option key={id} value={id}>
              {`${name} (${t('review.locations', { count: locations.length })})`}
            </option>
          ))}
        </select>
      </label>
      <ul className="covered-urls">
        {operator?.locations.map(({ postId, url }) => (
          <li key={postId}>
            <code>{url}</code>
          </li>
        ))}
      </ul>
      <NoticeFormFields
        instrument={instrument}
        draft={draft}
        onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
        categories={categories}
      />
      {asked && <MissingInNotice missing={missing} />}
      {save.isError && <ErrorPanel error={save.error} />}
      <button
        type="submit"
        className="button primary"
        data-testid={TEST_IDS.saveNotice}
        disabled={save.isPending || operator === undefined}
      >
        {t('draft.save')}
      </button>
    </form>
  );
};
