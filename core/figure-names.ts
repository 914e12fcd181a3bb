import type { Instrument } from './notice.ts';

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
/** Of notices under DSA art. 16 and referrals: what left, what the platform decided, and what was not decided in time. */
export const NOTICE_FIGURES = ['sent', 'replied', 'refused', 'overdue'] as const;
/** An order under art. 9 is none of them: it is to be carried out, not weighed. */
export const NOTICE_INSTRUMENTS = ['dsa-notice', 'referral'] as const satisfies readonly Instrument[];
export type NoticeInstrument = (typeof NOTICE_INSTRUMENTS)[number];
export type CaseFigure = (typeof CASE_FIGURES)[number];
export type OrderFigure = (typeof ORDER_FIGURES)[number];
export type NoticeFigure = (typeof NOTICE_FIGURES)[number];
export type FigureName = CaseFigure | OrderFigure | NoticeFigure;
