/** Layer means of many texts, computed once per text and encoder and kept on disk: an interrupted run goes on there. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { sha256 } from '#core/hash.ts';
import { encoderVersion } from '../encoder/build.ts';
import { loadEncoder } from '../encoder/encoder.ts';
import { modelText } from '../text/normalise.ts';

/** A record of the file: 32 bytes of key, then the floats. */
const KEY_BYTES = 32;
const BATCH = 16;

export interface LayerMeans {
  layers: number;
  width: number;
  /** Means of one text, [layers, width]. */
  of(text: string): Float32Array;
}

/** Encodes the texts that `file` does not hold yet. Normalises like serving does. */
export async function layerMeans(
  texts: string[],
  options: { encoderDir: string; file: string; threads: number; onProgress?: (done: number, all: number) => void },
): Promise<LayerMeans> {
  const encoder = await loadEncoder(options.encoderDir, { threads: options.threads });
  const version = encoderVersion();
  const keyOf = (text: string): string => sha256(`${version}\n${text}`);
  const { layers, width } = encoder;
  const size = layers * width;
  const record = KEY_BYTES + size * 4;
  const known = new Map<string, Float32Array>();
  mkdirSync(dirname(options.file), { recursive: true });
  if (existsSync(options.file)) {
    const bytes = readFileSync(options.file);
    for (let at = 0; at + record <= bytes.length; at += record) {
      const key = bytes.toString('hex', at, at + KEY_BYTES);
      const start = bytes.byteOffset + at + KEY_BYTES;
      known.set(key, new Float32Array(bytes.buffer.slice(start, start + size * 4)));
    }
  }
  const missing = [...new Set(texts.map((text) => modelText(text).text))].filter((text) => !known.has(keyOf(text)));
  missing.sort((a, b) => a.length - b.length);
  for (let i = 0; i < missing.length; i += BATCH) {
    const batch = missing.slice(i, i + BATCH);
    const means = await encoder.encode(batch);
    const records = batch.map((text, j) => {
      const own = means.slice(j * size, (j + 1) * size);
      known.set(keyOf(text), own);
      return Buffer.concat([Buffer.from(keyOf(text), 'hex'), Buffer.from(own.buffer)]);
    });
    appendFileSync(options.file, Buffer.concat(records));
    options.onProgress?.(Math.min(i + BATCH, missing.length), missing.length);
  }
  await encoder.close();
  return {
    layers,
    width,
    of(text) {
      const own = known.get(keyOf(modelText(text).text));
      if (!own) throw new Error('The text was not among those that were encoded.');
      return own;
    },
  };
}
