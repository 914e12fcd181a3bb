import { expect, test } from 'vitest';
import { CARE_DEFAULTS, careOf, keptFrom, NO_WISHES, restOf } from './care.ts';
import { CATEGORIES } from './labels.ts';

const care = { ...CARE_DEFAULTS, heavyPerDay: 2, perDay: 4 };

test('a person’s own wish goes before what the organisation sets', () => {
  expect(careOf(care, NO_WISHES)).toEqual(care);
  expect(careOf(care, { ...NO_WISHES, heavyPerDay: 0, breakMinutes: 20 })).toEqual({
    heavyPerDay: 0,
    perDay: 4,
    breakMinutes: 20,
  });
});

test('after the heavy ones of the day come lighter ones, and after all of them nothing', () => {
  expect(restOf(care, { heavy: 1, lighter: 2 })).toBe('none');
  expect(restOf(care, { heavy: 2, lighter: 1 })).toBe('lighter');
  expect(restOf(care, { heavy: 2, lighter: 2 })).toBe('all');
  expect(keptFrom(care, NO_WISHES, { heavy: 2, lighter: 0 })).toEqual([
    'threat',
    'instruction',
    'incitement',
    'solicitation',
  ]);
  expect(keptFrom(care, NO_WISHES, { heavy: 4, lighter: 0 })).toBeNull();
});

test('a category that somebody opted out of is never their next', () => {
  expect(keptFrom(care, { ...NO_WISHES, optOut: ['glorification'] }, { heavy: 0, lighter: 0 })).toEqual([
    'glorification',
  ]);
  const all = keptFrom(care, { ...NO_WISHES, optOut: ['glorification'] }, { heavy: 2, lighter: 0 });
  expect(CATEGORIES.filter((category) => !all?.includes(category))).toEqual(['recruitment']);
});
