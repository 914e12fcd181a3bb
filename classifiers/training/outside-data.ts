/**
 * Public data sets that are no part of the project and may be absent: everyday text for training, and functional tests
 * for evaluation only. Nothing of them is printed or kept but numbers.
 */
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

const rows = (path: string): Record<string, string>[] =>
  existsSync(path)
    ? parse(readFileSync(path), { columns: true, bom: true, relax_quotes: true, skip_empty_lines: true })
    : [];

/** `count` rows, evenly taken: the same ones on every run. */
function sample<T>(all: T[], count: number): T[] {
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

const HATECHECK: [lang: string, file: string][] = [
  ['en', 'hc_en.csv'],
  ['zh', 'hc_mandarin.csv'],
  ['fr', 'hc_french.csv'],
  ['ar', 'hc_arabic.csv'],
];

/**
 * HateCheck, remapped to violence: threats (F5, F6) are violating, everything else is not. Left out are the cases
 * against individuals, groups and things (they hold real threats that HateCheck does not count) and the variants of
 * spelling (copies of cases of either kind).
 */
export function readHateCheck(dir: string): OutsideRow[] {
  return HATECHECK.flatMap(([lang, file]) =>
    rows(join(dir, 'hatecheck', file))
      .filter((row) => !/^(?:target|spell)_/.test(row.functionality ?? ''))
      .map((row) => ({
        text: row.test_case ?? '',
        lang,
        group: row.functionality ?? '',
        violating: (row.functionality ?? '').startsWith('threat_'),
      })),
  );
}

/** Text that is never violating and was not trained on: COLD's test part, and the other half of Davidson's. */
export function readBenign(dir: string): OutsideRow[] {
  const cold = rows(join(dir, 'cold/cold_test.csv'));
  const kind = (label: string) => cold.filter((row) => row['fine-grained-label'] === label);
  const en = rows(join(dir, 'davidson/davidson.csv')).filter((row, i) => row.class === '2' && i % 2 === 1);
  const make = (row: string | undefined, lang: string, group: string) => ({
    text: row ?? '',
    lang,
    group,
    violating: false,
  });
  return [
    ...sample(kind('0'), 700).map((row) => make(row.TEXT, 'zh', 'cold safe')),
    ...sample(kind('3'), 700).map((row) => make(row.TEXT, 'zh', 'cold anti-bias')),
    ...sample(en, 700).map((row) => make(row.tweet, 'en', 'davidson neither')),
  ];
}
