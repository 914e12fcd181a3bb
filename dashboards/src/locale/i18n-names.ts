import type { PageLanguage } from './i18n.ts';

/** The name of a language, in the language of the pages: `zh` -> "Chinese". */
export const languageName = (code: string, shownIn: PageLanguage): string => {
  try {
    return new Intl.DisplayNames([shownIn], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
};
export const countryName = (code: string, shownIn: PageLanguage): string => {
  try {
    return new Intl.DisplayNames([shownIn], { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
};
