/** Tells the language of a short text: script first, then function words, then letter statistics (tinyld). */
import { detectAll } from 'tinyld';
import { normalise } from './normalise.ts';

/** Languages written in Latin letters that are told apart. */
const LATIN_LANGUAGES = ['en', 'fr', 'es', 'de', 'tr', 'it', 'pt', 'nl', 'pl', 'id', 'vi', 'sv'];

const FUNCTION_WORDS: Record<string, string> = {
  en: 'the and is are was were to of in it that this for with you he she they we not on at be have has had will would what who my your our their from by but or if so just do dont im its no i',
  fr: 'le la les un une des et est sont été être du de dans que qui pour avec vous il elle ils nous ne pas sur au aux ce cette ces mon ton notre votre leur mais ou où si je tu on plus c est j ai qu n d l sans',
  es: 'el la los las un una y es son fue ser del de en que quien para con usted él ella ellos nosotros no sobre al este esta estos mi tu nuestro su pero o si yo más lo se por como muy hay ya está les',
  de: 'der die das ein eine einen und ist sind war waren sein des dem den in dass wer für mit du er sie es wir nicht auf am im zu dieser diese mein dein unser ihr aber oder wenn ich mehr von wie auch noch nur schon hat haben wird werden bei nach euch uns mal kein keine',
  tr: 've bir bu şu o da de ile için değil ne mi mı mu mü ben sen biz siz onlar çok daha gibi kadar ama veya ki var yok olan olarak sonra önce her hiç şimdi bugün yarın dün',
  it: 'il lo la gli le un una e è sono era essere del della di in che chi per con lei lui loro noi non su al questo questa mio tuo nostro ma o se io più come anche ho hai',
  pt: 'o a os as um uma e é são foi ser do da de em que quem para com você ele ela eles nós não sobre ao este esta meu teu nosso mas ou se eu mais como muito já também isso',
  nl: 'de het een en is zijn was waren van in dat wie voor met je hij zij ze wij we niet op aan te deze dit mijn jouw ons hun maar of als ik meer er ook nog',
  pl: 'i w na z że się nie to jest są był do od za po ale czy jak co ja ty my oni już tak tylko przez dla',
  id: 'yang dan di ke dari ini itu untuk dengan tidak adalah saya kamu kami mereka akan sudah juga atau pada bisa ada',
  sv: 'och i att det som en på är av för med den till inte har de ett om jag du vi men så han hon var',
};
const WORD_SETS = Object.entries(FUNCTION_WORDS).map(([lang, words]) => [lang, new Set(words.split(' '))] as const);

/** Letters that few of these languages use; one is worth as much as a function word. */
const TELLING_LETTERS: readonly (readonly [string, RegExp])[] = [
  ['tr', /[ğışİ]/gu],
  ['de', /[ßäöü]/giu],
  ['fr', /[êèàçœùûîôë]/giu],
  ['es', /[ñ¿¡áíóú]/giu],
  ['pt', /[ãõ]/giu],
  ['pl', /[ąęłśźż]/giu],
];

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

function latinLanguage(text: string): string {
  const words = text.toLocaleLowerCase('en').match(/[\p{L}\p{M}]+/gu) ?? [];
  const scores = new Map<string, number>();
  const add = (lang: string, points: number) => scores.set(lang, (scores.get(lang) ?? 0) + points);
  for (const [lang, set] of WORD_SETS) add(lang, words.filter((word) => set.has(word)).length);
  for (const [lang, letters] of TELLING_LETTERS) add(lang, Math.min(2, count(text, letters)));
  // Letter statistics are weak on short texts: they count as two function words and break ties.
  for (const { lang, accuracy } of detectAll(text, { only: LATIN_LANGUAGES })) add(lang, 2 * accuracy);
  let best = 'und';
  let most = 0;
  for (const [lang, points] of scores) {
    if (points > most) {
      best = lang;
      most = points;
    }
  }
  return best;
}

function cyrillicLanguage(text: string): string {
  if (/[ґєї]/iu.test(text) || (/і/iu.test(text) && !/[ыэъё]/iu.test(text))) return 'uk';
  if (/[ђјљњћџ]/iu.test(text)) return 'sr';
  return 'ru';
}

function arabicLanguage(text: string): string {
  if (/[ٹڈڑںےھ]/u.test(text)) return 'ur';
  return count(text, /[پچژگکی]/gu) >= 2 ? 'fa' : 'ar';
}

/** ISO 639-1 code of the language that most of the text is in, or `und` where it holds no letters. */
export function detectLanguage(text: string): string {
  const plain = normalise(text).text.replace(/https?:\/\/\S+|[@#][\p{L}\p{N}_]+/giu, ' ');
  const counts: [string, number][] = [
    ['zh', 6 * count(plain, /\p{Script=Han}/gu)], // where posts mix, English comes as names and exclamations
    ['ja', count(plain, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu)],
    ['ko', 2 * count(plain, /\p{Script=Hangul}/gu)],
    ['latin', count(plain, /\p{Script=Latin}/gu)],
    ['cyrillic', count(plain, /\p{Script=Cyrillic}/gu)],
    ['arabic', count(plain, /\p{Script=Arabic}/gu)],
    ['el', count(plain, /\p{Script=Greek}/gu)],
    ['he', count(plain, /\p{Script=Hebrew}/gu)],
    ['th', count(plain, /\p{Script=Thai}/gu)],
    ['hi', count(plain, /\p{Script=Devanagari}/gu)],
  ];
  const [script, most] = counts.reduce((best, next) => (next[1] > best[1] ? next : best));
  if (most === 0) return 'und';
  if (script === 'zh' && count(plain, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu) * 8 > most) return 'ja';
  if (script === 'latin') return latinLanguage(plain);
  if (script === 'cyrillic') return cyrillicLanguage(plain);
  if (script === 'arabic') return arabicLanguage(plain);
  return script;
}
