import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { TEST_IDS } from './test-ids.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const pages = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.tsx'))
  .map((path) => readFileSync(join(here, path), 'utf8'))
  .join('\n');

test('every name that browser tests may reach for is on a page', () => {
  expect(Object.keys(TEST_IDS).filter((name) => !new RegExp(`TEST_IDS\\.${name}\\b`).test(pages))).toEqual([]);
});

test('no two controls have the same name', () => {
  const names = Object.values(TEST_IDS);
  expect(new Set(names).size).toBe(names.length);
});
