import type { Policy } from '#api/schemas/policies.ts';
import { CATEGORIES } from '../parts/categories.ts';

export const HEADS = ['violating', ...CATEGORIES] as const;
export type Head = (typeof HEADS)[number];
/** The languages that the classifiers were trained on; others follow the default. */
export const LANGUAGES = ['ar', 'de', 'en', 'es', 'fr', 'ru', 'tr', 'zh'] as const;
export const SHARES = ['samplingShare', 'uncertainShare', 'novelShare'] as const;

/** What stands in the fields of the editor. An empty field of a language follows the default. */
export interface Draft {
  version: string;
  note: string;
  thresholds: Record<Head, { default: string; byLanguage: Record<string, string> }>;
  /** The columns that are shown. */
  languages: string[];
  /** In percent. */
  shares: Record<(typeof SHARES)[number], string>;
  dailyCap: string;
}

type Threshold = Policy['violating'];

/** The next name after one that ends in a number: `default-1` gives `default-2`. */
export const nextVersion = (version: string, taken: readonly string[]): string => {
  const [, stem = version, number] = /^(.*?)-?(\d+)$/.exec(version) ?? [];
  for (let next = Number(number ?? 1) + 1; ; next++) if (!taken.includes(`${stem}-${next}`)) return `${stem}-${next}`;
};

export const thresholdOf = (policy: Policy, head: Head): Threshold =>
  head === 'violating' ? policy.violating : policy.categories[head];

/** The languages that have a threshold of their own. */
export const languagesOf = (policy: Policy): string[] =>
  [...new Set(HEADS.flatMap((head) => Object.keys(thresholdOf(policy, head).byLanguage)))].sort();

const percent = (share: number): string => String(Number((share * 100).toFixed(6)));

export const draftOf = (policy: Policy, taken: readonly string[]): Draft => ({
  version: nextVersion(policy.version, taken),
  note: '',
  thresholds: Object.fromEntries(
    HEADS.map((head) => {
      const { default: limit, byLanguage } = thresholdOf(policy, head);
      const own = Object.entries(byLanguage).map(([lang, value]) => [lang, String(value)]);
      return [head, { default: String(limit), byLanguage: Object.fromEntries(own) }];
    }),
  ) as Draft['thresholds'],
  languages: languagesOf(policy),
  shares: {
    samplingShare: percent(policy.samplingShare),
    uncertainShare: percent(policy.uncertainShare),
    novelShare: percent(policy.novelShare),
  },
  dailyCap: String(policy.dailyCap),
});

/** The policy that the fields describe. The form has checked them; what it let through wrongly, the server refuses by name. */
export const policyOf = ({ version, thresholds, languages, shares, dailyCap }: Draft): Policy => {
  const of = (head: Head): Threshold => {
    const { default: limit, byLanguage } = thresholds[head];
    const own = languages.flatMap((lang) => {
      const value = byLanguage[lang]?.trim() ?? '';
      return value === '' ? [] : [[lang, Number(value)] as const];
    });
    return { default: Number(limit), byLanguage: Object.fromEntries(own) };
  };
  const share = (name: (typeof SHARES)[number]): number => Number((Number(shares[name]) / 100).toFixed(8));
  return {
    version: version.trim(),
    violating: of('violating'),
    categories: Object.fromEntries(CATEGORIES.map((category) => [category, of(category)])) as Policy['categories'],
    samplingShare: share('samplingShare'),
    uncertainShare: share('uncertainShare'),
    novelShare: share('novelShare'),
    dailyCap: Number(dailyCap),
  };
};
