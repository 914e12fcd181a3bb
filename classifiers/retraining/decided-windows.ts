/** Layer means of decided texts, window by window as serving reads them. They are posts, so nothing of them is kept on disk. */
import { loadEncoder } from '../encoder/encoder.ts';
import type { Head } from '../model/head.ts';
import { windowsOf } from '../serving/windows.ts';
import { modelText } from '../text/normalise.ts';
import type { DecidedText } from './decided.ts';

export interface DecidedWindows {
  decided: DecidedText;
  /** Means of each window, [layers, width]. */
  windows: Float32Array[];
}

const BATCH = 16;

export async function encodeDecided(
  all: readonly DecidedText[],
  options: { encoderDir: string; threads: number },
): Promise<DecidedWindows[]> {
  const encoder = await loadEncoder(options.encoderDir, { threads: options.threads });
  const size = encoder.layers * encoder.width;
  try {
    const windows = all.map(({ text }) => windowsOf(modelText(text).text, encoder.tokens).windows);
    const flat = windows.flat();
    const means: Float32Array[] = new Array(flat.length);
    // Of like length together: little is padded.
    const order = flat.map((_, i) => i).sort((a, b) => (flat[a]?.length ?? 0) - (flat[b]?.length ?? 0));
    for (let at = 0; at < order.length; at += BATCH) {
      const batch = order.slice(at, at + BATCH);
      const encoded = await encoder.encode(batch.map((i) => flat[i] ?? ''));
      for (const [j, i] of batch.entries()) means[i] = encoded.slice(j * size, (j + 1) * size);
    }
    let next = 0;
    return all.map((decided, i) => {
      const count = windows[i]?.length ?? 0;
      next += count;
      return { decided, windows: means.slice(next - count, next) };
    });
  } finally {
    await encoder.close();
  }
}

/** The window that speaks loudest against the text: the one that serving goes by. */
export const loudest = (head: Head, { windows }: DecidedWindows): Float32Array =>
  windows.reduce((best, one) => ((head.outputs(one)[0] ?? 0) > (head.outputs(best)[0] ?? 0) ? one : best));
