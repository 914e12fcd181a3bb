/** Reads files of labelled texts: one JSON object per line, each with an id of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WeirError } from '#core/errors.ts';

export interface Labelled<Line> {
  line: Line;
  /** File and number of the line, for messages. */
  where: string;
}

/**
 * Every line of the `.jsonl` files of a folder, in the order of their names.
 * @throws WeirError `code` naming the file and the line that is no JSON, is refused by `check` or has an id that is taken
 */
export function labelledLines<Line extends { id: string }>(
  dir: string,
  check: (value: unknown) => void,
  code: string,
): Labelled<Line>[] {
  const lines: Labelled<Line>[] = [];
  const seen = new Set<string>();
  for (const file of readdirSync(dir).sort()) {
    if (!file.endsWith('.jsonl')) continue;
    for (const [index, text] of readFileSync(join(dir, file), 'utf8').split('\n').entries()) {
      if (text.trim() === '') continue;
      const where = `${file}:${index + 1}`;
      const line = parse<Line>(text, where, check, code);
      if (seen.has(line.id)) throw new WeirError(code, `${where}: the id ${line.id} is used twice`);
      seen.add(line.id);
      lines.push({ line, where });
    }
  }
  return lines;
}

function parse<Line>(text: string, where: string, check: (value: unknown) => void, code: string): Line {
  try {
    const value: unknown = JSON.parse(text);
    check(value);
    return value as Line;
  } catch (cause) {
    throw new WeirError(code, `${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
