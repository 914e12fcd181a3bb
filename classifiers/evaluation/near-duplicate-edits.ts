/** What people change in a text when they pass it on, and the small changes that turn it into another. Seeded. */
import { seeded } from '#core/seeded.ts';
import { contentKey } from '../text/normalise.ts';

/** Changes that leave what is said as it was. */
export const HARMLESS_EDITS = ['dress', 'passed on', 'number', 'filler', 'slip', 'lost letter'] as const;
/** Small changes after which the model must be asked again. Another letter may be a slip, or make `shout` of `shoot`. */
export const TURNING_EDITS = ['negation', 'exchanged word', 'other letter', 'added clause'] as const;
export type Edit = (typeof HARMLESS_EDITS)[number] | (typeof TURNING_EDITS)[number];

export interface PostToEdit {
  text: string;
  lang: string;
}

const GRAM = 5;
const grams = (text: string): Set<string> => {
  const key = contentKey(text);
  return new Set(Array.from({ length: Math.max(1, key.length - GRAM + 1) }, (_, i) => key.slice(i, i + GRAM)));
};

/** The true overlap that MinHash estimates: of the character 5-grams of what two copies share. */
export const overlap = (a: string, b: string): number => {
  const [one, other] = [grams(a), grams(b)];
  const both = [...one].filter((gram) => other.has(gram)).length;
  return both / (one.size + other.size - both);
};

const pick = <T>(from: readonly T[], next: () => number): T => from[Math.floor(next() * from.length)] as T;

const MARKS = ['!!!', ' 🔥', ' 🙏🙏', '…', ' 👀'];
const FILLERS = { en: ['hey', 'oh', 'wow', 'omg', 'really'], zh: ['啊', '哦', '哎', '嘿'] };
const NEGATIONS = { en: ['not', 'never', "don't"], zh: ['不', '没', '别'] };
const CLAUSES = {
  en: [' said nobody', ' in the new film', ' what a stupid thing to say', ' police report'],
  zh: ['这话真蠢', '剧本里写的', '警方通报', '谁信啊真是'],
};
const langOf = ({ lang }: PostToEdit): 'en' | 'zh' => (lang === 'zh' ? 'zh' : 'en');

/** Changes one of the words that `fits`; the text itself where there is none. */
function changeWord(
  text: string,
  fits: (word: string) => boolean,
  change: (word: string) => string,
  next: () => number,
): string {
  const words = [...text.matchAll(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}'’])+/gu)].filter(([word]) =>
    fits(word),
  );
  if (words.length === 0) return text;
  const chosen = pick(words, next);
  return text.slice(0, chosen.index) + change(chosen[0]) + text.slice(chosen.index + chosen[0].length);
}

const swapTwo = (word: string, next: () => number): string => {
  const at = 1 + Math.floor(next() * (word.length - 2));
  return `${word.slice(0, at)}${word[at + 1]}${word[at]}${word.slice(at + 2)}`;
};
const drop = (word: string, next: () => number): string => {
  const at = 1 + Math.floor(next() * (word.length - 2));
  return word.slice(0, at) + word.slice(at + 1);
};
const otherLetter = (word: string, next: () => number): string => {
  const at = 1 + Math.floor(next() * (word.length - 2));
  const letter = pick(
    [...'abcdefghijklmnopqrstuvwxyz'].filter((one) => one !== word[at]?.toLowerCase()),
    next,
  );
  return word.slice(0, at) + letter + word.slice(at + 1);
};

function once(post: PostToEdit, edit: Edit, words: readonly string[], next: () => number): string {
  const { text } = post;
  const lang = langOf(post);
  const latin = (least: number) => (word: string) => /^\p{Script=Latin}+$/u.test(word) && word.length >= least;
  switch (edit) {
    case 'dress':
      return pick<(text: string) => string>(
        [
          (one) => one.toUpperCase(),
          (one) => `${one}${pick(MARKS, next)}`,
          (one) => `${one} https://forum.example/t/${Math.floor(next() * 1000)}`,
          (one) => `@reader_${Math.floor(next() * 90)} ${one}`,
          (one) => one.replace(/[,，.。](?!\S)|[，。]/gu, ' '),
        ],
        next,
      )(text);
    case 'passed on':
      return lang === 'zh'
        ? pick([`转：${text}`, `${text} 扩散`], next)
        : pick([`RT ${text}`, `${text} pls share`], next);
    case 'number':
      return pick([`${text} ${1 + Math.floor(next() * 99)}`, `${1 + Math.floor(next() * 9)}) ${text}`], next);
    case 'filler': {
      const filler = pick(FILLERS[lang], next);
      return pick(
        [`${filler}${lang === 'zh' ? '，' : ', '}${text}`, `${text}${lang === 'zh' ? '' : ' '}${filler}`],
        next,
      );
    }
    case 'slip':
      return changeWord(text, latin(5), (word) => swapTwo(word, next), next);
    case 'lost letter':
      return changeWord(text, latin(6), (word) => drop(word, next), next);
    case 'negation': {
      const negation = pick(NEGATIONS[lang], next);
      return changeWord(
        text,
        () => true,
        (word) => `${negation}${lang === 'zh' ? '' : ' '}${word}`,
        next,
      );
    }
    case 'exchanged word':
      return changeWord(
        text,
        (word) => lang === 'zh' || word.length >= 4,
        () => pick(words, next),
        next,
      );
    case 'other letter':
      return changeWord(text, latin(5), (word) => otherLetter(word, next), next);
    case 'added clause':
      return text + pick(CLAUSES[lang], next);
  }
}

/**
 * The text after `times` edits of one kind; `words` are those that may take another's place. The text itself where the edit
 * finds nothing to change.
 */
export function editText(post: PostToEdit, edit: Edit, times: number, words: readonly string[], seed: number): string {
  const next = seeded(seed);
  let { text } = post;
  for (let i = 0; i < times; i++) text = once({ ...post, text }, edit, words, next);
  return text;
}
