import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWeirError } from './errors.ts';
import { checker } from './schema.ts';
import { checkStatement, readStatement, STATEMENT_RULES, StatementOfReasons } from './statement-of-reasons.ts';
import { aStatement } from './test-notices.ts';

const fields = (change: Record<string, unknown>): string[] =>
  checkStatement(aStatement(change)).map(({ field }) => field);

describe('a statement of reasons', () => {
  it('passes as the database would take it, and is kept as it is', () => {
    expect(checkStatement(aStatement())).toEqual([]);
    expect(readStatement(aStatement())).toEqual(aStatement());
    checker(StatementOfReasons, 'NOT_A_STATEMENT', 'The statement')(readStatement(aStatement()));
  });

  it.each(Object.entries(STATEMENT_RULES).flatMap(([name, rule]) => ('required' in rule ? [name] : [])))(
    'needs %s',
    (name) => {
      expect(fields({ [name]: undefined })).toContain(name);
      expect(fields({ [name]: '' })).toContain(name);
    },
  );

  it('needs one of the four decisions', () => {
    const none = { decision_visibility: undefined };
    expect(fields(none)).toEqual([
      'decision_visibility',
      'decision_monetary',
      'decision_provision',
      'decision_account',
    ]);
    expect(fields({ ...none, decision_account: 'DECISION_ACCOUNT_SUSPENDED' })).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['OTHER needs its words', { decision_visibility: ['DECISION_VISIBILITY_OTHER'] }, ['decision_visibility_other']],
    ['content type OTHER too', { content_type: ['CONTENT_TYPE_OTHER'] }, ['content_type_other']],
    ['illegal needs its ground', { illegal_content_legal_ground: undefined }, ['illegal_content_legal_ground']],
    [
      'incompatible needs its own',
      { decision_ground: 'DECISION_GROUND_INCOMPATIBLE_CONTENT' },
      ['incompatible_content_ground', 'incompatible_content_explanation'],
    ],
    ['an unknown value', { category: 'STATEMENT_CATEGORY_WEATHER' }, ['category']],
    ['a value in a list', { content_type: ['CONTENT_TYPE_SCENT'] }, ['content_type']],
    ['a list that is none', { content_type: 'CONTENT_TYPE_TEXT' }, ['content_type']],
    ['a country outside', { territorial_scope: ['US'] }, ['territorial_scope']],
    ['a day that is none', { content_date: '2026-02-30' }, ['content_date']],
    ['a day before the first', { application_date: '2019-12-31' }, ['application_date']],
    [
      'an end before the beginning',
      { end_date_visibility_restriction: '2026-02-28' },
      ['end_date_visibility_restriction'],
    ],
    ['a language in small letters', { content_language: 'en' }, ['content_language']],
    ['an identifier with a blank', { puid: 'a b' }, ['puid']],
    ['too many facts', { decision_facts: 'x'.repeat(5001) }, ['decision_facts']],
    ['a field that nobody knows', { author: 'somebody' }, ['author']],
  ])('refuses: %s', (_, change, expected) => {
    expect(fields(change)).toEqual(expected);
  });

  it('drops what its own fields make meaningless', () => {
    const voluntary = readStatement(aStatement({ source_type: 'SOURCE_VOLUNTARY', decision_monetary_other: 'x' }));
    expect(voluntary).not.toHaveProperty('source_identity');
    expect(voluntary).not.toHaveProperty('decision_monetary_other');
  });

  it('says every fault at once, field by field', () => {
    let thrown: unknown;
    try {
      readStatement({ puid: 'a b' });
    } catch (error) {
      thrown = error;
    }
    expect(isWeirError(thrown, 'STATEMENT_INVALID') && thrown.status).toBe(422);
    expect(isWeirError(thrown) ? thrown.details.map(({ location }) => location) : []).toContain('/statement/puid');
  });

  it('whatever comes in, a fault is named or the statement is kept', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(STATEMENT_RULES)), fc.anything()), (noise) => {
        const input = aStatement(noise);
        if (checkStatement(input).length > 0) return;
        checker(StatementOfReasons, 'NOT_A_STATEMENT', 'The statement')(readStatement(input));
      }),
      { numRuns: 300 },
    );
    for (const odd of [null, [], 'text', 4]) expect(checkStatement(odd)).toHaveLength(1);
  });
});
