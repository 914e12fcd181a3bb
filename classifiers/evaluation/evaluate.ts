/**
 * npm run evaluate: the committed model on sets that it was never trained on and that nothing was chosen by. Prints figures,
 * never texts. Without WEIR_DATA_DIR the public test sets are not measured, and it says so.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { encoderDir } from '../encoder/location.ts';
import { loadHead, type Scores } from '../model/head.ts';
import { detectLanguage } from '../text/language.ts';
import { modelText } from '../text/normalise.ts';
import { layerMeans } from '../training/features.ts';
import { falseAlarmsByContext, figuresOf, percent, pick, rowsIn, table } from '../training/figures.ts';
import { SCRATCH } from '../training/finetune.ts';
import { auroc, averagePrecision, recallAt, share } from '../training/metrics.ts';
import { dataDir } from '../training/outside-data.ts';
import { interval } from './bootstrap.ts';
import { evasionTable, evasionTexts, type LabelledPost, measureEvasion } from './evasion.ts';
import { WORKING } from './gates.ts';
import { measureNearDuplicates, nearDuplicateReport } from './near-duplicates.ts';
import { readBenign, readHateCheck } from './outside-sets.ts';
import { functionalities, readSuite, readTestSet } from './sets.ts';
import { swapGroups, swapResults } from './swap-templates.ts';

const head = await loadHead();
const outside = dataDir();
const test = readTestSet();
const suite = readSuite();
const hateCheck = outside === undefined ? [] : readHateCheck(outside);
const benign = outside === undefined ? [] : readBenign(outside);
const swaps = swapGroups();
const disguisable: LabelledPost[] = [...test, ...suite]
  .filter(({ lang }) => lang === 'en' || lang === 'zh')
  .map(({ text, lang, categories }) => ({ text, lang, violating: categories.length > 0 }));
const means = await layerMeans(
  [
    ...[...test, ...suite, ...hateCheck, ...benign].map((row) => row.text),
    ...swaps.flatMap((swap) => swap.texts),
    ...evasionTexts(disguisable),
  ],
  {
    encoderDir: encoderDir(),
    file: join(SCRATCH, 'layer-means.bin'),
    threads: availableParallelism(),
    onProgress: (done, all) => done % 1600 === 0 && process.stderr.write(`encoded ${done}/${all}\n`),
  },
);
const scoresOf = (text: string, lang = detectLanguage(text)): Scores =>
  head.score(means.of(text), modelText(text).text, lang);
const score = (text: string): number => scoresOf(text).violating;

const three = (value: number): string => value.toFixed(3);
/** A figure with its 95 % interval. */
const withInterval = (
  scores: readonly number[],
  truths: readonly boolean[],
  measure: (scores: number[], truths: boolean[]) => number,
): string => {
  const { value, low, high } = interval(scores.length, (rows) => measure(pick(scores, rows), pick(truths, rows)));
  return `${three(value)} (${three(low)} to ${three(high)})`;
};
const recallAt5 = (scores: number[], truths: boolean[]): number => recallAt(scores, truths, 0.05);

console.log(`\n${head.description.version}\n\nTest set: other ideas, other writers (classifiers/evaluation/test)`);
const testScores = test.map((example) => scoresOf(example.text));
const rowsOf = (langs: readonly string[]): number[] => rowsIn(test, langs);
const six = ['ar', 'de', 'es', 'fr', 'ru', 'tr'];
const parts: [string, number[]][] = [
  ['all', [...test.keys()]],
  ['en', rowsOf(['en'])],
  ['zh', rowsOf(['zh'])],
  ['six others', rowsOf(six)],
  ...six.map((lang): [string, number[]] => [lang, rowsOf([lang])]),
];
console.log(table(figuresOf(parts, test, testScores)));
console.log('\n95 % intervals by 500 resamples:');
for (const [name, rows] of parts.slice(0, 4)) {
  const own = pick(testScores, rows).map((one) => one.violating);
  const truths = pick(test, rows).map((one) => one.categories.length > 0);
  console.log(
    `  ${name}: AUROC ${withInterval(own, truths, auroc)}, average precision ${withInterval(own, truths, averagePrecision)}, recall at 5 % false alarms ${withInterval(own, truths, recallAt5)}`,
  );
}
console.log('\nFalse alarms at 0.5 by context (test set):');
for (const [context, value] of Object.entries(falseAlarmsByContext(test, testScores)))
  console.log(`  ${context} ${percent(value)}`);

