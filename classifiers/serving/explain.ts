/**
 * Which stretches carry the score: of the window that the score comes from, each is left out in turn, and what the output for `violating` loses by it is its share.
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

/** Offsets in UTF-16 units, end exclusive. */
export interface Stretch {
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
 * nothing in the text raises the score. `window` is the part of the text, as the model read it, that the score comes from:
 * the others are not asked, and no stretch of theirs is shown.
 */
export async function explainWith(
  text: string,
  score: (texts: string[]) => Promise<number[]>,
  window?: Stretch,
): Promise<Span[]> {
  const mapped = modelText(text);
  const from = window?.start ?? 0;
  const read = mapped.text.slice(from, window?.end);
  const pieces = cut(read);
  if (pieces.length === 0) return [];
  const original = ({ start, end }: Stretch) => mapped.original(from + start, from + end);
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return [{ ...original(only), weight: 1 }];
  const without = pieces.map(({ start, end }) => `${read.slice(0, start)} ${read.slice(end)}`);
  const [whole = 0, ...rest] = await score([read, ...without]);
  const losses = rest.map((value) => Math.max(0, whole - value));
  const total = losses.reduce((sum, loss) => sum + loss, 0);
  if (total === 0) return [];
  return pieces
    .map((piece, i) => ({ ...original(piece), weight: (losses[i] ?? 0) / total }))
    .filter((span) => span.weight >= LEAST_SHARE)
    .sort((a, b) => b.weight - a.weight);
}
