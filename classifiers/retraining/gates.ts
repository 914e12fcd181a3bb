/** Whether a candidate may go live: every limit of the evaluation, and nothing that is worse than what serves now. */
import { type Static, Type } from 'typebox';
import { Strict } from '#core/schema.ts';
import { GATE_LIMITS, measureGates, WORKING } from '../evaluation/gates.ts';
import type { Head } from '../model/head.ts';
import { detectLanguage } from '../text/language.ts';
import { modelText } from '../text/normalise.ts';
import type { LayerMeans } from '../training/features.ts';
import { pick, rowsIn } from '../training/figures.ts';
import { auroc, recallAt } from '../training/metrics.ts';
import type { RetrainingData } from './data.ts';
import { type DecidedWindows, loudest } from './decided-windows.ts';
import { AUROC_MARGIN, PART_AUROC_MARGIN, RECALL_MARGIN, SUITE_MARGIN } from './settings.ts';

/** Null: could not be measured. */
const Figure = Type.Union([Type.Number(), Type.Null()]);
export const Gate = Strict({
  gate: Type.String(),
  better: Type.Enum(['higher', 'lower']),
  live: Figure,
  candidate: Figure,
  limit: Figure,
  holds: Type.Boolean(),
});
export type Gate = Static<typeof Gate>;

interface Measure {
  gate: string;
  better: 'higher' | 'lower';
  value: number;
  /** What has to be reached whatever serves now. */
  limit?: number;
  /** What may be lost against what serves now. */
  margin?: number;
}

/** The parts of the test set that are looked at by themselves, where both sides are in them. */
const PARTS: [string, string[]][] = [
  ['en', ['en']],
  ['zh', ['zh']],
  ['six others', ['ar', 'de', 'es', 'fr', 'ru', 'tr']],
];

async function measures(
  head: Head,
  data: RetrainingData,
  means: LayerMeans,
  heldOut: readonly DecidedWindows[],
): Promise<Measure[]> {
  const score = (text: string, lang = detectLanguage(text)): number =>
    head.score(means.of(text), modelText(text).text, lang).violating;
  const {
    swapFlips,
    protectedFalseAlarms,
    auroc: whole,
  } = await measureGates(async (texts) => texts.map((text) => score(text)), data.swaps, data.test);
  const scores = data.test.map((one) => score(one.text));
  const truths = data.test.map((one) => one.categories.length > 0);
  const parts = PARTS.flatMap(([name, langs]): Measure[] => {
    const rows = rowsIn(data.test, langs);
    const value = auroc(pick(scores, rows), pick(truths, rows));
    return Number.isNaN(value)
      ? []
      : [{ gate: `test set ${name}, AUROC`, better: 'higher', value, margin: PART_AUROC_MARGIN }];
  });
  const suites = [...new Set(data.suite.map((one) => one.lang))].sort().map((lang): Measure => {
    const own = data.suite.filter((one) => one.lang === lang);
    const right = own.filter((one) => score(one.text, lang) >= WORKING === one.categories.length > 0);
    return {
      gate: `functional suite ${lang}, right`,
      better: 'higher',
      value: right.length / own.length,
      margin: SUITE_MARGIN,
    };
  });
  const rightOfHeldOut = heldOut.filter((one) => {
    const { means: own, text } = loudest(head, one);
    const { violating } = head.score(own, text, one.decided.lang);
    return violating >= WORKING === one.decided.categories.length > 0;
  });
  return [
    { gate: 'identity templates that flip', better: 'lower', value: swapFlips, limit: GATE_LIMITS.swapFlips },
    {
      gate: 'false alarms in protected contexts',
      better: 'lower',
      value: protectedFalseAlarms,
      limit: GATE_LIMITS.protectedFalseAlarms,
    },
    { gate: 'test set, AUROC', better: 'higher', value: whole, limit: GATE_LIMITS.auroc, margin: AUROC_MARGIN },
    ...parts,
    {
      gate: 'test set, recall at 5 % false alarms',
      better: 'higher',
      value: recallAt(scores, truths, 0.05),
      margin: RECALL_MARGIN,
    },
    ...suites,
    {
      gate: `${heldOut.length} held-out decisions, right`,
      better: 'higher',
      value: rightOfHeldOut.length / heldOut.length,
      margin: 0,
    },
  ];
}

const figure = (value: number): number | null => (Number.isFinite(value) ? value : null);

/**
 * `before` are the heads that the candidate must not fall behind, the live one first: the one that ships with the program is
 * among them, so that many small losses in a row do not add up. What cannot be measured does not hold.
 */
export async function compareHeads(
  candidate: Head,
  before: readonly Head[],
  data: RetrainingData,
  means: LayerMeans,
  heldOut: readonly DecidedWindows[],
): Promise<Gate[]> {
  const own = await measures(candidate, data, means, heldOut);
  const others = await Promise.all(before.map((head) => measures(head, data, means, heldOut)));
  return own.map(({ gate, better, value, limit, margin }, i) => {
    const known = others.map((each) => each[i]?.value ?? Number.NaN);
    const sign = better === 'higher' ? 1 : -1;
    const limits = [
      ...(limit === undefined ? [] : [limit]),
      ...(margin === undefined ? [] : known.map((one) => one - sign * margin)),
    ];
    // The strictest of them. NaN where something could not be measured, and nothing is at or over NaN.
    const bound = sign * Math.max(...limits.map((one) => sign * one));
    return {
      gate,
      better,
      live: figure(known[0] ?? Number.NaN),
      candidate: figure(value),
      limit: figure(bound),
      holds: sign * value >= sign * bound,
    };
  });
}
