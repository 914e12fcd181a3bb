import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = ['en', 'zh-CN'] as const;
export type PageLanguage = (typeof LANGUAGES)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Texts };
  }
}

type Texts = typeof import('../../locales/en.json');

/** A page loads the texts of its own language; the others come when somebody switches, or reads a form in both. */
const TEXTS: Record<PageLanguage, () => Promise<{ default: object }>> = {
  en: () => import('../../locales/en.json'),
  'zh-CN': () => import('../../locales/zh-CN.json'),
};

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

/** Resolves once the texts are at hand, so that the first page is already in its language. */
export const startTexts = async (): Promise<void> => {
  const language = firstLanguage();
  await i18next.use(initReactI18next).init({
    initAsync: false,
    lng: language,
    // Both languages have the same texts (locales.test.ts).
    fallbackLng: false,
    supportedLngs: LANGUAGES,
    resources: { [language]: { translation: (await TEXTS[language]()).default } },
    partialBundledLanguages: true,
    // React escapes what it prints.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
};

/** Fetches the texts of a language where they are not at hand. */
export const loadTexts = async (language: PageLanguage): Promise<void> => {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', (await TEXTS[language]()).default);
};

export const switchLanguage = async (language: PageLanguage): Promise<void> => {
  await loadTexts(language);
  localStorage.setItem(STORAGE, language);
  await i18next.changeLanguage(language);
};

export { i18next };
