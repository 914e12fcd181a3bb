import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from '../../locales/en.json' with { type: 'json' };
import zhCN from '../../locales/zh-CN.json' with { type: 'json' };

export const LANGUAGES = ['en', 'zh-CN'] as const;
export type PageLanguage = (typeof LANGUAGES)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

const STORAGE = 'weir.language';

/** The language chosen before, or else the first of the browser's that we have. */
const firstLanguage = (): PageLanguage => {
  const chosen = localStorage.getItem(STORAGE);
  const known = LANGUAGES.find((language) => language === chosen);
  if (known !== undefined) return known;
  for (const wanted of navigator.languages) {
    if (wanted.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (wanted.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
};

i18next.on('languageChanged', (language) => {
  document.documentElement.lang = language;
  document.documentElement.dir = i18next.dir(language);
});

void i18next.use(initReactI18next).init({
  // The texts are at hand, so the first page is already in its language.
  initAsync: false,
  lng: firstLanguage(),
  fallbackLng: 'en',
  supportedLngs: LANGUAGES,
  resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
  // React escapes what it prints.
  interpolation: { escapeValue: false },
  returnNull: false,
});

export const switchLanguage = async (language: PageLanguage): Promise<void> => {
  localStorage.setItem(STORAGE, language);
  await i18next.changeLanguage(language);
};

export { i18next };
