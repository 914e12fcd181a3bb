import { expect, test } from 'vitest';
import en from '../../locales/en.json' with { type: 'json' };
import { HOTKEY_SCOPES, HOTKEYS, means, type Pressed } from './hotkeys.ts';

const pressed = (change: Partial<Pressed>): Pressed => ({
  key: 'v',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  typing: false,
  composing: false,
  ...change,
});

test('no two keys of pages that are open together are the same', () => {
  const together = [
    ['everywhere', 'queue'],
    ['everywhere', 'case', 'decision'],
    ['everywhere', 'archive'],
  ];
  for (const scopes of together) {
    const keys = HOTKEYS.filter(({ scope }) => scopes.includes(scope)).map(({ key }) => key);
    expect(new Set(keys).size, scopes.join()).toBe(keys.length);
  }
});

test('every key has its label and its scope', () => {
  for (const { label, scope } of HOTKEYS) {
    expect(en.hotkeys).toHaveProperty(label.replace('hotkeys.', ''));
    expect(HOTKEY_SCOPES).toContain(scope);
  }
});

test('a single key is a command, unless somebody types, composes a character, or holds another key', () => {
  expect(means({ key: 'v' }, pressed({}))).toBe(true);
  expect(means({ key: 'v' }, pressed({ key: 'V' }))).toBe(true);
  expect(means({ key: 'v' }, pressed({ typing: true }))).toBe(false);
  expect(means({ key: 'v' }, pressed({ composing: true }))).toBe(false);
  expect(means({ key: 'v' }, pressed({ ctrlKey: true }))).toBe(false);
  expect(means({ key: 'v' }, pressed({ altKey: true }))).toBe(false);
});

test('Control and Enter submit from inside a field, with Command too', () => {
  const submit = { key: 'Control+Enter' };
  expect(means(submit, pressed({ key: 'Enter', ctrlKey: true, typing: true }))).toBe(true);
  expect(means(submit, pressed({ key: 'Enter', metaKey: true, typing: true }))).toBe(true);
  expect(means(submit, pressed({ key: 'Enter', typing: true }))).toBe(false);
  expect(means(submit, pressed({ key: 'Enter', ctrlKey: true, composing: true }))).toBe(false);
});
