import { CsvError, parse } from 'csv-parse/sync';
import { KNOWN_KINDS } from '#core/known-list.ts';
import { collectEntries, isKind, type ParsedList } from './entries.ts';
import { Faults } from './refusal.ts';

export interface CsvRow {
  /** Line of the file in which the row ends, from 1. */
  line: number;
  fields: Record<string, string>;
}

/** Rows of a CSV file (RFC 4180) whose first line names the columns. Faults of form are collected; then there are no rows. */
export const readCsv = (
  text: string,
  columns: { required: readonly string[]; optional: readonly string[] },
  faults: Faults,
): CsvRow[] => {
  try {
    const rows = parse(text, {
      bom: true,
      skip_empty_lines: true,
      info: true,
      columns: (header: string[]) => {
        const names = header.map((name) => name.trim().toLowerCase());
        const known = [...columns.required, ...columns.optional];
        for (const name of columns.required)
          if (!names.includes(name))
            faults.add('line 1', `has no column ${name}`, `The columns are ${known.join(', ')}.`);
        for (const name of names)
          if (!known.includes(name))
            faults.add('line 1', `has a column ${name} that is not known`, `The columns are ${known.join(', ')}.`);
        for (const [index, name] of names.entries())
          if (names.indexOf(name) !== index) faults.add('line 1', `has the column ${name} twice`);
        return names;
      },
    }) as unknown as { info: { lines: number }; record: Record<string, string> }[];
    // Without the right columns every row would be a fault of its own.
    return faults.some ? [] : rows.map(({ info, record }) => ({ line: info.lines, fields: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    faults.add(`line ${String(error.lines ?? '?')}`, error.message);
    return [];
  }
};

/**
 * Our own CSV: columns `kind,value`, and if you like `id,note,valid_until`.
 * @throws WeirError LIST_INVALID naming every fault
 */
export const parseCsv = (text: string): ParsedList => {
  const faults = new Faults();
  const { add, finish } = collectEntries(faults);
  const columns = { required: ['kind', 'value'], optional: ['id', 'note', 'valid_until'] };
  for (const { line, fields } of readCsv(text, columns, faults)) {
    const kind = (fields.kind ?? '').trim().toLowerCase();
    const until = fields.valid_until?.trim() ?? '';
    if (!isKind(kind)) {
      faults.add(`line ${line}, kind`, `is ${JSON.stringify(kind)}`, `One of ${KNOWN_KINDS.join(', ')}.`);
      continue;
    }
    if (until !== '' && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/.test(until)) {
      faults.add(`line ${line}, valid_until`, 'is not a time in UTC', 'Write it as 2027-01-31T00:00:00Z.');
      continue;
    }
    add(`line ${line}, value`, {
      kind,
      value: fields.value ?? '',
      id: fields.id?.trim(),
      note: fields.note?.trim(),
      validUntil: until === '' ? undefined : until,
    });
  }
  return finish();
};
