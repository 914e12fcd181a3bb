/** A long text is read in windows of what the encoder takes at once, so that a sentence at its end is seen too. */

/** Tokens that the encoder reads of one window, prefix and marks included. */
const WINDOW_TOKENS = 256;
/** Of a text that needs more windows the first six and the last two are read. */
const FIRST = 6;
const LAST = 2;
/** A sentence is cut after so many UTF-16 units, at a blank where there is one: about 100 tokens of any script. */
const PIECE = 160;
const SENTENCE = /[^.!?…。！？；]+[.!?…。！？；]*\s*|[.!?…。！？；]+\s*/gu;

export interface Windows {
  windows: string[];
  /** Was a part in the middle left unread? */
  truncated: boolean;
}

function pieces(text: string): string[] {
  const all: string[] = [];
  for (const [sentence] of text.matchAll(SENTENCE)) {
    let at = 0;
    while (sentence.length - at > PIECE) {
      const blank = sentence.slice(at, at + PIECE).lastIndexOf(' ');
      let end = at + (blank > PIECE / 2 ? blank + 1 : PIECE);
      if (/[\ud800-\udbff]/.test(sentence.charAt(end - 1))) end++;
      all.push(sentence.slice(at, end));
      at = end;
    }
    all.push(sentence.slice(at));
  }
  return all;
}

/** Windows from the front of `all`, and how many pieces they hold. */
function fill(
  all: readonly string[],
  most: number,
  tokens: (text: string) => number,
  join: (pieces: string[]) => string,
) {
  const windows: string[][] = [];
  let room = 0;
  let used = 0;
  for (const piece of all) {
    const size = tokens(piece);
    if (size > room) {
      if (windows.length === most) break;
      windows.push([]);
      room = WINDOW_TOKENS - 1;
    }
    windows.at(-1)?.push(piece);
    room -= size;
    used++;
  }
  return { windows: windows.map(join), used };
}

/**
 * `tokens` counts as the encoder does, at most 256. A text that the encoder takes at once is its own only window. The work
 * is bounded whatever the length: only the pieces that are read are counted.
 */
export function windowsOf(text: string, tokens: (text: string) => number): Windows {
  // No script here has words so long that 256 tokens take more units than this.
  if (text.length < 4000 && tokens(text) < WINDOW_TOKENS) return { windows: [text], truncated: false };
  const all = pieces(text);
  const front = fill(all, FIRST + LAST, tokens, (own) => own.join(''));
  if (front.used === all.length) return { windows: front.windows, truncated: false };
  const start = fill(all, FIRST, tokens, (own) => own.join(''));
  const end = fill(all.slice(start.used).reverse(), LAST, tokens, (own) => own.reverse().join(''));
  return {
    windows: [...start.windows, ...end.windows.reverse()],
    truncated: start.used + end.used < all.length,
  };
}
