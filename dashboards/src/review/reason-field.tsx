import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LabelGuide } from '#api/schemas/cases.ts';
import { useLanguage } from '../locale/use-language.ts';
import { TEST_IDS } from '../test-ids.ts';
import { type DecisionDraft, withTemplate } from './decision-draft.ts';

interface Template {
  id: string;
  label: string;
  text: string;
}

/** Templates that fit the outcome: reasons of the chosen categories, or the protected contexts of the label guide. */
const useTemplates = (draft: DecisionDraft, guide: LabelGuide | undefined): Template[] => {
  const { t } = useTranslation();
  const { pick } = useLanguage();
  if (guide === undefined) return [];
  if (draft.outcome === 'violating')
    return guide.reasons
      .filter(({ category }) => draft.categories.includes(category))
      .map(({ category, decision }) => ({ id: category, label: t(`category.${category}`), text: pick(decision) }));
  if (draft.outcome === 'not_violating')
    return guide.contexts.map(({ id, title, text }) => ({
      id,
      label: pick(title),
      text: `${pick(title)}${t('app.colon')}${pick(text)}`,
    }));
  return [];
};

export const ReasonField = ({
  draft,
  guide,
  onChange,
}: {
  draft: DecisionDraft;
  guide: LabelGuide | undefined;
  onChange: (reason: string) => void;
}) => {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const templates = useTemplates(draft, guide);
  return (
    <div className="reason">
      <label className="field">
        <span>{t('decision.reason')}</span>
        <textarea
          ref={field}
          rows={4}
          maxLength={4000}
          value={draft.reason}
          placeholder={t('decision.reasonHint')}
          data-testid={TEST_IDS.reason}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      {templates.length > 0 && (
        <fieldset className="templates">
          <legend className="hint">{t('decision.templates')}</legend>
          {templates.map(({ id, label, text }) => (
            <button
              key={id}
              type="button"
              className="button small"
              title={text}
              data-testid={`${TEST_IDS.insertTemplate}-${id}`}
              onClick={() => {
                onChange(withTemplate(draft.reason, text));
                field.current?.focus();
              }}
            >
              {label}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
};
