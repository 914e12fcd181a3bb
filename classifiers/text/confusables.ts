/** `ab cd` maps a to b and c to d. */
const table = (...rows: string[]): Record<string, string> =>
  Object.fromEntries(rows.flatMap((row) => row.split(' ')).map((pair) => [pair.charAt(0), pair.charAt(1)]));

/**
 * Letters that look alike across scripts (after Unicode TS 39, the ones met in posts): Cyrillic, Greek, Armenian. An honest
 * word of another script is left alone.
 */
const TO_LATIN = table(
  'аa еe оo рp сc уy хx іi јj ѕs ԁd ԛq ԝw һh ӏl їi ёe ўy ьb АA ВB ЕE КK МM НH ОO РP СC ТT УY',
  'ХX ІI ЈJ ЅS кk тt мm нh вb ѵv гr пn αa οo νv ρp τt ιi κk χx υu εe ηn ωw βb γy σo ΑA ΒB ΕE ΖZ ΗH ΙI',
  'ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX օo ոn սu հh ցg զq',
);
const TO_CYRILLIC = table('aа eе oо pр cс yу xх kк iі sѕ AА BВ EЕ KК MМ HН OО PР CС TТ YУ XХ');

/** Letters of phonetics and small capitals that are drawn like plain ones; U+1D00 and on. */
const DRAWN = table('ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz ɑa ɡg ɩi');
export const DRAWN_LETTER = /[ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡɩ]/gu;
export const foldDrawn = (letter: string): string => DRAWN[letter] ?? letter;

/** White on black, in a circle (U+1F150) or a square (U+1F170): what NFKC leaves of the enclosed letters. */
export const ENCLOSED_LETTER = /[\u{1f150}-\u{1f169}\u{1f170}-\u{1f189}]/gu;
export const openEnclosed = (letter: string): string => {
  const code = letter.codePointAt(0) ?? 0;
  return String.fromCharCode(0x41 + code - (code < 0x1f170 ? 0x1f150 : 0x1f170));
};

const LATIN = /\p{Script=Latin}/gu;
const CYRILLIC = /\p{Script=Cyrillic}/gu;
const FOREIGN = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/gu;
const WORD = /[\p{L}\p{M}]+/gu;

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** The word in the other letters; undefined where one has no look-alike there, so that the mixture is meant. */
const inLetters = (word: string, table: Record<string, string>, pattern: RegExp): string | undefined =>
  (word.match(pattern) ?? []).every((letter) => table[letter] !== undefined)
    ? word.replace(pattern, (letter) => table[letter] ?? letter)
    : undefined;

/**
 * A function that folds the words of `text` to one script each: a word that mixes Latin with look-alikes goes to the
 * script that most of the text is in, if it can, or else to the one that most of the word is in. Where two such words say
 * that the text is disguised, words made of nothing but look-alikes are folded too.
 */
export function confusablesFolder(text: string): (word: string) => string {
  const foreign = count(text, FOREIGN);
  const latin = foreign === 0 ? 0 : count(text, LATIN);
  if (foreign === 0 || latin === 0) return (word) => word;
  const cyrillicText = count(text, CYRILLIC) > latin;
  const toText = (word: string) =>
    cyrillicText ? inLetters(word, TO_CYRILLIC, LATIN) : inLetters(word, TO_LATIN, FOREIGN);
  const mixed = (word: string) => count(word, LATIN) > 0 && count(word, FOREIGN) > 0;
  const mixtures = (text.match(WORD) ?? []).filter((word) => mixed(word) && toText(word) !== undefined).length;
  return (word) => {
    if (mixed(word)) {
      const cyrillicWord = count(word, CYRILLIC) > count(word, LATIN);
      const toWord = cyrillicWord ? inLetters(word, TO_CYRILLIC, LATIN) : inLetters(word, TO_LATIN, FOREIGN);
      return toText(word) ?? toWord ?? word;
    }
    return mixtures >= 2 && count(word, cyrillicText ? LATIN : FOREIGN) > 0 ? (toText(word) ?? word) : word;
  };
}
