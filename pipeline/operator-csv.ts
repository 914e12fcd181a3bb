/** Reads operators out of a CSV file (RFC 4180), and says of every row what is wrong with it, where, and how it is mended. */
import { readCsv } from '#classifiers/known/formats/csv.ts';
import { Faults } from '#classifiers/known/formats/refusal.ts';
import { type ErrorDetail, isWeirError, WeirError } from '#core/errors.ts';
import type { Operator } from '#core/operator.ts';
import { operatorFaults } from '#core/operator-faults.ts';
import { OperatorEntry } from '#core/operator-record.ts';
import { checker } from '#core/schema.ts';

/** What stands in each column, for whoever has to correct it. */
const COLUMNS = {
  id: 'A short name for ever: letters, digits, hyphens.',
  name: 'The name of the provider.',
  platforms: 'Names of its services, separated by semicolons.',
  contact_point: 'The electronic contact point of article 15(1).',
  languages: 'Two-letter codes of the languages it accepts, separated by semicolons: en;nl.',
  established_in: 'Two capital letters of the State of its main establishment: NL.',
  representative: 'The name of its legal representative; empty where it has none.',
  representative_in: 'Two capital letters of the State where the representative is; empty where it has none.',
  channel: 'https, email, post, fax, portal or in-person.',
  address: 'By channel: the https address for orders, the e-mail address, or where to bring it.',
  key_id: 'The id of the key that it signs answers with; empty where it has none.',
  public_key: 'Its Ed25519 public key, as SPKI PEM or as the base64 inside of that; empty where it has none.',
} as const;
type Column = keyof typeof COLUMNS;
export const OPERATOR_COLUMNS = Object.keys(COLUMNS) as Column[];

/** Rows of one file. */
export const MOST_ROWS = 2000;

export interface OperatorRow {
  /** Line of the file in which the row ends, from 1. */
  line: number;
  id: string;
  /** Null where the row has faults. */
  entry: OperatorEntry | null;
  faults: { column: Column; message: string; fix: string }[];
}

const check = checker(OperatorEntry, 'BODY_INVALID', 'The row');

const COLUMN_OF: Record<string, Column> = {
  id: 'id',
  name: 'name',
  platforms: 'platforms',
  contactPoint: 'contact_point',
  languages: 'languages',
  establishedIn: 'established_in',
  channel: 'address',
  key: 'public_key',
};
/** Where a fault of the entry stands in the row. */
const columnOf = (location: string): Column => {
  const [, field = '', inside = ''] = location.split('/');
  if (field === 'legalRepresentative') return inside === 'name' ? 'representative' : 'representative_in';
  if (field === 'key') return inside === 'id' ? 'key_id' : 'public_key';
  return COLUMN_OF[field] ?? 'id';
};

