/** Builds the index of the labelled examples in a process of its own: it keeps one core busy for a minute or two. */
import { buildIndex } from '#classifiers/examples/index-file.ts';
import { readCorpus } from '#classifiers/training/corpus.ts';
import './watch-parent.ts';

const [encoderDir, cacheDir] = process.argv.slice(2);
if (encoderDir === undefined || cacheDir === undefined)
  throw new Error('examples-build needs the folder of the encoder and that of the cache');
await buildIndex({
  encoderDir,
  cacheDir,
  examples: readCorpus(),
  onProgress: (done, all) => process.send?.(`${done} of ${all} examples`),
});
