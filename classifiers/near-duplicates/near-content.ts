/**
 * The second, wider question: may two texts be one case if the model also says the same of both? Copies pick up hashtags,
 * emoji, a closing word, a comma. Overlap decides first; a word that turns a sentence round or frames it (a negation, a word
 * for fiction or play) always keeps two texts apart; what passes still needs the model's agreement (see pipeline/cluster.ts).
 */
import { similarity } from './minhash.ts';
import { surplus, wordsOf } from './word-difference.ts';

/** Two slips in a post of 80 characters leave about 0.84; twins of one idea with another meaning reach 0.80 in the corpus. */
export const NEAR_CONTENT = 0.84;
const MOST_DIFFERING_WORDS = 6;

const TURNING = new Set(
  (
    'not no never none nobody nothing cannot cant dont wont isnt doesnt didnt without against stop refuse condemn false fake hoax ' +
    'fiction story novel game movie film scene lyrics quote quoted joke parody satire drill exercise said says reported ' +
    'nicht kein nie pas jamais non ni нет не никогда değil hayır لا ليس لن ' +
    '不 没 沒 别 別 未 无 無 非 勿 否 假 反 拒 谴 責 责 说 說 称 稱 演 戏 戲 剧 劇 歌 梦 夢 书 書'
  ).split(' '),
);

/** Do two texts overlap so far that only the model's word is missing? */
export const nearContent = (
  a: { text: string; signature: Uint32Array },
  b: { text: string; signature: Uint32Array },
): boolean => {
  if (similarity(a.signature, b.signature) < NEAR_CONTENT) return false;
  const [wordsA, wordsB] = [wordsOf(a.text), wordsOf(b.text)];
  const differing = [...surplus(wordsA, wordsB), ...surplus(wordsB, wordsA)];
  return differing.length <= MOST_DIFFERING_WORDS && !differing.some((word) => TURNING.has(word));
};
