import { expect, test } from 'vitest';
import { checkStatement, STATEMENT_RULES } from '#core/statement-of-reasons.ts';
import { aStatement } from '#core/test-notices.ts';
import en from '../../locales/en.json' with { type: 'json' };
import zh from '../../locales/zh-CN.json' with { type: 'json' };
import { emptyStatement, STATEMENT_FIELDS, type StatementDraft, shownFields, statementOf } from './statement-draft.ts';

const whole: StatementDraft = {
  ...emptyStatement(),
  decision_visibility: 'DECISION_VISIBILITY_CONTENT_REMOVED',
  decision_facts: aStatement().decision_facts ?? '',
  decision_ground: 'DECISION_GROUND_ILLEGAL_CONTENT',
  ...{ ground: 'An act (fictional), s. 12', groundExplanation: 'The second sentence asks readers to take part.' },
  ...{ content_type: 'CONTENT_TYPE_TEXT', category: 'STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY' },
  ...{
    territorial_scope: 'ie, fi',
    content_language: 'en',
    content_date: '2026-02-27',
    application_date: '2026-03-01',
  },
  ...{ source_type: 'SOURCE_ARTICLE_16', automated_detection: 'No', puid: 'ferry-0001' },
  automated_decision: 'AUTOMATED_DECISION_NOT_AUTOMATED',
};

test('what was typed whole is a statement as the database takes it, whichever the ground', () => {
  const statement = statementOf(whole);
  expect(checkStatement(statement)).toEqual([]);
  expect(statement).toMatchObject({ territorial_scope: ['IE', 'FI'], content_language: 'EN' });
  const terms = statementOf({ ...whole, decision_ground: 'DECISION_GROUND_INCOMPATIBLE_CONTENT' });
  expect(checkStatement(terms)).toEqual([]);
  expect(terms).toMatchObject({ incompatible_content_ground: 'An act (fictional), s. 12' });
  const account = statementOf({ ...whole, decision_visibility: '', decision_account: 'DECISION_ACCOUNT_TERMINATED' });
  expect(checkStatement(account)).toEqual([]);
});

test('nothing is made of it while a field is missing, or no restriction is named', () => {
  for (const { name, optional } of shownFields(whole))
    if (optional !== true) expect(statementOf({ ...whole, [name]: '  ' }), name).toBeNull();
  expect(statementOf({ ...whole, decision_visibility: '' })).toBeNull();
  const other = { ...whole, decision_visibility: 'DECISION_VISIBILITY_OTHER' };
  expect(statementOf(other)).toBeNull();
  expect(checkStatement(statementOf({ ...other, decision_visibility_other: 'A warning in front' }))).toEqual([]);
});

test('every value is one of the database, and has words in both languages', () => {
  for (const field of STATEMENT_FIELDS) {
    const options: readonly string[] = 'options' in field ? field.options : [];
    const rule = field.name in STATEMENT_RULES ? STATEMENT_RULES[field.name as keyof typeof STATEMENT_RULES] : null;
    if (options.length > 0)
      expect(rule !== null && 'values' in rule ? rule.values : []).toEqual(expect.arrayContaining([...options]));
    for (const { statement } of [en, zh]) {
      expect(statement.fields).toHaveProperty(field.name);
      for (const option of options) expect(statement.options).toHaveProperty(option);
    }
  }
});
