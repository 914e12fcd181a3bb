import { describe, expect, it } from 'vitest';
import type { Policy } from '#api/schemas/policies.ts';
import { draftOf, nextVersion, policyOf } from './policy-draft.ts';

const never = { default: 1, byLanguage: {} };
const policy: Policy = {
  version: 'default-1',
  violating: { default: 0.5, byLanguage: { zh: 0.62 } },
  categories: {
    threat: { default: 0.9, byLanguage: { en: 0.8 } },
    instruction: never,
    incitement: never,
    solicitation: never,
    recruitment: never,
    glorification: never,
  },
  samplingShare: 0.01,
  uncertainShare: 0.005,
  novelShare: 0,
  dailyCap: 40,
};

describe('the editor of policies', () => {
  it('begins with what is in force, under the next name', () => {
    const draft = draftOf(policy, ['default-2']);
    expect(draft).toMatchObject({ version: 'default-3', languages: ['en', 'zh'], dailyCap: '40' });
    expect(draft.shares).toEqual({ samplingShare: '1', uncertainShare: '0.5', novelShare: '0' });
    expect(policyOf({ ...draft, version: 'default-1' })).toEqual(policy);
  });

  it('lets an empty field of a language follow the default, and forgets a column that was taken away', () => {
    const draft = draftOf(policy, []);
    draft.thresholds.violating.byLanguage.zh = ' ';
    draft.thresholds.violating.byLanguage.fr = '0.7';
    expect(policyOf(draft).violating).toEqual({ default: 0.5, byLanguage: {} });
    expect(policyOf({ ...draft, languages: ['fr'] })).toMatchObject({
      violating: { byLanguage: { fr: 0.7 } },
      categories: { threat: { byLanguage: {} } },
    });
  });

  it('names a version after one without a number', () => {
    expect(nextVersion('calm', [])).toBe('calm-2');
  });
});
