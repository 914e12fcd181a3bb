import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LabelGuide } from '#api/schemas/cases.ts';
import { api } from '../api/client.ts';
import { KEYS } from '../api/queries.ts';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import type { FormDraft } from './order-form.ts';

type Category = LabelGuide['reasons'][number]['category'];

/** The part of Annex I that a liaison writes: the statement of reasons, and two decisions that need reasons of their own. */
export const OrderFormFields = ({
  draft,
  onChange,
  categories,
  firstOrder,
  priorInformationSentAt,
}: {
  draft: FormDraft;
  onChange: (part: Partial<FormDraft>) => void;
  /** Of the decision: which templates fit. */
  categories: readonly Category[];
  firstOrder: boolean;
  priorInformationSentAt: string | null;
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
    const before = draft.statementOfReasons.trimEnd();
    onChange({ statementOfReasons: before === '' ? text : `${before}\n${text}` });
    field.current?.focus();
  };
  return (
    <>
      <label className="field">
        <span>{t('orderForm.statement')}</span>
        <span className="hint">{t('orderForm.statementHint')}</span>
        <textarea
          ref={field}
          rows={8}
          minLength={30}
          maxLength={8000}
          value={draft.statementOfReasons}
          data-testid={TEST_IDS.statementOfReasons}
          onChange={(event) => onChange({ statementOfReasons: event.target.value })}
        />
        <span className="hint tabular">{t('orderForm.length', { count: draft.statementOfReasons.trim().length })}</span>
      </label>
      {templates.length > 0 && (
        <fieldset className="order-templates">
          <legend className="hint">{t('orderForm.templates')}</legend>
          {templates.map(({ category, order }) => (
            <span key={category} className="order-template">
              {t(`category.${category}`)}
              <button
                type="button"
                className="button small"
                title={order.en}
                data-testid={`${TEST_IDS.insertTemplate}-${category}-en`}
                onClick={() => insert(order.en)}
              >
                {t('app.languageNames.en')}
              </button>
              <button
                type="button"
                className="button small"
                title={order.zh}
                data-testid={`${TEST_IDS.insertTemplate}-${category}-zh`}
                onClick={() => insert(order.zh)}
              >
                {t('app.languageNames.zh-CN')}
              </button>
            </span>
          ))}
        </fieldset>
      )}
      <label className="check">
        <input
          type="checkbox"
          checked={draft.nonDisclosure}
          data-testid={TEST_IDS.nonDisclosure}
          onChange={(event) => onChange({ nonDisclosure: event.target.checked })}
        />
        <span>
          {t('orderForm.nonDisclosure')} <span className="hint">{t('orderForm.nonDisclosureHint')}</span>
        </span>
      </label>
      {draft.nonDisclosure && (
        <label className="field">
          <span>{t('orderForm.nonDisclosureReason')}</span>
          <textarea
            rows={3}
            value={draft.nonDisclosureReason}
            data-testid={TEST_IDS.nonDisclosureReason}
            onChange={(event) => onChange({ nonDisclosureReason: event.target.value })}
          />
        </label>
      )}
      {(firstOrder || draft.emergency) && (
        <>
          <p className="notice info">
            <span>
              {t('orderForm.firstOrder')}{' '}
              {priorInformationSentAt !== null && (
                <>
                  {t('orderForm.priorInformationSent')} <Time at={priorInformationSentAt} />
                </>
              )}
            </span>
          </p>
          <label className="check">
            <input
              type="checkbox"
              checked={draft.emergency}
              data-testid={TEST_IDS.emergency}
              onChange={(event) => onChange({ emergency: event.target.checked })}
            />
            <span>
              {t('orderForm.emergency')} <span className="hint">{t('orderForm.emergencyHint')}</span>
            </span>
          </label>
          {draft.emergency && (
            <label className="field">
              <span>{t('orderForm.emergencyReason')}</span>
              <textarea
                rows={3}
                minLength={10}
                maxLength={2000}
                value={draft.emergencyReason}
                data-testid={TEST_IDS.emergencyReason}
                onChange={(event) => onChange({ emergencyReason: event.target.value })}
              />
            </label>
          )}
        </>
      )}
    </>
  );
};
