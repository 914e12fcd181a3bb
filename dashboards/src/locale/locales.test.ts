import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import en from '../../locales/en.json' with { type: 'json' };
import zhCN from '../../locales/zh-CN.json' with { type: 'json' };

type Texts = { [key: string]: string | Texts };

const flatten = (texts: Texts, prefix = ''): Map<string, string> =>
  new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${prefix}${key}`, value] as const] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
const english = flatten(en);
const chinese = flatten(zhCN);

const PLURAL = /_(zero|one|two|few|many|other)$/;
/** Keys with what each language's own plural forms have in common. */
const bases = (texts: Map<string, string>): string[] =>
  [...new Set([...texts.keys()].map((key) => key.replace(PLURAL, '')))].sort();
const variables = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? ''))].sort();

test('both languages have the same texts', () => {
  expect(bases(chinese)).toEqual(bases(english));
});

test.each([
  ['en', english],
  ['zh-CN', chinese],
])('%s has every plural form that the language needs, and no other', (language, texts) => {
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
  // A plural's base is no text itself; a field of the Transparency Database may end in `_other`, beside the field that it belongs to.
  const counted = [
    ...new Set([...texts.keys()].filter((key) => PLURAL.test(key)).map((key) => key.replace(PLURAL, ''))),
  ].filter((base) => !texts.has(base));
  expect(counted.length).toBeGreaterThan(0);
  for (const base of counted)
    expect(
      [...texts.keys()]
        .filter((key) => key.replace(PLURAL, '') === base)
        .map((key) => PLURAL.exec(key)?.[1])
        .sort(),
      base,
    ).toEqual(needed);
});

test('a translation fills in nothing that the original does not have', () => {
  for (const [key, text] of chinese) {
    const original = english.get(key) ?? english.get(key.replace(PLURAL, '_other'));
    expect(variables(text), key).toEqual(variables(original ?? ''));
  }
});

test('no text is empty', () => {
  for (const texts of [english, chinese])
    expect([...texts].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
});

test('the same word for a name in Chinese is not left in English', () => {
  const same = [...chinese].filter(([key, text]) => english.get(key) === text).map(([key]) => key);
  expect(same.sort()).toEqual([
    'app.languageNames.en',
    'app.languageNames.zh-CN',
    'app.name',
    'evidence.robots',
    'keys.control',
    'oversight.n',
  ]);
});

const sources = fileURLToPath(new URL('..', import.meta.url));
const pages = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tsx'));
const SPOKEN = new Set(['title', 'alt', 'placeholder', 'aria-label', 'aria-description', 'label', 'caption']);
const LETTER = /\p{L}/u;
/** Codes stand as they are in every language. */
const CODE = /^[A-Z][A-Z0-9_]+$/;

/** Text that a page would print whatever its language. */
const literalTexts = (path: string): string[] => {
  const file = ts.createSourceFile(
    path,
    readFileSync(join(sources, path), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const found: string[] = [];
  const keep = (text: string): void => {
    if (LETTER.test(text) && !CODE.test(text.trim())) found.push(`${path}: ${text.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) keep(node.text);
    if (ts.isJsxExpression(node) && node.expression !== undefined && ts.isStringLiteralLike(node.expression)) {
      const { parent } = node;
      if (!ts.isJsxAttribute(parent) || SPOKEN.has(parent.name.getText())) keep(node.expression.text);
    }
    if (
      ts.isJsxAttribute(node) &&
      SPOKEN.has(node.name.getText()) &&
      node.initializer !== undefined &&
      ts.isStringLiteral(node.initializer)
    )
      keep(node.initializer.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
};

test('no page prints a text that is not translated', () => {
  expect(pages.length).toBeGreaterThan(30);
  expect(pages.flatMap(literalTexts)).toEqual([]);
});

test('every act that the house declares has words, for whoever reads the ledger', () => {
  const core = fileURLToPath(new URL('../../../core/', import.meta.url));
  const declared = readdirSync(core)
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(core, name), 'utf8').matchAll(/^ {2}'([a-z_]+\.[a-z_]+)':/gm)])
    .map((match) => (match[1] ?? '').replace('.', '-'));
  expect(declared.length).toBeGreaterThan(100);
  expect(declared.filter((act) => !english.has(`act.${act}`))).toEqual([]);
});

test('every permission has a name', () => {
  const roles = readFileSync(fileURLToPath(new URL('../../../core/roles.ts', import.meta.url)), 'utf8');
  const permissions = [...roles.matchAll(/'([a-z]+:[a-z_-]+)'/g)].map((match) => (match[1] ?? '').replace(':', '-'));
  expect(permissions.length).toBeGreaterThan(30);
  expect(permissions.filter((name) => !english.has(`permission.${name}`))).toEqual([]);
});
