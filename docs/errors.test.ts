import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERRORS_PAGE, errorsPage } from './write-errors.ts';

test('the page of error codes is the one that the registry would print', () => {
  // When this fails: node --import tsx docs/write-errors.ts
  expect(readFileSync(ERRORS_PAGE, 'utf8')).toBe(errorsPage());
});
