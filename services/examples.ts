import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { indexFile, indexReady } from '#classifiers/examples/index-file.ts';
import { readCorpus } from '#classifiers/training/corpus.ts';
import { WeirError } from '#core/errors.ts';
import { runBuild } from './build-process.ts';
import { withLock } from './lock.ts';

/**
 * Makes sure that the index of the labelled examples is in the cache; an encoder or a corpus that changed makes a new one. It is
 * built once on a machine, beside what else goes on there, and never keeps anything waiting.
 * @throws WeirError EXAMPLES_BUILD · FOLDER_BUSY where another process has been at it for more than five minutes
 */
export const prepareExamples = async (options: { encoderDir: string; cacheDir: string }): Promise<void> => {
  const file = indexFile(options.cacheDir, readCorpus());
  if (indexReady(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  await withLock(`${file}.lock`, async () => {
    if (indexReady(file)) return;
    await runBuild(new URL('./examples-build.ts', import.meta.url), [options.encoderDir, options.cacheDir], {
      lowPriority: true,
      failed: (printed) =>
        new WeirError('EXAMPLES_BUILD', 'The index of the labelled examples could not be built.', {
          fix: 'Read the message in details. Cases can be decided all the same: their pages show no examples.',
          details: [{ location: 'examples-build.ts', message: printed }],
        }),
    });
  });
};
