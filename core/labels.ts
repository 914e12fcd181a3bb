/**
 * The label guide as data (docs/label-guide.md). The anchor is violence: TCO Regulation (EU) 2021/784, art. 2(7).
 */
import { type Static, Type } from 'typebox';

export const CATEGORIES = [
  'threat',
  'instruction',
  'incitement',
  'solicitation',
  'recruitment',
  'glorification',
] as const;
export const Category = Type.Enum(CATEGORIES);
export type Category = (typeof CATEGORIES)[number];

/** Severity in 0..1, and the letter of TCO art. 2(7) that the category stands for. */
export const CATEGORY_FACTS: Record<Category, { severity: number; letter: 'a' | 'b' | 'c' | 'd' | 'e' }> = {
  threat: { severity: 1.0, letter: 'e' },
  instruction: { severity: 1.0, letter: 'd' },
  incitement: { severity: 0.9, letter: 'a' },
  solicitation: { severity: 0.9, letter: 'b' },
  recruitment: { severity: 0.8, letter: 'c' },
  glorification: { severity: 0.7, letter: 'a' },
};

export const CONTEXTS = [
  'news',
  'research',
  'counter_speech',
  'art',
  'figurative',
  'political',
  'identity',
  'other',
] as const;
export const Context = Type.Enum(CONTEXTS);
export type Context = (typeof CONTEXTS)[number];

export const CategoryScores = Type.Object(
  {
    threat: Type.Number(),
    instruction: Type.Number(),
    incitement: Type.Number(),
    solicitation: Type.Number(),
    recruitment: Type.Number(),
    glorification: Type.Number(),
  },
  { additionalProperties: false },
);
export type CategoryScores = Static<typeof CategoryScores>;
