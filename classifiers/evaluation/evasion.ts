/**
 * Of the violating posts that the model flags, how many does it still flag in disguise? Beside it, what the disguise does to
 * posts that are not violating: a model that flags whatever looks odd would keep the first share high for no good reason.
 */
import { PERTURBATIONS, type Perturbation, perturb } from './perturbations.ts';

export interface EvasionRow {
  lang: string;
  perturbation: Perturbation;
  /** Posts that are flagged as they stand and that the disguise changes. */
  posts: number;
  /** How many of them are flagged in disguise too. */
  still: number;
  /** Posts that are not violating and that the disguise changes; how many are flagged as they stand, and in disguise. */
  benign: number;
  benignFlaggedPlain: number;
  benignFlaggedDisguised: number;
}

export interface LabelledPost {
  text: string;
  lang: string;
  violating: boolean;
}

/** Every text that `measureEvasion` asks the score of. */
export const evasionTexts = (posts: readonly LabelledPost[]): string[] =>
  posts.flatMap(({ text }) => [text, ...PERTURBATIONS.map((kind) => perturb(text, kind))]);

/** One row per language and disguise; `score` gives the probability of each text, the language told from the text itself. */
export async function measureEvasion(
  posts: readonly LabelledPost[],
  score: (texts: string[]) => Promise<number[]>,
  threshold = 0.5,
): Promise<EvasionRow[]> {
  const flags = async (texts: string[]) => (await score(texts)).map((p) => p >= threshold);
  const plain = await flags(posts.map((post) => post.text));
  const rows: EvasionRow[] = [];
  for (const perturbation of PERTURBATIONS) {
    const disguised = posts
      .map((post, i) => ({ ...post, plain: plain[i] === true, put: perturb(post.text, perturbation) }))
      .filter(({ text, put }) => put !== text);
    const flagged = await flags(disguised.map(({ put }) => put));
    const all = disguised.map((post, i) => ({ ...post, disguised: flagged[i] === true }));
    for (const lang of [...new Set(all.map((post) => post.lang))].sort()) {
      const found = all.filter((post) => post.lang === lang && post.violating && post.plain);
      const benign = all.filter((post) => post.lang === lang && !post.violating);
      rows.push({
        lang,
        perturbation,
        posts: found.length,
        still: found.filter((post) => post.disguised).length,
        benign: benign.length,
        benignFlaggedPlain: benign.filter((post) => post.plain).length,
        benignFlaggedDisguised: benign.filter((post) => post.disguised).length,
      });
    }
  }
  return rows;
}

const outOf = (count: number, all: number): string =>
  `${all === 0 ? '-' : `${((100 * count) / all).toFixed(1)} %`} (${count} of ${all})`;

/** A Markdown table. */
export const evasionTable = (rows: readonly EvasionRow[]): string => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = [
    'language',
    'disguise',
    'flagged posts still flagged',
    'not violating: flagged as they stand',
    'in disguise',
  ];
  return [
    line(head),
    line(head.map(() => '---')),
    ...[...rows]
      .sort((a, b) => a.lang.localeCompare(b.lang))
      .map((row) =>
        line([
          row.lang,
          row.perturbation,
          outOf(row.still, row.posts),
          outOf(row.benignFlaggedPlain, row.benign),
          outOf(row.benignFlaggedDisguised, row.benign),
        ]),
      ),
  ].join('\n');
};
