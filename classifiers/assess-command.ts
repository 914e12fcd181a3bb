/** `weir assess`: JSONL posts in, JSONL assessments out, in the order of the input. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { Type } from 'typebox';
import { isWeirError, WeirError } from '#core/errors.ts';
import type { Policy } from '#core/policy.ts';
import { checker, Language, Strict } from '#core/schema.ts';
import { createAssessor, type PostToAssess, type Verdict } from './assessor.ts';
import { KnownTexts } from './near-duplicates/known-texts.ts';

export interface AssessCommandOptions {
  /** Folder of the encoder. */
  modelDir: string;
  headDir?: string;
  threads?: number;
  policy?: Policy;
  /** Texts that are remembered, so that a copy of one is not scored again. */
  remembered?: number;
}

const Line = Strict({
  id: Type.String({ minLength: 1, maxLength: 1000 }),
  text: Type.String({ maxLength: 100_000 }),
  lang: Type.Optional(Language),
});
const check = checker(Line, 'ASSESS_LINE_INVALID', 'The line');

/**
 * New texts that are read ahead of what is written next, and lines in all: copies cost the model nothing. The first windows
 * are smaller, so that the threads have work while the rest is read.
 */
const FIRST_WINDOW = 128;
const WINDOW = 1024;
const WINDOW_LINES = 8192;

/** What became of a text, for itself and its copies; nothing else of it is remembered. */
interface Scored {
  /** Of the post that the model read. */
  id: string;
  outcome: Verdict | undefined;
}
interface Waiting {
  id: string;
  isCopy: boolean;
  scored: Scored;
}
interface Window {
  lines: Waiting[];
  /** What the model is to read, and where its answer goes. */
  posts: PostToAssess[];
  scored: Scored[];
}

const round = (value: number): number => Math.round(value * 1e6) / 1e6;

const toLine = ({ id, isCopy, scored }: Waiting): string => {
  if (scored.outcome === undefined) throw new Error(`Nothing was assessed for ${scored.id}.`);
  const { violating, categories, context, flagged } = scored.outcome;
  return `${JSON.stringify({
    id,
    violating: round(violating),
    categories: Object.fromEntries(Object.entries(categories).map(([name, value]) => [name, round(value)])),
    context: context.label,
    flagged,
    ...(isCopy ? { duplicateOf: scored.id } : {}),
  })}\n`;
};

function parseLine(line: string, number: number): PostToAssess {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new WeirError('ASSESS_LINE_INVALID', `line ${number}: not JSON`, {
      fix: 'Write one JSON object per line: {"id": "...", "text": "...", "lang": "en"}; lang may be left out.',
      cause,
    });
  }
  try {
    check(value);
  } catch (error) {
    const details = isWeirError(error) ? error.details : [];
    const fields = details.map(({ location, message }) => `${location} ${message}`).join('; ');
    throw new WeirError('ASSESS_LINE_INVALID', `line ${number}: ${fields}`, {
      fix: 'Give "id" and "text" as strings and, if you like, "lang" as a two-letter code; no other fields.',
    });
  }
  return value as PostToAssess;
}

/**
 * Reads `{id, text, lang?}` per line and writes `{id, violating, categories, context, flagged, duplicateOf?}` per line. A post
 * that says the same as one before it (`near-duplicates/same-content.ts`) takes over its scores and names it in `duplicateOf`;
 * the model is not asked again. A line that is not right gets no output: it is reported on `errors` with its number, field
 * and mend, the rest goes on, and the answer is 1.
 * @returns the exit code: 0, or 1 where a line was left out
 * @throws WeirError where the model cannot be loaded, or a batch fails twice
 */
export async function runAssess(
  input: Readable,
  output: Writable,
  errors: Writable,
  options: AssessCommandOptions,
): Promise<0 | 1> {
  const { remembered, ...assessorOptions } = options;
  const assessor = await createAssessor(assessorOptions);
  const known = new KnownTexts<Scored>(remembered === undefined ? {} : { texts: remembered });
  const started = process.hrtime.bigint();
  let assessed = 0;
  let copies = 0;
  let refused = 0;

  const score = async ({ lines, posts, scored }: Window): Promise<Waiting[]> => {
    const verdicts = await assessor.score(posts);
    for (const [i, one] of scored.entries()) one.outcome = verdicts[i];
    return lines;
  };
  const write = async (lines: Waiting[]): Promise<void> => {
    assessed += lines.length;
    if (!output.write(lines.map(toLine).join(''))) await once(output, 'drain');
  };

  try {
    let size = FIRST_WINDOW;
    let window: Window = { lines: [], posts: [], scored: [] };
    let previous: Promise<Waiting[]> = Promise.resolve([]);
    // One window is assessed while the next is read; readline stops reading while this loop waits.
    const turn = async (): Promise<void> => {
      const next = score(window);
      next.catch(() => {}); // awaited one turn later
      window = { lines: [], posts: [], scored: [] };
      size = Math.min(WINDOW, 2 * size);
      await write(await previous);
      previous = next;
    };
    const take = (post: PostToAssess): void => {
      // Thresholds and calibration are by language: a text that is said to be in another one is not the same.
      const { value, known: isCopy } = known.find(
        post.text,
        (): Scored => ({ id: post.id, outcome: undefined }),
        post.lang,
      );
      if (isCopy) copies++;
      else {
        window.posts.push(post);
        window.scored.push(value);
      }
      window.lines.push({ id: post.id, isCopy, scored: value });
    };
    let number = 0;
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      if (line.trim() === '') continue;
      try {
        take(parseLine(line, number));
      } catch (error) {
        if (!isWeirError(error, 'ASSESS_LINE_INVALID')) throw error;
        refused++;
        errors.write(`${error.code}: ${error.message}. ${error.fix}\n`);
        continue;
      }
      if (window.posts.length >= size || window.lines.length === WINDOW_LINES) await turn();
    }
    await turn();
    await write(await previous);
  } finally {
    await assessor.close();
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const rate = `${seconds.toFixed(1)} s (${(assessed / seconds).toFixed(0)} a second)`;
  errors.write(
    `${assessed} posts assessed in ${rate}, ${copies} of them near-duplicates${refused > 0 ? `, ${refused} lines left out` : ''}\n`,
  );
  return refused > 0 ? 1 : 0;
}