const names = functionalities();
const languages = [...new Set(suite.map((one) => one.lang))].sort();
console.log(`\nFunctional suite: share of cases that fall on the right side of ${WORKING} (cases)`);
const right = (own: typeof suite): number =>
  own.filter((one) => scoresOf(one.text, one.lang).violating >= WORKING === one.functionality.startsWith('V')).length /
  own.length;
for (const [id, what] of Object.entries(names)) {
  const cells = languages.map((lang) => {
    const own = suite.filter((one) => one.functionality === id && one.lang === lang);
    return `${lang} ${percent(right(own))} (${own.length})`;
  });
  console.log(`  ${id} ${cells.join(', ')}: ${what}`);
}
for (const lang of languages) {
  const own = suite.filter((one) => one.lang === lang);
  const truths = own.map((one) => one.functionality.startsWith('V'));
  const scores = own.map((one) => scoresOf(one.text, lang).violating);
  console.log(
    `  ${lang} whole: right ${percent(right(own))}, AUROC ${withInterval(scores, truths, auroc)}, recall at 5 % false alarms ${withInterval(scores, truths, recallAt5)}`,
  );
}

const swapped = swapResults(
  swaps,
  swaps.flatMap((swap) => swap.texts.map(score)),
  WORKING,
);
console.log(
  `Identity-swap templates (never trained on): ${swapped.filter((one) => one.flips).length} of ${swapped.length} flip, widest spread ${Math.max(...swapped.map((one) => one.spread)).toFixed(2)}`,
);

console.log(
  `\nDisguises (test set and functional suite, English and Chinese): flagged at ${WORKING}, the language told from the text\n`,
);
console.log(
  evasionTable(await measureEvasion(disguisable, async (texts) => texts.map((text) => score(text)), WORKING)),
);

console.log(
  '\nNear-duplicates (test set and functional suite, edited by a seeded hand), 95 % intervals by 100 resamples:',
);
for (const lang of ['en', 'zh']) console.log(nearDuplicateReport(measureNearDuplicates([...test, ...suite], lang)));

if (outside === undefined)
  console.log('\nWEIR_DATA_DIR names no outside data: HateCheck, COLD and Davidson were NOT measured.');
for (const lang of [...new Set(hateCheck.map((row) => row.lang))]) {
  const rows = hateCheck.filter((row) => row.lang === lang);
  const scores = rows.map((row) => score(row.text));
  const truths = rows.map((row) => row.violating);
  const rate = (group: string): string =>
    percent(
      share(
        scores.filter((_, i) => rows[i]?.group === group),
        WORKING,
      ),
    );
  console.log(
    `\nHateCheck ${lang}, remapped to violence (${rows.length} cases, ${truths.filter(Boolean).length} threats)`,
  );
  console.log(
    `  AUROC ${withInterval(scores, truths, auroc)}, average precision ${withInterval(scores, truths, averagePrecision)}`,
  );
  console.log(`  recall at 5 % false alarms ${percent(recallAt5(scores, truths))}`);
  console.log(`  flagged at ${WORKING}: threats F5 ${rate('threat_dir_h')}, F6 ${rate('threat_norm_h')}`);
  console.log(
    `  false alarms: quoting ${rate('counter_quote_nh')}, referring ${rate('counter_ref_nh')}, neutral identity ${rate('ident_neutral_nh')}, positive identity ${rate('ident_pos_nh')}`,
  );
}
for (const group of [...new Set(benign.map((row) => row.group))]) {
  const scores = benign.filter((row) => row.group === group).map((row) => score(row.text));
  console.log(`\n${group}: ${percent(share(scores, WORKING))} of ${scores.length} flagged at ${WORKING}`);
}
