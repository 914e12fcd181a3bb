/** Stretches of a text (explanation, search matches) turned into pieces that a page can print. Offsets in UTF-16 units. */
export interface Stretch {
  start: number;
  end: number;
  /** How strong the mark is, 0..1. */
  weight?: number;
}
export interface Piece {
  text: string;
  start: number;
  /** null: not marked. */
  weight: number | null;
}

/** Pieces that together are the text, each marked or not; where stretches overlap the strongest counts. */
export const piecesOf = (text: string, stretches: readonly Stretch[]): Piece[] => {
  const clipped = stretches
    .map(({ start, end, weight }) => ({
      start: Math.max(0, start),
      end: Math.min(text.length, end),
      weight: weight ?? 1,
    }))
    .filter(({ start, end }) => start < end);
  const edges = [...new Set([0, text.length, ...clipped.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  const pieces: Piece[] = [];
  for (const [index, start] of edges.entries()) {
    const end = edges[index + 1];
    if (end === undefined) break;
    const covering = clipped.filter((stretch) => stretch.start <= start && stretch.end >= end);
    const weight = covering.length === 0 ? null : Math.max(...covering.map((stretch) => stretch.weight));
    const last = pieces.at(-1);
    if (last !== undefined && last.weight === weight) last.text += text.slice(start, end);
    else pieces.push({ text: text.slice(start, end), start, weight });
  }
  return pieces;
};

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
const onCharacter = (text: string, at: number): number => (isLowSurrogate(text.charCodeAt(at)) ? at - 1 : at);

export interface Snippet {
  text: string;
  stretches: Stretch[];
  cutBefore: boolean;
  cutAfter: boolean;
}
/** A window of a long text around its first mark; no character is cut in two. */
export const snippetOf = (text: string, stretches: readonly Stretch[], size: number): Snippet => {
  if (text.length <= size) return { text, stretches: [...stretches], cutBefore: false, cutAfter: false };
  const first = stretches[0]?.start ?? 0;
  const from = onCharacter(text, Math.max(0, Math.min(first - Math.floor(size / 4), text.length - size)));
  const to = onCharacter(text, Math.min(text.length, from + size));
  return {
    text: text.slice(from, to),
    stretches: stretches
      .filter(({ start, end }) => end > from && start < to)
      .map((stretch) => ({
        ...stretch,
        start: Math.max(0, stretch.start - from),
        end: Math.min(to, stretch.end) - from,
      })),
    cutBefore: from > 0,
    cutAfter: to < text.length,
  };
};
