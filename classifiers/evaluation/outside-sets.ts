/**
 * Public test sets that are no part of the project and may be absent: HateCheck, COLD's test part and half of Davidson's
 * neutral rows. Nothing of them was trained on; nothing of them is printed or kept but numbers.
 */
import { join } from 'node:path';
import { type OutsideRow, rows, sample } from '../training/outside-data.ts';

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