const several = (text: string): string[] => [
  ...new Set(
    text
      .split(';')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
];

const WAYS = ['post', 'fax', 'portal', 'in-person'];
const channelOf = (channel: string, address: string): object | null => {
  if (channel === 'https') return { kind: 'https', ordersUrl: address };
  if (channel === 'email') return { kind: 'email', address };
  return WAYS.includes(channel) ? { kind: 'manual', way: channel, directions: address } : null;
};

const pemOf = (text: string): string =>
  text.includes('-----BEGIN')
    ? `${text.trim()}\n`
    : `-----BEGIN PUBLIC KEY-----\n${text.replace(/\s/g, '')}\n-----END PUBLIC KEY-----\n`;

/** What the schema of the entry says of each field, one fault for a column. */
const shapeFaults = (given: unknown): ErrorDetail[] => {
  try {
    check(given);
    return [];
  } catch (error) {
    if (!isWeirError(error, 'BODY_INVALID')) throw error;
    return error.details;
  }
};

const readRow = (fields: Record<string, string>, others: readonly Operator[]): Omit<OperatorRow, 'line'> => {
  const of = (column: Column): string => (fields[column] ?? '').trim();
  const faults: OperatorRow['faults'] = [];
  const add = (column: Column, message: string, fix: string = COLUMNS[column]): void => {
    if (!faults.some((fault) => fault.column === column)) faults.push({ column, message, fix });
  };
  for (const column of ['id', 'name', 'platforms', 'contact_point', 'languages', 'established_in'] as const)
    if (of(column) === '') add(column, 'is empty');
  const channel = channelOf(of('channel').toLowerCase(), of('address'));
  if (channel === null) add('channel', of('channel') === '' ? 'is empty' : 'is not a channel that is known');
  if ((of('representative') === '') !== (of('representative_in') === ''))
    add(of('representative') === '' ? 'representative' : 'representative_in', 'is empty where the other is not');
  if ((of('key_id') === '') !== (of('public_key') === ''))
    add(of('key_id') === '' ? 'key_id' : 'public_key', 'is empty where the other is not');
  const given = {
    ...{ id: of('id'), name: of('name'), platforms: several(of('platforms')), contactPoint: of('contact_point') },
    ...{ languages: several(of('languages')), establishedIn: of('established_in'), channel },
    legalRepresentative:
      of('representative_in') === '' ? null : { name: of('representative'), country: of('representative_in') },
    key: of('public_key') === '' ? null : { id: of('key_id'), publicKeyPem: pemOf(of('public_key')) },
  };
  for (const { location } of channel === null ? [] : shapeFaults(given))
    add(columnOf(location), 'does not have the right form');
  if (faults.length > 0) return { id: of('id'), entry: null, faults };
  const entry = given as OperatorEntry;
  for (const { location, message, fix } of operatorFaults(entry, others)) add(columnOf(location), message, fix);
  return { id: entry.id, entry: faults.length === 0 ? entry : null, faults };
};

/**
 * `directory`: what is in force. Ids, names and key ids are unique in it and in the file.
 * @throws WeirError OPERATORS_FILE_INVALID (422) where there are no rows to be read
 */
export const readOperators = (csv: string, directory: readonly Operator[]): OperatorRow[] => {
  const faults = new Faults();
  const rows = readCsv(csv, { required: OPERATOR_COLUMNS, optional: [] }, faults);
  const refuse = (details: ErrorDetail[]): never => {
    throw new WeirError('OPERATORS_FILE_INVALID', 'The file cannot be read as a directory of operators.', {
      status: 422,
      fix: `Its first line names the columns ${OPERATOR_COLUMNS.join(', ')}; each further line is an operator.`,
      details,
    });
  };
  try {
    faults.throwIfAny();
  } catch (error) {
    refuse(isWeirError(error) ? error.details : []);
  }
  if (rows.length === 0) refuse([{ location: 'line 2', message: 'is not there: the file names no operator' }]);
  if (rows.length > MOST_ROWS)
    refuse([
      { location: `line ${MOST_ROWS + 2}`, message: `is more than ${MOST_ROWS} operators`, fix: 'Cut the file.' },
    ]);
  const seen = new Map<string, number>();
  /** The directory as it will be when the rows before are in. */
  const known = new Map(directory.map((one) => [one.id, one]));
  return rows.map(({ line, fields }) => {
    const row = readRow(fields, [...known.values()]);
    const before = seen.get(row.id);
    if (before !== undefined && row.id !== '')
      return {
        ...{ line, id: row.id, entry: null },
        faults: [...row.faults, { column: 'id' as const, message: `is in line ${before} already`, fix: COLUMNS.id }],
      };
    seen.set(row.id, line);
    if (row.entry !== null) {
      const { key, ...entry } = row.entry;
      known.set(row.id, {
        ...entry,
        ...{ keyId: key?.id ?? '', publicKeyPem: key?.publicKeyPem ?? '', priorInformationSentAt: null },
      });
    }
    return { line, ...row };
  });
};
