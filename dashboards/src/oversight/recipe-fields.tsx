import { useTranslation } from 'react-i18next';
import { type Fault, FaultField } from '../parts/fault-field.tsx';
import { TEST_IDS } from '../test-ids.ts';
import { faultsAt, RECIPE_FIELDS, type RecipeDraft } from './source-form.ts';

/** The editor of one recipe: where on a page the items are, in CSS selectors. */
export const RecipeFields = ({
  recipe,
  onChange,
  faults,
  title,
}: {
  recipe: RecipeDraft;
  onChange: (next: RecipeDraft) => void;
  faults: readonly Fault[];
  title: string;
}) => {
  const { t } = useTranslation();
  const selector = (
    name: (typeof RECIPE_FIELDS)[number] | 'next' | 'item' | 'follow' | 'waitFor' | 'timeZone',
    value: string,
    set: (value: string) => void,
  ) => (
    <FaultField
      label={t(`source.recipe.fields.${name}`)}
      hint={t(`source.recipe.hints.${name}`)}
      faults={faultsAt(faults, `/${name}`)}
    >
      {(control) => (
        <input
          {...control}
          className="mono"
          spellCheck={false}
          data-testid={`${TEST_IDS.recipeField}-${name}`}
          value={value}
          onChange={(event) => set(event.target.value)}
        />
      )}
    </FaultField>
  );
  const pair = (
    name: (typeof RECIPE_FIELDS)[number] | 'next',
    value: { selector: string; attr: string },
    set: (value: { selector: string; attr: string }) => void,
  ) => (
    <div key={name} className="recipe-pair">
      {selector(name, value.selector, (next) => set({ ...value, selector: next }))}
      <div className="field">
        <input
          className="mono"
          spellCheck={false}
          aria-label={t('source.recipe.attrOf', { field: t(`source.recipe.fields.${name}`) })}
          placeholder={t('source.recipe.attr')}
          value={value.attr}
          onChange={(event) => set({ ...value, attr: event.target.value })}
        />
      </div>
    </div>
  );
  const single = (name: 'item' | 'follow' | 'waitFor' | 'timeZone') =>
    selector(name, recipe[name], (value) => onChange({ ...recipe, [name]: value }));
  return (
    <fieldset className="policy-fields recipe-fields">
      <legend>{title}</legend>
      {single('item')}
      {RECIPE_FIELDS.map((name) =>
        pair(name, recipe.fields[name], (value) =>
          onChange({ ...recipe, fields: { ...recipe.fields, [name]: value } }),
        ),
      )}
      {single('timeZone')}
      {single('follow')}
      {pair('next', recipe.next, (next) => onChange({ ...recipe, next }))}
      <FaultField
        label={t('source.recipe.render')}
        hint={t('source.recipe.renderHint')}
        faults={faultsAt(faults, '/render')}
      >
        {(control) => (
          <select
            {...control}
            value={recipe.render}
            onChange={(event) => onChange({ ...recipe, render: event.target.value as RecipeDraft['render'] })}
          >
            <option value="http">{t('source.recipe.http')}</option>
            <option value="browser">{t('source.recipe.browser')}</option>
          </select>
        )}
      </FaultField>
      {recipe.render === 'browser' && single('waitFor')}
      {(['maxPages', 'revisitSeconds'] as const).map((name) => (
        <FaultField
          key={name}
          label={t(`source.recipe.${name}`)}
          hint={t(`source.recipe.hints.${name}`)}
          faults={faultsAt(faults, `/${name}`)}
        >
          {(control) => (
            <input
              {...control}
              type="number"
              min="1"
              value={recipe[name]}
              onChange={(event) => onChange({ ...recipe, [name]: event.target.value })}
            />
          )}
        </FaultField>
      ))}
    </fieldset>
  );
};
