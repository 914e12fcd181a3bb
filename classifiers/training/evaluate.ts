/**
 * npm run evaluate: the committed head on sets that it was never trained on. Prints figures, never texts. Without
 * WEIR_DATA_DIR only the held-out figures of the training and the identity swaps are printed, and it says so.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encoderDir } from '../encoder/location.ts';
import { HEAD_DIR, loadHead } from '../model/head.ts';
import { layerMeans } from './features.ts';
import { type Figures, percent, table } from './figures.ts';
import { auroc, averagePrecision, recallOver, share, thresholdAt } from './metrics.ts';
import { dataDir, readBenign, readHateCheck } from './outside-data.ts';
import { swapGroups } from './swap-templates.ts';

const WORKING = 0.5;
const head = await loadHead();
const outside = dataDir();
const hateCheck = outside === undefined ? [] : readHateCheck(outside);
const benign = outside === undefined ? [] : readBenign(outside);
const swaps = swapGroups();
const means = await layerMeans(
  [...[...hateCheck, ...benign].map((row) => row.text), ...swaps.flatMap((swap) => swap.texts)],
  {
    encoderDir: encoderDir(),
    file: join(fileURLToPath(new URL('../../.weir/training/', import.meta.url)), 'layer-means.bin'),
    threads: availableParallelism(),
    onProgress: (done, all) => done % 1600 === 0 && process.stderr.write(`encoded ${done}/${all}\n`),
  },
);
const score = (text: string): number => head.score(means.of(text)).violating;

const measured = JSON.parse(readFileSync(join(HEAD_DIR, 'figures.json'), 'utf8')) as {
  version: string;
  all: Figures;
  byLanguage: Record<string, Figures>;
  falseAlarmsByContext: Record<string, number>;
  swaps: { groups: number; flips: number; widest: number };
};
console.log(
  `\n${head.description.version}\n\nHeld-out ideas and styles (measured by the training of ${measured.version})`,
);
console.log(table([['all', measured.all], ...Object.entries(measured.byLanguage)]));
console.log('\nFalse alarms at 0.5 by context (held out):');
for (const [context, value] of Object.entries(measured.falseAlarmsByContext))
  console.log(`  ${context} ${percent(value)}`);
console.log(`Identity swaps of the corpus (held out): ${measured.swaps.flips} of ${measured.swaps.groups} groups flip`);

const flips = swaps.map((swap) => {
  const own = swap.texts.map(score);
  return {
    flip: own.some((p) => p >= WORKING) && own.some((p) => p < WORKING),
    spread: Math.max(...own) - Math.min(...own),
  };
});
console.log(
  `Identity-swap templates (never trained on): ${flips.filter((one) => one.flip).length} of ${flips.length} flip, widest spread ${Math.max(...flips.map((one) => one.spread)).toFixed(2)}`,
);

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
    `  AUROC ${auroc(scores, truths).toFixed(3)}, average precision ${averagePrecision(scores, truths).toFixed(3)}`,
  );
  console.log(`  recall at 5 % false alarms ${percent(recallOver(scores, truths, thresholdAt(scores, truths, 0.05)))}`);
  console.log(`  flagged at ${WORKING}: threats F5 ${rate('threat_dir_h')}, F6 ${rate('threat_norm_h')}`);
  console.log(
    `  false alarms: quoting ${rate('counter_quote_nh')}, referring ${rate('counter_ref_nh')}, neutral identity ${rate('ident_neutral_nh')}, positive identity ${rate('ident_pos_nh')}`,
  );
}
for (const group of [...new Set(benign.map((row) => row.group))]) {
  const scores = benign.filter((row) => row.group === group).map((row) => score(row.text));
  console.log(`\n${group}: ${percent(share(scores, WORKING))} of ${scores.length} flagged at ${WORKING}`);
}
