/** `weir assess`: JSONL posts in, JSONL assessments out, in the order of the input. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { Type } from 'typebox';
import { isWeirError, WeirError } from '#core/errors.ts';
import type { Policy } from '#core/policy.ts';
import { checker, Language, Strict } from '#core/schema.ts';
import { type AssessmentResult, createAssessor, type PostToAssess } from './assessor.ts';

export interface AssessCommandOptions {
  /** Folder of the encoder. */
  modelDir: string;
  headDir?: string;
  threads?: number;
  policy?: Policy;
}

const Line = Strict({
  id: Type.String({ minLength: 1, maxLength: 1000 }),
  text: Type.String({ maxLength: 100_000 }),
  lang: Type.Optional(Language),
});
const check = checker(Line, 'ASSESS_LINE_INVALID', 'The line');

/** Posts that are read ahead of the one that is written next. */
const WINDOW = 256;

const round = (value: number): number => Math.round(value * 1e6) / 1e6;

const toLine = ({ id, violating, categories, context, flagged }: AssessmentResult): string =>
  `${JSON.stringify({
    id,
    violating: round(violating),
    categories: Object.fromEntries(Object.entries(categories).map(([name, value]) => [name, round(value)])),
    context: context.label,
    flagged,
  })}\n`;

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
 * Reads `{id, text, lang?}` per line and writes `{id, violating, categories, context, flagged}` per line. A line that is
 * not right gets no output: it is reported on `errors` with its number, field and mend, the rest goes on, and the answer is 1.
 * @returns the exit code: 0, or 1 where a line was left out
 * @throws WeirError where the model cannot be loaded, or a batch fails twice
 */
export async function runAssess(
  input: Readable,
  output: Writable,
  errors: Writable,
  options: AssessCommandOptions,
): Promise<0 | 1> {
  const assessor = await createAssessor(options);
  const started = process.hrtime.bigint();
  let assessed = 0;
  let refused = 0;

  const write = async (results: AssessmentResult[]): Promise<void> => {
    assessed += results.length;
    if (!output.write(results.map(toLine).join(''))) await once(output, 'drain');
  };

  try {
    let window: PostToAssess[] = [];
    let previous: Promise<AssessmentResult[]> = Promise.resolve([]);
    // One window is assessed while the next is read; readline stops reading while this loop waits.
    const turn = async (): Promise<void> => {
      const next = assessor.assess(window);
      next.catch(() => {}); // awaited one turn later
      window = [];
      await write(await previous);
      previous = next;
    };
    let number = 0;
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      if (line.trim() === '') continue;
      try {
        window.push(parseLine(line, number));
      } catch (error) {
        if (!isWeirError(error, 'ASSESS_LINE_INVALID')) throw error;
        refused++;
        errors.write(`${error.code}: ${error.message}. ${error.fix}\n`);
        continue;
      }
      if (window.length === WINDOW) await turn();
    }
    await turn();
    await write(await previous);
  } finally {
    await assessor.close();
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  errors.write(
    `${assessed} posts assessed in ${seconds.toFixed(1)} s (${(assessed / seconds).toFixed(0)} a second)${refused > 0 ? `, ${refused} lines left out` : ''}\n`,
  );
  return refused > 0 ? 1 : 0;
}
