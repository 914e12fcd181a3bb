import { CsvError, parse } from 'csv-parse/sync';
import type { Source } from '#core/source.ts';
import { decodeText } from '../text/charset.ts';
import { itemOf, type Problem, type Read } from './row.ts';

/** JSON lines: one object on each line, UTF-8. Empty lines are left out. */
export const readJsonLines = (bytes: Uint8Array, source: Source): Read => {
  const problems: Problem[] = [];
  const items = decodeText(bytes, 'text/plain; charset=utf-8')
    .split(/\r?\n/)
    .flatMap((line, index) => {
      if (line.trim() === '') return [];
      const where = `line ${index + 1}`;
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch {
        problems.push({ where, message: 'is not a JSON object' });
        return [];
      }
      return itemOf(value, where, source, problems);
    });
  return { items, problems };
};

/** An empty cell is no value; tags are parted by blanks or commas. */
const fieldsOf = (record: Record<string, string>): Record<string, unknown> => {
  const filled = Object.entries(record).filter(([, value]) => value !== '');
  return Object.fromEntries(
    filled.map(([name, value]) => [name, name === 'tags' ? value.split(/[\s,;]+/).filter((tag) => tag !== '') : value]),
  );
};

/** CSV (RFC 4180) with the names of the columns in the first line; `;` and tabs are read too. */
export const readCsv = (bytes: Uint8Array, source: Source): Read => {
  const problems: Problem[] = [];
  const text = decodeText(bytes, 'text/csv');
  const [head = ''] = text.split('\n', 1);
  const delimiter = [',', ';', '\t'].sort((a, b) => head.split(b).length - head.split(a).length)[0] ?? ',';
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parse(text, { columns: true, delimiter, info: true, skip_empty_lines: true, relax_column_count: false });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as unknown as { lines?: number };
    return { items: [], problems: [{ where: `line ${lines ?? 1}`, message: error.message }] };
  }
  const items = rows.flatMap(({ record, info }) => itemOf(fieldsOf(record), `line ${info.lines}`, source, problems));
  return { items, problems };
};
