/** What evaders do to a text, so that the same words are not found again. Seeded: the same text gives the same disguise. */

import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { pinyin } from 'pinyin-pro';
import { seeded } from '#core/seeded.ts';

export const PERTURBATIONS = [
  'spacing',
  'spacing without gaps',
  'dots',
  'zero-width',
  'homoglyph',
  'leetspeak',
  'full width',
  'pinyin',
] as const;
export type Perturbation = (typeof PERTURBATIONS)[number];

/** Numbers that belong to a text: seeded by its FNV-1a hash over UTF-16 units. */
function numbersFor(text: string): () => number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return seeded(hash);
}

const pairs = (table: string): ReadonlyMap<string, string> =>
  new Map(table.split(' ').map((pair) => [pair.charAt(0), pair.charAt(1)]));
const CYRILLIC = pairs('aа cс eе oо pр xх yу iі jј sѕ AА BВ CС EЕ HН KК MМ OО PР TТ XХ');
const LATIN = pairs('аa сc еe оo рp хx уy іi АA ВB СC ЕE НH КK МM ОO РP ТT ХX');
const DIGITS = pairs('a4 e3 i1 o0 s5 t7 A4 E3 I1 O0 S5 T7');

const swap = (text: string, share: number, table: ReadonlyMap<string, string>): string => {
  const next = numbersFor(text);
  return [...text].map((sign) => (table.has(sign) && next() < share ? (table.get(sign) ?? sign) : sign)).join('');
};

const zeroWidth = (text: string): string => {
  const next = numbersFor(text);
  return [...text]
    .map((sign) => (next() < 0.5 ? `${sign}${['\u200b', '\u200d', '\u2060'][Math.floor(next() * 3)]}` : sign))
    .join('');
};

let jieba: Jieba | undefined;

/** A fifth of the Chinese words of two characters and more, and single verbs now and then, in letters without tones. */
function toPinyin(text: string): string {
  jieba ??= Jieba.withDict(dict);
  const next = numbersFor(text);
  return jieba
    .cut(text, false)
    .map((word) =>
      /^\p{Script=Han}{2,}$/u.test(word) && next() < 0.2
        ? pinyin(word, { toneType: 'none', type: 'array' }).join('')
        : word,
    )
    .join('');
}

/** The disguised text; the text itself where the disguise has nothing to work on (leetspeak of Chinese). */
export function perturb(text: string, kind: Perturbation): string {
  switch (kind) {
    case 'spacing':
      return [...text].join(' ');
    case 'spacing without gaps':
      return [...text.replace(/\s+/gu, '')].join(' ');
    case 'dots':
      return text.replace(/[\p{L}\p{M}]{4,}/gu, (word) => [...word].join('.'));
    case 'zero-width':
      return zeroWidth(text);
    case 'homoglyph':
      return /\p{Script=Cyrillic}/u.test(text) ? swap(text, 0.5, LATIN) : swap(text, 0.5, CYRILLIC);
    case 'leetspeak':
      return swap(text, 0.6, DIGITS);
    case 'full width':
      return text.replace(/[!-~]/gu, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
    case 'pinyin':
      return toPinyin(text);
  }
}
