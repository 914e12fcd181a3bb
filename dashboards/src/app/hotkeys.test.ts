import { expect, test } from 'vitest';
import en from '../../locales/en.json' with { type: 'json' };
import {
  HOTKEY_SCOPES,
  HOTKEYS,
  isKeyName,
  isRemappable,
  keyIn,
  means,
  type Pressed,
  TOGETHER,
  takenBy,
} from './hotkeys.ts';

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
  for (const scopes of TOGETHER) {
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

test('a key of one’s own takes the place of the declared one, and not where another action has it', () => {
  expect(keyIn({ violating: 'g' }, 'violating')).toBe('g');
  expect(keyIn({}, 'violating')).toBe('v');
  expect(takenBy({}, 'violating', 'c')).toBe('notViolating');
  expect(takenBy({}, 'violating', 'z')).toBe('undo');
  // Where both are never open together a key may stand for two things.
  expect(takenBy({}, 'violating', 'n')).toBeNull();
  expect(takenBy({}, 'violating', 'g')).toBeNull();
  expect(takenBy({ notViolating: 'g' }, 'violating', 'c')).toBeNull();
  expect(takenBy({ notViolating: 'g' }, 'violating', 'g')).toBe('notViolating');
});

test('a key of one’s own is one character without a modifier; what has a modifier stays as it is', () => {
  expect(['g', '7', 'ö', ';'].map(isKeyName)).toEqual([true, true, true, true]);
  expect(['G', ' ', 'Enter', 'Tab', ''].map(isKeyName)).toEqual([false, false, false, false, false]);
  expect([isRemappable('violating'), isRemappable('submit')]).toEqual([true, false]);
});
