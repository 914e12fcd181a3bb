import type { Static } from 'typebox';
import { CATEGORIES } from '#core/labels.ts';
import type { Policy, Threshold } from '#core/policy.ts';
import type { Query } from './elasticsearch.ts';

const over = (field: string, { default: limit, byLanguage }: Static<typeof Threshold>): Query[] => {
  const languages = Object.keys(byLanguage);
  return [
    { bool: { filter: [{ range: { [field]: { gte: limit } } }], must_not: [{ terms: { lang: languages } }] } },
    ...Object.entries(byLanguage).map(([lang, own]) => ({
      bool: { filter: [{ term: { lang } }, { range: { [field]: { gte: own } } }] },
    })),
  ];
};

/** What `route` of core says, as a query over the scores that documents of posts and cases carry. */
export const routedBy = (policy: Policy): Query => ({
  bool: {
    should: [
      ...over('violating', policy.violating),
      ...CATEGORIES.flatMap((category) => over(`scores.${category}`, policy.categories[category])),
    ],
    minimum_should_match: 1,
  },
});

export interface Change {
  /** Posts; `clusters` are what people would see as cases. */
  newly: number;
  noLonger: number;
}
/** A bucket of a terms aggregation. */
export interface CountedKey {
  key: string;
  doc_count: number;
}

/** What two aggregations by the same key counted, key by key. */
export const changesByKey = (
  newly: readonly CountedKey[] = [],
  noLonger: readonly CountedKey[] = [],
): ({ key: string } & Change)[] => {
  const counts = (buckets: readonly CountedKey[]): Map<string, number> =>
    new Map(buckets.map((bucket) => [bucket.key, bucket.doc_count]));
  const [more, less] = [counts(newly), counts(noLonger)];
  return [...new Set([...more.keys(), ...less.keys()])]
    .sort()
    .map((key) => ({ key, newly: more.get(key) ?? 0, noLonger: less.get(key) ?? 0 }));
};

/** Content that a list names is shown whatever the policy says. */
export const shownBy = (policy: Policy): Query => ({
  bool: { should: [routedBy(policy), { term: { known: true } }], minimum_should_match: 1 },
});
