import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sealContact } from '#api/public/sealed-contact.ts';
import { keepContacts, loadContactKeys, openFetchedContact } from './contact.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-contact-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

test('two keepers make keys, the house seals with them, and the two open', () => {
  expect(loadContactKeys(folder)).toEqual([]);
  const keepers = ['sven', 'nora'].map((name) => ({
    file: at(`${name}.pem`),
    passphrase: `${name} and a long phrase`,
    key: keepContacts(name, at(`${name}.pem`), `${name} and a long phrase`),
  }));
  const [sven, nora] = keepers;
  if (sven === undefined || nora === undefined) throw new Error('no keepers');
  expect(statSync(sven.file).mode & 0o777).toBe(0o600);
  expect(readFileSync(sven.file, 'utf8')).toContain('ENCRYPTED PRIVATE KEY');
  writeFileSync(at('contact-keys.json'), JSON.stringify(keepers.map(({ key }) => key)));
  const sealed = sealContact('reed@home.example', loadContactKeys(folder));
  writeFileSync(at('c.json'), JSON.stringify({ of: 'tip-1', fetchedAt: '2026-03-01T10:00:00.000Z', sealed }));
  expect(openFetchedContact(at('c.json'), nora, sven)).toBe('reed@home.example');
  expect(() => openFetchedContact(at('c.json'), nora, { ...sven, passphrase: 'a wrong one' })).toThrow(/passphrase/);
  expect(() => openFetchedContact(at('c.json'), nora, nora)).toThrow(/do not open/);
});

test('a key is never written over, and a short passphrase makes none', () => {
  keepContacts('cy', at('cy.pem'), 'a phrase that is long');
  expect(() => keepContacts('cy', at('cy.pem'), 'a phrase that is long')).toThrow(/EEXIST/);
  expect(() => keepContacts('bo', at('bo.pem'), 'short')).toThrow(/at least 16/);
});
