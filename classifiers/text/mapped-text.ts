/**
 * For each unit of a replacement the stretch of `found` that it stands for: unit by unit where both have one length, or where
 * the replacement only leaves units out (the last unit then stands for all the rest). Null: every unit stands for all of it.
 */
const placesIn = (found: string, put: string): [number, number][] | null => {
  if (put.length === found.length) return Array.from({ length: put.length }, (_, i) => [i, i + 1]);
  const places: [number, number][] = [];
  let at = 0;
  for (let i = 0; i < put.length; i++) {
    // A blank of the replacement stands where the original has a sign that is no letter.
    if (put.charAt(i) !== ' ' || !/[^\p{L}\p{M}\p{N}]/u.test(found.charAt(at))) at = found.indexOf(put.charAt(i), at);
    if (at < 0) return null;
    places.push([at, i === put.length - 1 ? found.length : at + 1]);
    at++;
  }
  return places;
};

/** A text that remembers, for each of its UTF-16 units, which stretch of the original it stands for. */
export class MappedText {
  readonly text: string;
  /** Start in the original of every unit. */
  private readonly starts: readonly number[];
  /** End in the original of every unit. */
  private readonly ends: readonly number[];

  private constructor(text: string, starts: readonly number[], ends: readonly number[]) {
    this.text = text;
    this.starts = starts;
    this.ends = ends;
  }

  static of(text: string): MappedText {
    const starts = Array.from({ length: text.length }, (_, i) => i);
    return new MappedText(
      text,
      starts,
      starts.map((start) => start + 1),
    );
  }

  /** Like String.replace with a function; where the function returns the match itself, unit for unit, nothing moves. */
  replace(pattern: RegExp, replacer: (match: RegExpMatchArray) => string): MappedText {
    let text = '';
    const starts: number[] = [];
    const ends: number[] = [];
    const keep = (from: number, to: number) => {
      text += this.text.slice(from, to);
      for (let i = from; i < to; i++) {
        starts.push(this.starts[i] ?? 0);
        ends.push(this.ends[i] ?? 0);
      }
    };
    let at = 0;
    let changed = false;
    for (const match of this.text.matchAll(pattern)) {
      const found = match[0];
      const put = replacer(match);
      if (put === found || found === '') continue;
      changed = true;
      const to = match.index + found.length;
      const places = placesIn(found, put);
      keep(at, match.index);
      text += put;
      for (let i = 0; i < put.length; i++) {
        const [from, until] = places?.[i] ?? [0, found.length];
        starts.push(this.starts[match.index + from] ?? 0);
        ends.push(this.ends[match.index + until - 1] ?? 0);
      }
      at = to;
    }
    if (!changed) return this;
    keep(at, this.text.length);
    return new MappedText(text, starts, ends);
  }

  trim(): MappedText {
    return this.replace(/^\s+|\s+$/gu, () => '');
  }

  /** The stretch of the original that a stretch of this text stands for; offsets in UTF-16 units, end exclusive. */
  original(start: number, end: number): { start: number; end: number } {
    if (end <= start) return { start: this.starts[start] ?? 0, end: this.starts[start] ?? 0 };
    let last = 0;
    for (let i = start; i < end; i++) last = Math.max(last, this.ends[i] ?? 0);
    return { start: this.starts[start] ?? 0, end: last };
  }
}
