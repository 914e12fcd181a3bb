/** Where the index of the examples lies, and how it is built: int8 codes alone, 384 bytes for each example. */
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rename, stat, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WeirError } from '#core/errors.ts';
import { hashOf } from '#core/hash.ts';
import { encoderVersion } from '../encoder/build.ts';
import { loadEncoder } from '../encoder/encoder.ts';
import { modelText } from '../text/normalise.ts';
import type { Example } from '../training/corpus.ts';
import { codesOfLayer, spaceOf } from './codes.ts';
import { ExampleIndex } from './example-index.ts';

const BATCH = 16;

/** Texts of like length stand together, so that little is padded; the file holds them in this order. */
export const inFileOrder = (examples: readonly Example[]): Example[] =>
  [...examples].sort((a, b) => a.text.length - b.text.length || (a.id < b.id ? -1 : 1));

/** Another encoder, another corpus or another layer is another file. */
export const indexFile = (cacheDir: string, examples: readonly Example[]): string => {
  const corpus = hashOf(inFileOrder(examples).map(({ id, text }) => [id, text])).slice(0, 12);
  return join(cacheDir, 'examples', `${spaceOf()}-${corpus}.bin`);
};

/** Complete as soon as it is there: it gets its name last. */
export const indexReady = (file: string): boolean => existsSync(file);

const sizeOf = async (file: string): Promise<number> => (existsSync(file) ? (await stat(file)).size : 0);

/**
 * Builds the file where it is not there; what an interrupted run has done is not done again. Two runs at once would spoil each
 * other's work: the caller holds a lock. About a minute for ten thousand texts on one free core.
 * @throws WeirError `ENCODER_UNAVAILABLE`; `EXAMPLES_ENCODER_MISMATCH` where the encoder is not of the version that `file` is for
 */
export async function buildIndex(options: {
  encoderDir: string;
  cacheDir: string;
  examples: readonly Example[];
  onProgress?: (done: number, all: number) => void;
}): Promise<string> {
  const { encoderDir, cacheDir, onProgress = () => {} } = options;
  const file = indexFile(cacheDir, options.examples);
  if (indexReady(file)) return file;
  const encoder = await loadEncoder(encoderDir);
  try {
    if (encoder.version !== encoderVersion())
      throw new WeirError(
        'EXAMPLES_ENCODER_MISMATCH',
        `The encoder that is there is ${encoder.version}, not ${encoderVersion()}.`,
        { fix: 'Run npm start, so that the encoder is built again; if WEIR_ENCODER is set, remove it or correct it.' },
      );
    const { width } = encoder;
    const size = encoder.layers * width;
    const texts = inFileOrder(options.examples).map(({ text }) => modelText(text).text);
    const part = `${file}.part`;
    await mkdir(dirname(file), { recursive: true });
    // A crash may have left half of a text at the end.
    let done = Math.floor((await sizeOf(part)) / width);
    if (done > 0) await truncate(part, done * width);
    while (done < texts.length) {
      const batch = texts.slice(done, done + BATCH);
      const means = await encoder.encode(batch);
      await appendFile(
        part,
        Buffer.concat(
          batch.map((_, i) => Buffer.from(codesOfLayer(means.subarray(i * size, (i + 1) * size), width).buffer)),
        ),
      );
      done += batch.length;
      onProgress(done, texts.length);
    }
    await rename(part, file);
  } finally {
    await encoder.close();
  }
  return file;
}

/** @throws the system's ENOENT where it is not built yet */
export async function readIndex(file: string, examples: readonly Example[]): Promise<ExampleIndex> {
  const bytes = await readFile(file);
  return new ExampleIndex(
    inFileOrder(examples),
    new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    bytes.byteLength / examples.length,
  );
}
