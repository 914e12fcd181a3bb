import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERROR_CODES } from './error-codes.ts';

const root = new URL('../', import.meta.url);

/** What the pipeline meets and nobody who asks the API does. */
const NOT_FOR_CALLERS = ['EVENT_OUT_OF_ORDER', 'RECEIPT_MISMATCH', 'RECEIPT_INVALID'];
const RULES = [
  'core/answer-code.ts',
  'core/case-state.ts',
  'core/notice-state.ts',
  'core/order-state.ts',
  'core/order-service.ts',
  'core/policy-record.ts',
  'core/statement-of-reasons.ts',
  ...readdirSync(new URL('takedowns', root))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `takedowns/${name}`),
];

test('every code that a rule of the domain refuses with is in the registry', () => {
  const text = RULES.map((file) => readFileSync(new URL(file, root), 'utf8')).join('\n');
  const codes = [...text.matchAll(/(?:refuse\(|new WeirError\(|checker\(\w+,)\s*'([A-Z][A-Z0-9_]+)'/g)].map(
    ([, code]) => code ?? '',
  );
  expect(new Set(codes).size).toBeGreaterThan(20);
  const known = [...Object.keys(ERROR_CODES), ...NOT_FOR_CALLERS];
  expect(codes.filter((code) => !known.includes(code))).toEqual([]);
});

test('every entry says what went wrong and when, in whole sentences', () => {
  for (const [code, { status, sentence, meaning }] of Object.entries(ERROR_CODES)) {
    expect([code, sentence.endsWith('.'), meaning.endsWith('.')]).toEqual([code, true, true]);
    expect([code, status >= 400 && status < 600]).toEqual([code, true]);
  }
});
