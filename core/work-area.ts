/**
 * Which part of the queue somebody is given: languages they read, categories and purposes they are trained for. It divides work and
 * says nothing of a person. Pure.
 */
import { type Static, Type } from 'typebox';
import { CASE_PURPOSES, type Case, CasePurpose } from './case.ts';
import { CATEGORIES, Category } from './labels.ts';
import { Language, Strict } from './schema.ts';

/** Empty: all of them. Each bound narrows what the others leave. */
export const WorkArea = Strict({
  languages: Type.Array(Language, { maxItems: 60, uniqueItems: true }),
  categories: Type.Array(Category, { maxItems: CATEGORIES.length, uniqueItems: true }),
  purposes: Type.Array(CasePurpose, { maxItems: CASE_PURPOSES.length, uniqueItems: true }),
});
export type WorkArea = Static<typeof WorkArea>;
export const ALL_WORK: WorkArea = { languages: [], categories: [], purposes: [] };

export const isAllWork = ({ languages, categories, purposes }: WorkArea): boolean =>
  languages.length + categories.length + purposes.length === 0;

const isSameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((value) => other.includes(value));
/** In whatever order they were chosen. */
export const isSameWork = (one: WorkArea, other: WorkArea): boolean =>
  isSameSet(one.languages, other.languages) &&
  isSameSet(one.categories, other.categories) &&
  isSameSet(one.purposes, other.purposes);

const allows = <T>(bound: readonly T[], value: T): boolean => bound.length === 0 || bound.includes(value);

export const isWithin = (
  area: WorkArea,
  { lang, assessment, purpose }: Pick<Case, 'lang' | 'assessment' | 'purpose'>,
) =>
  allows(area.languages, lang) &&
  allows(area.categories, assessment.leading) &&
  allows(area.purposes, purpose ?? 'flagged');
