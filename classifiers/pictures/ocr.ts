/** Words in an image, English and simplified Chinese, by tesseract.js with the language data of its packages. No network. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createWorker, OEM, type Page } from 'tesseract.js';

const LANGUAGES = ['eng', 'chi_sim'] as const;
/** Of the sets in the packages the one that read our test pictures best (see docs/known-content.md). */
const DATA_SET = '4.0.0';
/** Words that the engine is less sure of, in percent, are shapes more often than words. */
const LEAST_CONFIDENCE = 60;
export const LONGEST_TEXT = 10_000;

export interface Ocr {
  /** @param page PNG. @returns the lines, top to bottom; empty where there are no words. */
  read(page: Uint8Array): Promise<string>;
  close(): Promise<void>;
}

const require = createRequire(import.meta.url);
const dataOf = (language: string): string =>
  join(dirname(require.resolve(`@tesseract.js-data/${language}/package.json`)), DATA_SET, `${language}.traineddata.gz`);

/** Tesseract parts Chinese characters with blanks; nobody writes like that, and the model has not learnt it. */
const joined = (line: string): string => line.replace(/(?<=\p{Script=Han}) +(?=[\p{Script=Han}\p{P}])/gu, '');

const linesOf = (page: Page): string[] =>
  (page.blocks ?? [])
    .flatMap((block) => block.paragraphs)
    .flatMap((paragraph) => paragraph.lines)
    .map((line) =>
      line.words
        .filter((word) => word.confidence >= LEAST_CONFIDENCE)
        .map((word) => word.text)
        .join(' '),
    )
    .map((line) => joined(line).trim())
    // A lone letter or stroke is an edge of something drawn.
    .filter((line) => /[\p{L}\p{N}].*[\p{L}\p{N}]/u.test(line));

export const openOcr = async (): Promise<Ocr> => {
  // The engine wants the data of all languages in one folder, and reads it once.
  const folder = await mkdtemp(join(tmpdir(), 'weir-ocr-'));
  try {
    for (const language of LANGUAGES) await copyFile(dataOf(language), join(folder, `${language}.traineddata.gz`));
    const worker = await createWorker([...LANGUAGES], OEM.LSTM_ONLY, {
      langPath: folder,
      gzip: true,
      cacheMethod: 'none',
    });
    return {
      read: async (page) => {
        const { data } = await worker.recognize(Buffer.from(page), {}, { blocks: true });
        return linesOf(data).join('\n').slice(0, LONGEST_TEXT);
      },
      close: async () => void (await worker.terminate()),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
