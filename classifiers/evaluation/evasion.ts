/** Of the posts that the model flags, how many does it still flag in disguise? */
import { PERTURBATIONS, type Perturbation, perturb } from './perturbations.ts';

export interface EvasionRow {
  lang: string;
  perturbation: Perturbation;
  /** Posts that are flagged as they stand and that the disguise changes. */
  posts: number;
  /** How many of them are flagged in disguise too. */
  still: number;
}

/** One row per language and disguise; `score` gives the probability of each text, the language told from the text itself. */
export async function measureEvasion(
  posts: readonly { text: string; lang: string }[],
  score: (texts: string[]) => Promise<number[]>,
  threshold = 0.5,
): Promise<EvasionRow[]> {
  const plain = await score(posts.map((post) => post.text));
  const flagged = posts.filter((_, i) => (plain[i] ?? 0) >= threshold);
  const rows: EvasionRow[] = [];
  for (const perturbation of PERTURBATIONS) {
    const disguised = flagged
      .map(({ text, lang }) => ({ text, lang, put: perturb(text, perturbation) }))
      .filter(({ text, put }) => put !== text);
    const scores = await score(disguised.map(({ put }) => put));
    for (const lang of [...new Set(disguised.map((one) => one.lang))].sort()) {
      const own = scores.filter((_, i) => disguised[i]?.lang === lang);
      rows.push({ lang, perturbation, posts: own.length, still: own.filter((p) => p >= threshold).length });
    }
  }
  return rows;
}
