/** `ab cd` maps a to b and c to d. */
const table = (...rows: string[]): Record<string, string> =>
  Object.fromEntries(rows.flatMap((row) => row.split(' ')).map((pair) => [pair.charAt(0), pair.charAt(1)]));

/**
 * Letters that look alike across scripts (after Unicode TS 39, the ones met in posts). Only words that mix scripts are
 * folded: an honest Cyrillic or Greek word is left alone.
 */
const TO_LATIN = table(
  'аa еe оo рp сc уy хx іi јj ѕs ԁd ԛq ԝw һh ӏl АA ВB ЕE КK МM НH ОO РP СC ТT УY',
  'ХX ІI ЈJ ЅS кk тt мm ѵv гr пn αa οo νv ρp τt ιi κk χx υu εe ΑA ΒB ΕE ΖZ ΗH ΙI',
  'ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX',
);
const TO_CYRILLIC = table('aа eе oо pр cс yу xх iі kк AА BВ EЕ KК MМ HН OО PР CС TТ YУ XХ');

const LATIN = /\p{Script=Latin}/gu;
const CYRILLIC = /\p{Script=Cyrillic}/gu;
const FOREIGN = /[\p{Script=Cyrillic}\p{Script=Greek}]/gu;

const count = (word: string, pattern: RegExp): number => word.match(pattern)?.length ?? 0;

/** Folds a word that mixes Latin with look-alikes of other scripts to the script it is mostly written in. */
export function foldConfusables(word: string): string {
  const latin = count(word, LATIN);
  const foreign = count(word, FOREIGN);
  if (latin === 0 || foreign === 0) return word;
  const cyrillic = count(word, CYRILLIC);
  const [table, pattern] = cyrillic > latin ? [TO_CYRILLIC, LATIN] : [TO_LATIN, FOREIGN];
  // A letter without a look-alike means that the mixture is meant (for example a brand with an ending).
  const letters = word.match(pattern) ?? [];
  if (letters.some((letter) => table[letter] === undefined)) return word;
  return word.replace(pattern, (letter) => table[letter] ?? letter);
}

const DIGITS = table('0o 1i 3e 4a 5s @a $s');

/** Digits that stand for letters inside a Latin word: one or two between letters. Names with numbers at an end stay. */
export const foldDigits = (word: string): string => word.replace(/[01345@$]/g, (digit) => DIGITS[digit] ?? digit);
