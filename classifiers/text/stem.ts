/** Word stems, for search: the index and the query go through the same function. */

import english from 'natural/lib/natural/stemmers/porter_stemmer.js';
import german from 'natural/lib/natural/stemmers/porter_stemmer_de.js';
import spanish from 'natural/lib/natural/stemmers/porter_stemmer_es.js';
import french from 'natural/lib/natural/stemmers/porter_stemmer_fr.js';
import italian from 'natural/lib/natural/stemmers/porter_stemmer_it.js';
import dutch from 'natural/lib/natural/stemmers/porter_stemmer_nl.js';
import portuguese from 'natural/lib/natural/stemmers/porter_stemmer_pt.js';
import russian from 'natural/lib/natural/stemmers/porter_stemmer_ru.js';
import swedish from 'natural/lib/natural/stemmers/porter_stemmer_sv.js';

/** Arabic has no stemmer in `natural`: marks off, letter forms joined, the article and common endings taken off. */
function arabicStem(word: string): string {
  let stem = word
    .replace(/[\u064b-\u065f\u0670]/gu, '')
    .replace(/[أإآٱ]/gu, 'ا')
    .replace(/ى/gu, 'ي')
    .replace(/ة$/u, 'ه');
  const article = stem.replace(/^(?:وال|بال|كال|فال|لل|ال)/u, '');
  if (article.length >= 3) stem = article;
  const ending = stem.replace(/(?:ات|ون|ين|ها|هم|كم|نا|ه)$/u, '');
  return ending.length >= 3 ? ending : stem;
}

/** Turkish: the first five letters (Can et al., 2008, found this as good for search as a morphological analyser). */
const turkishStem = (word: string): string => [...word].slice(0, 5).join('');

const STEMMERS: Record<string, (word: string) => string> = {
  en: (word) => english.stem(word),
  fr: (word) => french.stem(word),
  es: (word) => spanish.stem(word),
  de: (word) => german.stem(word),
  it: (word) => italian.stem(word),
  pt: (word) => portuguese.stem(word),
  nl: (word) => dutch.stem(word),
  ru: (word) => russian.stem(word),
  sv: (word) => swedish.stem(word),
  ar: arabicStem,
  tr: turkishStem,
};

/** The stem of a lower-case word, accents off; the word itself where the language has no stemmer. */
export function stem(word: string, lang: string): string {
  const stemmed = STEMMERS[lang]?.(word) || word;
  return lang === 'ar'
    ? stemmed
    : stemmed
        .normalize('NFD')
        .replace(/\p{Script=Latin}\p{M}+/gu, (m) => m[0] ?? '')
        .normalize('NFC');
}
