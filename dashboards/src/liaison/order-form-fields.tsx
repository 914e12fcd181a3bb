import { useTranslation } from 'react-i18next';
import type { LabelGuide } from '#api/schemas/cases.ts';
import { Time } from '../parts/time.tsx';
import { TEST_IDS } from '../test-ids.ts';
import type { FormDraft } from './order-form.ts';
import { StatementField } from './statement-field.tsx';

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
  return (
    <>
      <StatementField
        label={t('orderForm.statement')}
        rows={8}
        value={draft.statementOfReasons}
        onChange={(statementOfReasons) => onChange({ statementOfReasons })}
        testId={TEST_IDS.statementOfReasons}
        categories={categories}
        wordsOf={({ order }) => order}
        showsLength
      />
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
