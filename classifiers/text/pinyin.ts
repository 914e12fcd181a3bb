/**
 * Chinese words that were put into Latin letters without tones (`zha dan`, `zhadan`), put back into the likeliest characters:
 * inside Chinese text word by word, and whole sentences. Which of several words with one sound was meant is told by how
 * common each is, so the answer is a guess: it is for the model's eyes alone, search and copies keep the letters.
 */
import { dict } from '@node-rs/jieba/dict.js';
import { pinyin } from 'pinyin-pro';
import type { MappedText } from './mapped-text.ts';
import { LATIN_LISTS, ranks } from './word-lists.ts';

/** Words of the dictionary that are met less often are not thought of; single characters are many, and must be common. */
const RAREST_WORD = 10;
const RAREST_CHARACTER = 1000;
const LONGEST_WORD = 4;
/** Letters of one syllable at most: `zhuang`. */
const SYLLABLE = 6;

interface Spoken {
  word: string;
  /** Minus the logarithm of its share of all words. */
  cost: number;
  syllables: number;
}

let spoken: ReadonlyMap<string, Spoken> | undefined;

/** The commonest word of every sound, by its letters; about a second to make, once in a thread, and only where it is needed. */
function table(): ReadonlyMap<string, Spoken> {
  if (spoken !== undefined) return spoken;
  const words: [word: string, frequency: number][] = [];
  let total = 0;
  for (const line of Buffer.from(dict).toString('utf8').split('\n')) {
    const [word = '', count = '0'] = line.split(' ');
    if (!/^\p{Script=Han}+$/u.test(word)) continue;
    const frequency = Number(count);
    total += frequency;
    const length = [...word].length;
    if (length <= LONGEST_WORD && frequency >= (length === 1 ? RAREST_CHARACTER : RAREST_WORD))
      words.push([word, frequency]);
  }
  const found = new Map<string, Spoken>();
  for (const [word, frequency] of words) {
    const syllables = pinyin(word, { toneType: 'none', type: 'array' });
    const letters = syllables.join('').replaceAll('ü', 'v');
    if (!/^[a-z]+$/.test(letters)) continue;
    const cost = Math.log(total / frequency);
    if (cost < (found.get(letters)?.cost ?? Number.POSITIVE_INFINITY))
      found.set(letters, { word, cost, syllables: syllables.length });
  }
  spoken = found;
  return found;
}

interface Reading {
  han: string;
  syllables: number;
  cost: number;
  /** Characters that are words by themselves: what letters of another language fall into. */
  single: number;
}

/** The likeliest characters of a run of letters, under words that are independent of each other; undefined where it is no pinyin. */
function read(run: string): Reading | undefined {
  const letters = run.toLowerCase().replaceAll('ü', 'v').replaceAll("'", '');
  const words = table();
  const best: (Reading | undefined)[] = [{ han: '', syllables: 0, cost: 0, single: 0 }];
  for (let end = 1; end <= letters.length; end++) {
    for (let start = Math.max(0, end - LONGEST_WORD * SYLLABLE); start < end; start++) {
      const before = best[start];
      const one = words.get(letters.slice(start, end));
      if (before === undefined || one === undefined) continue;
      const cost = before.cost + one.cost;
      if (cost >= (best[end]?.cost ?? Number.POSITIVE_INFINITY)) continue;
      best[end] = {
        han: before.han + one.word,
        syllables: before.syllables + one.syllables,
        cost,
        single: before.single + (one.syllables === 1 ? 1 : 0),
      };
    }
  }
  return best[letters.length];
}

/** A run of Latin letters that is no part of an address, a name with digits or a tag. */
const RUN = /(?<![\p{Script=Latin}\p{M}\p{N}@#_./:[-])[A-Za-zü']{2,40}(?![\p{Script=Latin}\p{M}\p{N}@_/:-]|\.\p{L})/gu;
const HAN = /\p{Script=Han}/gu;
/** What a syllable of a plausible reading costs at most: two characters that only happen to sound so cost more. */
const DEAREST_SYLLABLE = 7.5;

const isListed = (run: string): boolean => {
  const lower = run.toLowerCase();
  return LATIN_LISTS.some((lang) => ranks(lang).has(lower));
};

const plausible = (reading: Reading): boolean => reading.cost / reading.syllables <= DEAREST_SYLLABLE;

/** A run amid Chinese that says what it is: two syllables, in small letters, no common word of another language. */
const evident = (run: string): boolean => {
  if (!/^[a-zü]{4,}$/.test(run) || isListed(run)) return false;
  const reading = read(run);
  return (
    reading !== undefined && reading.syllables >= 2 && reading.single * 4 <= reading.syllables && plausible(reading)
  );
};

/** The text with its pinyin in characters; the text itself where there is none. */
export function undoPinyin(mapped: MappedText): MappedText {
  const han = mapped.text.match(HAN)?.length ?? 0;
  const runs = [...mapped.text.matchAll(RUN)].map(([run]) => run);
  if (han < 2 || runs.length === 0) return mapped;
  const sure = runs.filter(evident).length;
  if (sure === 0) return mapped;
  return mapped.replace(RUN, ([run]) => {
    if (evident(run)) return read(run)?.han ?? run;
    if (sure < 2) return run;
    const reading = run.length < 4 ? undefined : read(run);
    return reading !== undefined && reading.syllables >= 2 && plausible(reading) ? reading.han : run;
  });
}
