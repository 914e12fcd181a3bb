import type { CaseSummary } from '#api/schemas/cases.ts';

/** The violating categories, in the order in which they are shown and numbered. */
export const CATEGORIES = [
  'threat',
  'instruction',
  'incitement',
  'solicitation',
  'recruitment',
  'glorification',
] as const satisfies readonly CaseSummary['leading'][];
export type Category = (typeof CATEGORIES)[number];
