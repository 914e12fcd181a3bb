/** A long text is read in windows of what the encoder takes at once, so that a sentence at its end is seen too. */

/** Tokens that the encoder reads of one window, prefix and marks included. */
const WINDOW_TOKENS = 256;
/** Shorter texts fit whole: nothing need be counted. */
const SURELY_ONE = 240;
/** Of a text that needs more windows the first six and the last two are read. */
const FIRST = 6;
const LAST = 2;
/** A sentence is cut after so many UTF-16 units, at a blank where there is one: about 100 tokens of any script. */
const PIECE = 160;
const SENTENCE = /[^.!?…。！？；]+[.!?…。！？；]*\s*|[.!?…。！？；]+\s*/gu;

export interface Windows {
  windows: string[];
  /** Where in the text each window begins. */
  starts: number[];
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

/** The pieces of each window, from the front of `all`: as many windows as are asked for, or as the pieces fill. */
function fill(all: readonly string[], most: number, tokens: (text: string) => number): string[][] {
  const windows: string[][] = [];
  let room = 0;
  for (const piece of all) {
    const size = tokens(piece);
    if (size > room) {
      if (windows.length === most) break;
      windows.push([]);
      room = WINDOW_TOKENS - 1;
    }
    windows.at(-1)?.push(piece);
    room -= size;
  }
  return windows;
}

/**
 * `tokens` counts as the encoder does, at most 256. A text that the encoder takes at once is its own only window. The work
 * is bounded whatever the length: only the pieces that are read are counted.
 */
export function windowsOf(text: string, tokens: (text: string) => number): Windows {
  // A unit is a token at most, beside prefix and marks; and no script here has words so long that 256 tokens take 4000 units.
  if (text.length < SURELY_ONE || (text.length < 4000 && tokens(text) < WINDOW_TOKENS))
    return { windows: [text], starts: [0], truncated: false };
  const all = pieces(text);
  const front = fill(all, FIRST + LAST, tokens);
  const placed = (own: string[][], truncated: boolean, last = 0): Windows => {
    const windows = own.map((each) => each.join(''));
    // Those at the end of the text are counted back from there.
    let at = 0;
    const starts = windows.map((window, i) => {
      if (i === windows.length - last) at = text.length - windows.slice(i).join('').length;
      at += window.length;
      return at - window.length;
    });
    return { windows, starts, truncated };
  };
  if (front.flat().length === all.length) return placed(front, false);
  const start = front.slice(0, FIRST);
  const rest = all.slice(start.flat().length);
  const end = fill(rest.toReversed(), LAST, tokens).map((own) => own.reverse());
  return placed([...start, ...end.reverse()], end.flat().length < rest.length, end.length);
}
