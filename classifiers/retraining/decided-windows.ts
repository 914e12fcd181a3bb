/** Layer means of decided texts, window by window as serving reads them. They are posts, so nothing of them is kept on disk. */
import { loadEncoder } from '../encoder/encoder.ts';
import type { Head } from '../model/head.ts';
import { windowsOf } from '../serving/windows.ts';
import { modelText } from '../text/normalise.ts';
import type { DecidedText } from './decided.ts';

export interface DecidedWindows {
  decided: DecidedText;
  /** Each window as it is read, with its means, [layers, width]. */
  windows: { text: string; means: Float32Array }[];
}

export async function encodeDecided(
  all: readonly DecidedText[],
  options: { encoderDir: string; threads: number },
): Promise<DecidedWindows[]> {
  const encoder = await loadEncoder(options.encoderDir, { threads: options.threads });
  const size = encoder.layers * encoder.width;
  try {
    const windows = all.map(({ text }) => windowsOf(modelText(text).text, encoder.tokens).windows);
    const flat = windows.flat();
    const encoded = await encoder.encode(flat);
    const means = flat.map((_, i) => encoded.subarray(i * size, (i + 1) * size));
    let next = 0;
    return all.map((decided, i) => {
      const count = windows[i]?.length ?? 0;
      next += count;
      const own = windows[i] ?? [];
      return {
        decided,
        windows: own.map((text, w) => ({ text, means: means[next - count + w] ?? new Float32Array(size) })),
      };
    });
  } finally {
    await encoder.close();
  }
}

/** The window that speaks loudest against the text: the one that serving goes by. */
export const loudest = (head: Head, { windows }: DecidedWindows): DecidedWindows['windows'][number] => {
  const loudness = ({ means, text }: DecidedWindows['windows'][number]): number => head.outputs(means, text)[0] ?? 0;
  return windows.reduce((best, one) => (loudness(one) > loudness(best) ? one : best));
};
