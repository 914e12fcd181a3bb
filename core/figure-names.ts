/** What is counted of the work; each is one filter of the store. */
export const CASE_FIGURES = [
  'answered',
  'judged',
  'confirmed',
  'falseAlarms',
  'overturned',
  'scored',
  'scoredConfirmed',
] as const;
export const ORDER_FIGURES = ['hours', 'broken', 'removed'] as const;
export type CaseFigure = (typeof CASE_FIGURES)[number];
export type OrderFigure = (typeof ORDER_FIGURES)[number];
export type FigureName = CaseFigure | OrderFigure;
