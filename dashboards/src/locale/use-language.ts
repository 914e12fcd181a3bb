import { useTranslation } from 'react-i18next';
import { LANGUAGES, type PageLanguage } from './i18n.ts';

/** The language of the pages, and how to pick a text that the server gives in both. */
export const useLanguage = () => {
  const { i18n } = useTranslation();
  const language: PageLanguage = LANGUAGES.find((known) => known === i18n.resolvedLanguage) ?? 'en';
  return {
    language,
    pick: (text: { en: string; zh: string }): string => (language === 'zh-CN' ? text.zh : text.en),
  };
};
