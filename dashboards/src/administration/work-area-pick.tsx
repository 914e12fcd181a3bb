import { useTranslation } from 'react-i18next';
import type { AccountShown } from '#api/schemas/accounts.ts';
import { CATEGORIES } from '../parts/categories.ts';
import { PURPOSES } from '../review/queue-filter.ts';
import { TEST_IDS } from '../test-ids.ts';

type WorkArea = AccountShown['work'];

/** What was set in a form with a `WorkAreaPick`. */
export const pickedWorkArea = (data: FormData): WorkArea => ({
  languages: [
    ...new Set(
      String(data.get('work-languages') ?? '')
        .split(/[,，\s]+/u)
        .filter((one) => one !== ''),
    ),
  ],
  categories: CATEGORIES.filter((one) => data.get(`work-category-${one}`) !== null),
  purposes: PURPOSES.filter((one) => data.get(`work-purpose-${one}`) !== null),
});

/** The part of the queue that a reviewer is given; nothing chosen: all of it. */
export const WorkAreaPick = ({ work, disabled }: { work: WorkArea; disabled: boolean }) => {
  const { t } = useTranslation();
  return (
    <fieldset disabled={disabled} className="stack" data-testid={TEST_IDS.workArea}>
      <legend className="field-label">{t('people.work.title')}</legend>
      <p className="hint">{t('people.work.hint')}</p>
      <label className="field">
        <span className="field-label">{t('people.work.languages')}</span>
        <input name="work-languages" defaultValue={work.languages.join(', ')} autoComplete="off" />
        <span className="hint">{t('people.work.languagesHint')}</span>
      </label>
      <fieldset>
        <legend className="field-label">{t('people.work.categories')}</legend>
        <div className="role-list">
          {CATEGORIES.map((category) => (
            <label key={category} className="check">
              <input
                type="checkbox"
                name={`work-category-${category}`}
                defaultChecked={work.categories.includes(category)}
              />
              <span>{t(`category.${category}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend className="field-label">{t('people.work.purposes')}</legend>
        <div className="role-list">
          {PURPOSES.map((purpose) => (
            <label key={purpose} className="check">
              <input
                type="checkbox"
                name={`work-purpose-${purpose}`}
                defaultChecked={work.purposes.includes(purpose)}
              />
              <span>{t(`purpose.${purpose}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
    </fieldset>
  );
};
