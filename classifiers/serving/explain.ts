/**
 * Which stretches carry the score: each is left out in turn, and what the output for `violating` loses by it is its share.
 * A plain occlusion (Zeiler and Fergus, 2014): true to the model, and no claim about why a person would decide so.
 */
import type { Span } from '#core/assessment.ts';
import { modelText } from '../text/normalise.ts';

/** One batch of the encoder, less the whole text. */
const MOST_SEGMENTS = 15;
/** Shares below this are not shown. */
const LEAST_SHARE = 0.08;
const WORD = /\p{Script=Han}{1,2}|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}'’@[\]])+|\p{Extended_Pictographic}/gu;
const CLAUSE = /[^,.;:!?…，。；：！？、\n]+/gu;

interface Stretch {
  start: number;
  end: number;
}

const stretches = (text: string, pattern: RegExp): Stretch[] =>
  [...text.matchAll(pattern)]
    .filter((match) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(match[0]))
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));

/** Words where they are few; clauses where those are many enough to tell apart; runs of words otherwise. */
function cut(text: string): Stretch[] {
  const words = stretches(text, WORD);
  if (words.length <= MOST_SEGMENTS) return words;
  const clauses = stretches(text, CLAUSE);
  const pieces = clauses.length >= 6 ? clauses : words;
  const size = Math.ceil(pieces.length / MOST_SEGMENTS);
  const runs: Stretch[] = [];
  for (let i = 0; i < pieces.length; i += size) {
    const first = pieces[i];
    const last = pieces[Math.min(i + size, pieces.length) - 1];
    if (first && last) runs.push({ start: first.start, end: last.end });
  }
  return runs;
}

/**
 * Spans of the original text, strongest first; weights are shares of the whole loss and sum to at most one. Empty where
 * nothing in the text raises the score.
 */
export async function explainWith(text: string, score: (texts: string[]) => Promise<number[]>): Promise<Span[]> {
  const mapped = modelText(text);
  const pieces = cut(mapped.text);
  if (pieces.length === 0) return [];
  if (pieces.length === 1) return [{ ...mapped.original(pieces[0]?.start ?? 0, pieces[0]?.end ?? 0), weight: 1 }];
  const without = pieces.map(({ start, end }) => `${mapped.text.slice(0, start)} ${mapped.text.slice(end)}`);
  const [whole = 0, ...rest] = await score([mapped.text, ...without]);
  const losses = rest.map((value) => Math.max(0, whole - value));
  const total = losses.reduce((sum, loss) => sum + loss, 0);
  if (total === 0) return [];
  return pieces
    .map(({ start, end }, i) => ({ ...mapped.original(start, end), weight: (losses[i] ?? 0) / total }))
    .filter((span) => span.weight >= LEAST_SHARE)
    .sort((a, b) => b.weight - a.weight);
}
