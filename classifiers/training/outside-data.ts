/** Public data sets that are no part of the project and may be absent. Here: the everyday text that training may use. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

export interface OutsideRow {
  text: string;
  lang: string;
  /** Where it is from, or which functional test it belongs to. */
  group: string;
  violating: boolean;
}

/** The folder named by WEIR_DATA_DIR, where it is there. */
export function dataDir(): string | undefined {
  const dir = process.env.WEIR_DATA_DIR;
  return dir !== undefined && existsSync(join(dir, 'README.md')) ? dir : undefined;
}

/** Rows of a CSV file; none where it is not there. */
export const rows = (path: string): Record<string, string>[] =>
  existsSync(path)
    ? parse(readFileSync(path), { columns: true, bom: true, relax_quotes: true, skip_empty_lines: true })
    : [];

/** `count` rows, evenly taken: the same ones on every run. */
export function sample<T>(all: T[], count: number): T[] {
  if (all.length <= count) return all;
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)] as T);
}

/** Everyday text: the safe rows of COLD's train part (zh), class `neither` of Davidson's first half (en). */
export function readEveryday(dir: string, perLanguage: number): OutsideRow[] {
  const zh = rows(join(dir, 'cold/cold_train.csv')).filter((row) => row.label === '0');
  const en = rows(join(dir, 'davidson/davidson.csv')).filter((row, i) => row.class === '2' && i % 2 === 0);
  return [
    ...sample(zh, perLanguage).map((row) => ({ text: row.TEXT ?? '', lang: 'zh', group: 'cold', violating: false })),
    ...sample(en, perLanguage).map((row) => ({
      text: row.tweet ?? '',
      lang: 'en',
      group: 'davidson',
      violating: false,
    })),
  ];
}
