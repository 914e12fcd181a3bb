import { i18next } from '../locale/i18n.ts';

/** What an adapter speaks with, in words; its own name where the pages have none. */
export const adapterName = (adapter: string): string => {
  const key = `source.adapters.${adapter}`;
  return i18next.exists(key) ? i18next.t(key as 'source.adapters.page') : adapter;
};
