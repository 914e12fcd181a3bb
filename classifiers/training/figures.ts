/** Figures of the held-out predictions, per language. */
import { CATEGORIES, CONTEXTS } from '#core/labels.ts';
import type { Scores } from '../model/head.ts';
import type { Example } from './corpus.ts';
import { auroc, averagePrecision, calibrationError, recallAt, recallOver, share } from './metrics.ts';

export interface Figures {
  examples: number;
  violating: number;
  auroc: number;
  averagePrecision: number;
  /** Recall where 5 % of the examples that are not violating are flagged. */
  recallAt5: number;
  /** At 0.5. */
  recallAtHalf: number;
  falseAlarmsAtHalf: number;
  /** False alarms at 0.5 among protected contexts (everything that is not violating and not `other`). */
  protectedFalseAlarms: number;
  /** Share of violating examples whose strongest category is one of theirs. */
  categoryAccuracy: number;
  /** Share of examples that are not violating whose context is right. */
  contextAccuracy: number;
  calibrationError: number;
}

export function figures(examples: Example[], scores: Scores[]): Figures {
  const truths = examples.map((example) => example.categories.length > 0);
  const violating = scores.map((score) => score.violating);
  const negatives = violating.filter((_, i) => !truths[i]);
  const guarded = violating.filter((_, i) => !truths[i] && examples[i]?.context !== 'other');
  const rightCategory = examples.filter((example, i) => {
    const own = scores[i]?.categories;
    if (!truths[i] || !own) return false;
    const strongest = CATEGORIES.reduce((best, category) => (own[category] > own[best] ? category : best));
    return example.categories.includes(strongest);
  }).length;
  const rightContext = examples.filter(
    (example, i) => !truths[i] && scores[i]?.context.label === example.context,
  ).length;
  const positives = truths.filter(Boolean).length;
  return {
    examples: examples.length,
    violating: positives,
    auroc: auroc(violating, truths),
    averagePrecision: averagePrecision(violating, truths),
    recallAt5: recallAt(violating, truths, 0.05),
    recallAtHalf: recallOver(violating, truths, 0.5),
    falseAlarmsAtHalf: share(negatives, 0.5),
    protectedFalseAlarms: share(guarded, 0.5),
    categoryAccuracy: rightCategory / positives,
    contextAccuracy: rightContext / negatives.length,
    calibrationError: calibrationError(violating, truths),
  };
}

/** The items with these numbers. */
export const pick = <T>(all: readonly T[], rows: readonly number[]): T[] => rows.map((row) => all[row] as T);

/** Numbers of the examples in one of these languages. */
export const rowsIn = (examples: readonly Example[], langs: readonly string[]): number[] =>
  [...examples.keys()].filter((row) => langs.includes(examples[row]?.lang ?? ''));

/** The figures of each part of the examples. */
export const figuresOf = (
  parts: readonly (readonly [name: string, rows: readonly number[]])[],
  examples: readonly Example[],
  scores: readonly Scores[],
): [string, Figures][] => parts.map(([name, rows]) => [name, figures(pick(examples, rows), pick(scores, rows))]);

/** Share of false alarms at 0.5 per context, among the examples that are not violating. */
export function falseAlarmsByContext(examples: Example[], scores: Scores[]): Record<string, number> {
  return Object.fromEntries(
    CONTEXTS.map((context) => {
      const own = scores.filter((_, i) => examples[i]?.categories.length === 0 && examples[i]?.context === context);
      return [
        context,
        share(
          own.map((score) => score.violating),
          0.5,
        ),
      ];
    }),
  );
}

export const percent = (value: number): string => (Number.isNaN(value) ? '-' : `${(100 * value).toFixed(1)} %`);
const three = (value: number): string => (Number.isNaN(value) ? '-' : value.toFixed(3));

/** A Markdown table, one row per name. */
export function table(rows: [string, Figures][]): string {
  const head = [
    'set',
    'examples (violating)',
    'AUROC',
    'average precision',
    'recall at 5 % false alarms',
    'recall at 0.5',
    'false alarms at 0.5',
    'of these protected contexts',
    'category right',
    'context right',
    'calibration error',
  ]; // prettier-ignore
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.map(([name, f]) =>
      line([
        name,
        `${f.examples} (${f.violating})`,
        three(f.auroc),
        three(f.averagePrecision),
        percent(f.recallAt5),
        percent(f.recallAtHalf),
        percent(f.falseAlarmsAtHalf),
        percent(f.protectedFalseAlarms),
        percent(f.categoryAccuracy),
        percent(f.contextAccuracy),
        three(f.calibrationError),
      ]),
    ),
  ].join('\n');
}
