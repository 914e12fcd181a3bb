import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LabelGuide } from '#api/schemas/cases.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { TEST_IDS } from '../test-ids.ts';

type Reasons = LabelGuide['reasons'][number];

/** Reasons in a liaison's own words, with the templates that fit the decision to begin from. */
export const StatementField = ({
  label,
  rows,
  value,
  onChange,
  testId,
  categories,
  wordsOf,
  showsLength = false,
}: {
  label: string;
  rows: number;
  value: string;
  onChange: (text: string) => void;
  testId: string;
  /** Of the decision: which templates fit. */
  categories: readonly Reasons['category'][];
  wordsOf: (reasons: Reasons) => { en: string; zh: string };
  showsLength?: boolean;
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
    const before = value.trimEnd();
    onChange(before === '' ? text : `${before}\n${text}`);
    field.current?.focus();
  };
  return (
    <>
      <label className="field">
        <span>{label}</span>
        <span className="hint">{t('orderForm.statementHint')}</span>
        <textarea
          ref={field}
          rows={rows}
          minLength={30}
          maxLength={8000}
          value={value}
          data-testid={testId}
          onChange={(event) => onChange(event.target.value)}
        />
        {showsLength && <span className="hint tabular">{t('orderForm.length', { count: value.trim().length })}</span>}
      </label>
      {templates.length > 0 && (
        <fieldset className="order-templates">
          <legend className="hint">{t('orderForm.templates')}</legend>
          {templates.map((reasons) => {
            const { category } = reasons;
            const words = wordsOf(reasons);
            return (
              <span key={category} className="order-template">
                {t(`category.${category}`)}
                {(['en', 'zh'] as const).map((lang) => (
                  <button
                    key={lang}
                    type="button"
                    className="button small"
                    title={words[lang]}
                    data-testid={`${TEST_IDS.insertTemplate}-${category}-${lang}`}
                    onClick={() => insert(words[lang])}
                  >
                    {t(`app.languageNames.${lang === 'zh' ? 'zh-CN' : 'en'}`)}
                  </button>
                ))}
              </span>
            );
          })}
        </fieldset>
      )}
    </>
  );
};
