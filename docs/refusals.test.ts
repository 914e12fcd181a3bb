import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '#api/error-codes.ts';
import { REFUSALS } from './refusals.ts';
import { REFUSALS_PAGE, refusalOf, refusalsPage } from './write-refusals.ts';

test.each(REFUSALS.map((refusal) => [refusal.tried, refusal] as const))('refused: %s', async (_, refusal) => {
  const error = await refusalOf(refusal);
  expect(error.code).toBe(refusal.code);
  expect(Object.keys(ERROR_CODES)).toContain(error.code);
  expect(error.fix).toBeTruthy();
  expect(error.status).toBeGreaterThanOrEqual(400);
  expect(error.status).toBeLessThan(500);
  // Only what is missing is named, and by the letter of the article.
  if (refusal.names !== undefined) expect(error.details.map(({ location }) => location)).toEqual([refusal.names]);
});

test('the page of refusals is the one that the rules would print', async () => {
  // When this fails: node --import tsx docs/write-refusals.ts
  expect(readFileSync(REFUSALS_PAGE, 'utf8')).toBe(await refusalsPage());
});
