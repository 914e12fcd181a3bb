import { useTranslation } from 'react-i18next';
import { TEST_IDS } from '../test-ids.ts';
import { LANGUAGES, switchLanguage } from './i18n.ts';
import { useLanguage } from './use-language.ts';

/** Each language is named in itself, so that whoever cannot read the page finds it. */
export const LanguageSwitch = () => {
  const { t } = useTranslation();
  const { language } = useLanguage();
  return (
    <fieldset className="segmented" data-testid={TEST_IDS.languageSwitch}>
      <legend className="visually-hidden">{t('app.language')}</legend>
      {LANGUAGES.map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          aria-pressed={one === language}
          onClick={() => void switchLanguage(one)}
        >
          {t(`app.languageNames.${one}`)}
        </button>
      ))}
    </fieldset>
  );
};
