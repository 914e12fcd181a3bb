import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configTable } from '#services/config.ts';
import { CONFIGURATION_PAGE, configurationPage } from './write-configuration.ts';

test('the page of the configuration is the one that the program would print', () => {
  // When this fails: node --import tsx docs/write-configuration.ts
  expect(readFileSync(CONFIGURATION_PAGE, 'utf8')).toBe(configurationPage());
});

test('every variable has one row of four cells', () => {
  const rows = configurationPage()
    .split('\n')
    .filter((line) => /^\| `[A-Z0-9_]+` +\|/.test(line));
  expect(rows.map((row) => /`([A-Z0-9_]+)`/.exec(row)?.[1])).toEqual(configTable().map(({ name }) => name));
  for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(6);
});
