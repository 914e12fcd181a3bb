/** Fits the calibration of a head to the validation set. */
import { CATEGORIES, CONTEXTS } from '#core/labels.ts';
import type { HeadDescription } from '../model/head.ts';
import type { Example } from './corpus.ts';
import { fitPlatt, fitTemperature } from './platt.ts';
import { CALIBRATION_BORROWED } from './settings.ts';

/** `raw` are the outputs per example. One slope for `violating`, overall and per language; one shared by the categories. */
export function fitCalibration(
  examples: readonly Example[],
  raw: readonly Float32Array[],
): HeadDescription['calibration'] {
  const truths = examples.map((example) => example.categories.length > 0);
  const logits = raw.map((out) => out[0] ?? 0);
  const languages = [...new Set(examples.map((example) => example.lang))].sort();
  const pairs = raw.flatMap((out, row) =>
    CATEGORIES.map((category, i) => [out[1 + i] ?? 0, examples[row]?.categories.includes(category) ?? false] as const),
  );
  return {
    violating: fitPlatt(logits, truths),
    byLanguage: Object.fromEntries(
      languages.map((lang) => [
        lang,
        fitPlatt(
          logits,
          truths,
          examples.map((example) => (example.lang === lang ? 1 : CALIBRATION_BORROWED)),
        ),
      ]),
    ),
    categories: fitPlatt(
      pairs.map(([z]) => z),
      pairs.map(([, truth]) => truth),
    ),
    contextTemperature: fitTemperature(
      raw.map((out) => Array.from(out.subarray(1 + CATEGORIES.length))),
      examples.map((example) => CONTEXTS.indexOf(example.context)),
    ),
  };
}
