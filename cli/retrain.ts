import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { CandidateReport } from '#classifiers/retraining/candidate.ts';
import type { RetrainingData } from '#classifiers/retraining/data.ts';
import type { Gate } from '#classifiers/retraining/gates.ts';
import { retrain } from '#classifiers/retraining/retrain.ts';
import type { FinalDecision } from '#core/final-decision.ts';
import { type Config, loadConfig } from '#services/config.ts';
import { prepareEncoder } from '#services/encoder.ts';
import { progressOn } from '#services/progress.ts';
import type { Store } from '#store/store.ts';
import { numberOf } from './number-option.ts';
import { modelHome, withStore } from './open.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const shown = (value: number | null): string =>
  value === null ? 'not measured' : Number.isInteger(value) ? String(value) : value.toFixed(3);

/** Live against candidate against limit, one line for each gate. */
export const gateTable = (gates: readonly Gate[]): string[] => {
  const rows = [
    ['gate', 'live', 'candidate', 'limit', ''],
    ...gates.map(({ gate, better, live, candidate, limit, holds }) => [
      ...[gate, shown(live), shown(candidate), `${better === 'higher' ? '>=' : '<='} ${shown(limit)}`],
      holds ? 'holds' : 'FAILS',
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

export interface RetrainChoices {
  decidedWeight?: number;
  heldOutShare?: number;
  epochs?: number;
  seed?: number;
  /** Instead of what ships with the program. */
  data?: RetrainingData;
  onProgress?: (step: string) => void;
}

/** Makes a candidate of what people have finally decided in a store. Nothing goes live by it. */
export const retrainFrom = async (
  store: Store,
  config: Config,
  encoderDir: string,
  { decidedWeight, heldOutShare, epochs, seed, data, onProgress }: RetrainChoices = {},
): Promise<CandidateReport> => {
  const decisions: FinalDecision[] = [];
  for await (const decision of store.cases.finalDecisions()) decisions.push(decision);
  return retrain({
    decisions,
    modelHome: modelHome(config),
    encoderDir,
    cacheFile: join(modelHome(config), 'layer-means.bin'),
    threads: availableParallelism(),
    at: store.clock.now().toISOString(),
    refit: { ...(epochs === undefined ? {} : { epochs }), ...(seed === undefined ? {} : { seed }) },
    ...(decidedWeight === undefined ? {} : { decidedWeight }),
    ...(heldOutShare === undefined ? {} : { heldOutShare }),
    ...(data === undefined ? {} : { data }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
};

/** Ends with 1 where a gate does not hold; the candidate is kept either way. */
export const retrainModel = async (options: {
  weight?: string;
  heldOut?: string;
  epochs?: string;
  seed?: string;
}): Promise<void> => {
  const config = loadConfig();
  const number = (name: string, text: string | undefined, isRight: (value: number) => boolean, expects: string) =>
    text === undefined ? undefined : numberOf(name, text, isRight, expects);
  const weight = number('--weight', options.weight, (value) => value > 0 && value <= 100, 'a number up to 100');
  const heldOut = number('--held-out', options.heldOut, (value) => value > 0 && value < 1, 'a share between 0 and 1');
  const isWhole = (value: number): boolean => Number.isInteger(value) && value > 0 && value <= 1000;
  const epochs = number('--epochs', options.epochs, isWhole, 'a whole number from 1 to 1000');
  const seed = number('--seed', options.seed, isWhole, 'a whole number from 1 to 1000');
  const encoderDir = await prepareEncoder({
    ...(config.encoder === undefined ? {} : { encoder: config.encoder }),
    cacheDir: config.cache,
    onProgress: progressOn(),
  });
  await withStore(async (store) => {
    await store.migrate();
    const report = await retrainFrom(store, config, encoderDir, {
      ...(weight === undefined ? {} : { decidedWeight: weight }),
      ...(heldOut === undefined ? {} : { heldOutShare: heldOut }),
      ...(epochs === undefined ? {} : { epochs }),
      ...(seed === undefined ? {} : { seed }),
      onProgress: (step) => process.stderr.write(`${step}\n`),
    });
    const { version, basedOn, trainedOn, gates, holds } = report;
    say(
      `${version}, from ${basedOn}: ${trainedOn.violating} decided texts violating, ${trainedOn.notViolating} not, beside ${trainedOn.corpus + trainedOn.counterfactual} of the corpus; left out ${trainedOn.sameText} copies and ${trainedOn.keptApart} that stand in a test set`,
    );
    for (const line of gateTable(gates)) say(`  ${line}`);
    if (holds) say(`Every gate holds. To let it serve: npx weir model activate ${version} --by LOGIN --reason WORDS`);
    else {
      say('It cannot go live: a gate does not hold.');
      process.exitCode = 1;
    }
  });
};
