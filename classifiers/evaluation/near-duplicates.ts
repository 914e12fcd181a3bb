/**
 * Are copies found, and is nothing taken for one that says something else? Posts of the test sets, edited by a seeded hand to
 * a known overlap; against them small changes that turn the sense, and every pair of two posts (twins of one idea among them).
 */
import { Fingerprint } from '../near-duplicates/fingerprint.ts';
import { bands, similarity } from '../near-duplicates/minhash.ts';
import { NEAR_DUPLICATE, sameFingerprint } from '../near-duplicates/same-content.ts';
import { type Interval, interval } from './bootstrap.ts';
import {
  type Edit,
  editText,
  HARMLESS_EDITS,
  overlap,
  type PostToEdit,
  TURNING_EDITS,
} from './near-duplicate-edits.ts';

/** Copies that overlap less are not asked for. */
export const LEAST_OVERLAP = 0.8;
/** Content keys of short posts, in UTF-16 units. */
const SHORT = { least: 12, most: 300 };
const TIMES = [1, 2, 3] as const;
/** Of resampling: the pairs are many. */
const ROUNDS = 100;

interface Pair {
  edit: Edit | 'two posts';
  /** Do both say the same? */
  same: boolean;
  overlap: number;
  /** Do they share a band and reach the estimated overlap: would they be compared at all? */
  found: boolean;
  /** Is one taken for a copy of the other? */
  joined: boolean;
}

export interface NearDuplicateResult {
  lang: string;
  posts: number;
  copies: number;
  /** Of copies that overlap by 0.8 at least, how many are found as candidates, and taken for copies. */
  found: Interval;
  recall: Interval;
  /** Of pairs taken for copies, how many say the same. */
  precision: Interval;
  /** Copies and recall by overlap and by edit. */
  byOverlap: [name: string, recalled: number, copies: number][];
  byEdit: [edit: Edit, recalled: number, copies: number][];
  /** Of what is no copy: how many are taken for one. */
  wrong: [edit: Pair['edit'], joined: number, pairs: number][];
}

const compare = (a: Fingerprint, b: Fingerprint): Pick<Pair, 'found' | 'joined'> => {
  const own = new Set(bands(a.signature));
  return {
    found:
      a.key === b.key ||
      (bands(b.signature).some((band) => own.has(band)) && similarity(a.signature, b.signature) >= NEAR_DUPLICATE),
    joined: sameFingerprint(a, b),
  };
};

const wordsIn = (posts: readonly PostToEdit[], lang: string): string[] => [
  ...new Set(
    posts.flatMap(
      ({ text }) => text.match(lang === 'zh' ? /\p{Script=Han}/gu : /(?<![\p{L}\p{M}])\p{Script=Latin}{4,}/gu) ?? [],
    ),
  ),
];

/** One language at a time; `posts` are taken once each, the short ones. */
export function measureNearDuplicates(all: readonly PostToEdit[], lang: string): NearDuplicateResult {
  const unique = new Map(
    all
      .filter((post) => post.lang === lang)
      .map((post) => [new Fingerprint(post.text), post] as const)
      .filter(([{ key }]) => key.length >= SHORT.least && key.length <= SHORT.most)
      .map(([print, post]) => [print.key, { post, print }] as const),
  );
  const posts = [...unique.values()];
  const words = wordsIn(
    posts.map(({ post }) => post),
    lang,
  );
  const pairs: Pair[] = [];
  for (const [index, { post, print }] of posts.entries()) {
    for (const edit of [...HARMLESS_EDITS, ...TURNING_EDITS]) {
      for (const times of TIMES) {
        const text = editText(post, edit, times, words, index * 100 + times);
        if (text === post.text) continue;
        const same = (HARMLESS_EDITS as readonly string[]).includes(edit);
        const shared = overlap(post.text, text);
        // What turns a text is no copy, however little it overlaps; what is said differently must be so in the key too.
        if (same ? shared < LEAST_OVERLAP : new Fingerprint(text).key === print.key) continue;
        pairs.push({ edit, same, overlap: shared, ...compare(print, new Fingerprint(text)) });
      }
    }
    for (const other of posts.slice(0, index)) {
      if (similarity(print.signature, other.print.signature) < NEAR_DUPLICATE) continue;
      pairs.push({ edit: 'two posts', same: false, overlap: 1, ...compare(print, other.print) });
    }
  }
  const copies = pairs.filter((pair) => pair.same);
  const joined = pairs.filter((pair) => pair.joined);
  const shareOf = (own: readonly Pair[], holds: (pair: Pair) => boolean): Interval =>
    interval(own.length, (rows) => rows.filter((row) => holds(own[row] as Pair)).length / rows.length, ROUNDS);
  const count = (own: readonly Pair[]): [number, number] => [own.filter((pair) => pair.joined).length, own.length];
  const between = (low: number, high: number) => copies.filter((pair) => pair.overlap >= low && pair.overlap < high);
  const twoPosts = (posts.length * (posts.length - 1)) / 2;
  return {
    lang,
    posts: posts.length,
    copies: copies.length,
    found: shareOf(copies, (pair) => pair.found),
    recall: shareOf(copies, (pair) => pair.joined),
    precision: shareOf(joined, (pair) => pair.same),
    byOverlap: [
      ['0.8 to 0.85', ...count(between(0.8, 0.85))],
      ['0.85 to 0.9', ...count(between(0.85, 0.9))],
      ['0.9 to 1', ...count(between(0.9, 1))],
      ['1', ...count(between(1, 2))],
    ],
    byEdit: HARMLESS_EDITS.map((edit) => [edit, ...count(copies.filter((pair) => pair.edit === edit))]),
    wrong: [
      ...TURNING_EDITS.map((edit): NearDuplicateResult['wrong'][number] => [
        edit,
        ...count(pairs.filter((pair) => pair.edit === edit)),
      ]),
      ['two posts', count(pairs.filter((pair) => pair.edit === 'two posts'))[0], twoPosts],
    ],
  };
}

const figure = ({ value, low, high }: Interval): string =>
  `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;

/** Lines of text. */
export const nearDuplicateReport = (result: NearDuplicateResult): string =>
  [
    `${result.lang}: ${result.copies} copies of ${result.posts} short posts that overlap by ${LEAST_OVERLAP} at least`,
    `  found as candidates ${figure(result.found)}, taken for copies (recall) ${figure(result.recall)}, precision ${figure(result.precision)}`,
    `  recall by overlap: ${result.byOverlap.map(([name, own, all]) => `${name}: ${own} of ${all}`).join(', ')}`,
    `  recall by edit: ${result.byEdit.map(([name, own, all]) => `${name} ${own} of ${all}`).join(', ')}`,
    `  taken for copies wrongly: ${result.wrong.map(([name, own, all]) => `${name} ${own} of ${all}`).join(', ')}`,
  ].join('\n');
