import { useTranslation } from 'react-i18next';

/** Name and post, as both forms of a person have them. */
export const PersonFields = ({ displayName = '', post = '' }: { displayName?: string; post?: string }) => {
  const { t } = useTranslation();
  return (
    <>
      <label className="field">
        <span className="field-label">{t('people.name')}</span>
        <input name="name" required maxLength={120} defaultValue={displayName} autoComplete="off" />
      </label>
      <label className="field">
        <span className="field-label">{t('people.post')}</span>
        <input name="post" required maxLength={120} defaultValue={post} autoComplete="off" />
        <span className="hint">{t('people.postHint')}</span>
      </label>
    </>
  );
};
export const ReasonInput = () => {
  const { t } = useTranslation();
  return (
    <label className="field">
      <span className="field-label">{t('people.reason')}</span>
      <input name="reason" required minLength={3} maxLength={1000} autoComplete="off" />
      <span className="hint">{t('people.reasonHint')}</span>
    </label>
  );
};
