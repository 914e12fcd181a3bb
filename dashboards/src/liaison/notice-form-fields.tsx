import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LabelGuide } from '#api/schemas/cases.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { TEST_IDS } from '../test-ids.ts';
import type { Instrument, NoticeDraftText, NoticeMissing } from './notice-form.ts';

type Category = LabelGuide['reasons'][number]['category'];
type TextField = Exclude<keyof NoticeDraftText, 'goodFaith' | 'reasons'>;

const FIELDS: Record<Instrument, readonly { name: TextField; rows: number }[]> = {
  'dsa-order': [
    { name: 'provision', rows: 1 },
    { name: 'territorialScope', rows: 1 },
    { name: 'scopeReason', rows: 2 },
    { name: 'recipientRedress', rows: 2 },
    { name: 'informationTo', rows: 1 },
  ],
  'dsa-notice': [],
  referral: [
    { name: 'termsClause', rows: 1 },
    { name: 'termsUrl', rows: 1 },
  ],
};

/** What a liaison writes for one instrument: reasons in their own words, and what its kind demands. */
export const NoticeFormFields = ({
  instrument,
  draft,
  onChange,
  categories,
}: {
  instrument: Instrument;
  draft: NoticeDraftText;
  onChange: (part: Partial<NoticeDraftText>) => void;
  /** Of the decision: which templates fit. */
  categories: readonly Category[];
}) => {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const guide = useQuery({
    queryKey: KEYS.labelGuide,
    queryFn: ({ signal }) => api.labelGuide(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const templates = (guide.data?.reasons ?? []).filter(
    ({ category }) => categories.length === 0 || categories.includes(category),
  );
  const insert = (text: string): void => {
    const before = draft.reasons.trimEnd();
    onChange({ reasons: before === '' ? text : `${before}\n${text}` });
    field.current?.focus();
  };
  return (
    <>
      <label className="field">
        <span>{t(`notice.reasons.${instrument}`)}</span>
        <span className="hint">{t('orderForm.statementHint')}</span>
        <textarea
          ref={field}
          rows={7}
          minLength={30}
          maxLength={8000}
          value={draft.reasons}
          data-testid={TEST_IDS.noticeReasons}
          onChange={(event) => onChange({ reasons: event.target.value })}
        />
      </label>
      {templates.length > 0 && (
        <fieldset className="order-templates">
          <legend className="hint">{t('orderForm.templates')}</legend>
          {templates.map(({ category, notice, referral }) => {
            const words = instrument === 'referral' ? referral : notice;
            return (
              <span key={category} className="order-template">
                {t(`category.${category}`)}
                <button type="button" className="button small" title={words.en} onClick={() => insert(words.en)}>
                  {t('app.languageNames.en')}
                </button>
                <button type="button" className="button small" title={words.zh} onClick={() => insert(words.zh)}>
                  {t('app.languageNames.zh-CN')}
                </button>
              </span>
            );
          })}
        </fieldset>
      )}
      {FIELDS[instrument].map(({ name, rows }) => (
        <label key={name} className="field">
          <span>{t(`notice.field.${name}`)}</span>
          <textarea
            rows={rows}
            maxLength={rows === 1 ? 500 : 2000}
            value={draft[name]}
            data-testid={`${TEST_IDS.noticeField}-${name}`}
            onChange={(event) => onChange({ [name]: event.target.value })}
          />
        </label>
      ))}
      {instrument === 'dsa-notice' && (
        <label className="check">
          <input
            type="checkbox"
            checked={draft.goodFaith}
            data-testid={TEST_IDS.goodFaith}
            onChange={(event) => onChange({ goodFaith: event.target.checked })}
          />
          <span>{t('notice.goodFaith')}</span>
        </label>
      )}
    </>
  );
};

export const MissingInNotice = ({ missing }: { missing: readonly NoticeMissing[] }) => {
  const { t } = useTranslation();
  if (missing.length === 0) return null;
  return (
    <div className="notice warn" role="alert">
      <ul className="missing">
        {missing.map((one) => (
          <li key={one}>{t(`notice.missing.${one}`)}</li>
        ))}
      </ul>
    </div>
  );
};
