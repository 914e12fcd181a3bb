import { useTranslation } from 'react-i18next';
import { TEST_IDS } from '../test-ids.ts';
import { type StatementDraft, type StatementName, shownFields } from './statement-draft.ts';

/** The fields of the DSA Transparency Database that a statement needs, typed from a letter. */
export const StatementFields = ({
  draft,
  onChange,
}: {
  draft: StatementDraft;
  onChange: (part: Partial<StatementDraft>) => void;
}) => {
  const { t } = useTranslation();
  const id = (name: StatementName): string => `${TEST_IDS.handField}-${name}`;
  return (
    <>
      <p className="hint">{t('statement.restriction')}</p>
      {shownFields(draft).map(({ name, as, options = [] }) => {
        const common = { id: id(name), value: draft[name], 'data-testid': id(name) };
        const change = (event: { target: { value: string } }): void => onChange({ [name]: event.target.value });
        return (
          <div key={name} className="field">
            <label htmlFor={id(name)}>{t(`statement.fields.${name}`)}</label>
            {as === 'pick' && (
              <select {...common} onChange={change}>
                <option value="">{t('statement.choose')}</option>
                {options.map((option) => (
                  <option key={option} value={option}>
                    {t(`statement.options.${option}` as 'statement.options.Yes')}
                  </option>
                ))}
              </select>
            )}
            {as === 'area' && (
              <textarea {...common} rows={3} maxLength={name === 'decision_facts' ? 5000 : 2000} onChange={change} />
            )}
            {as === 'text' && <input {...common} type="text" maxLength={500} onChange={change} />}
            {as === 'day' && <input {...common} type="date" onChange={change} />}
          </div>
        );
      })}
    </>
  );
};
