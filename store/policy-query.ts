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

/** Content that a list names is shown whatever the policy says. */
export const shownBy = (policy: Policy): Query => ({
  bool: { should: [routedBy(policy), { term: { known: true } }], minimum_should_match: 1 },
});
