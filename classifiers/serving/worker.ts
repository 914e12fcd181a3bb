/** One worker thread: text analysis, encoder (one ONNX thread) and head over one batch at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { isWeirError } from '#core/errors.ts';
import { loadEncoder } from '../encoder/encoder.ts';
import { codesOf } from '../examples/codes.ts';
import { type Head, loadHead, requireFit, unit } from '../model/head.ts';
import { bands, contentHash, encodeSignature, minhash } from '../near-duplicates/minhash.ts';
import { detectLanguage } from '../text/language.ts';
import { modelText } from '../text/normalise.ts';
import { segment } from '../text/segment.ts';
import type { Analysed, Job, Reply, Request, WorkerData } from './protocol.ts';
import { windowsOf } from './windows.ts';

const port = parentPort;
if (!port) throw new Error('This file runs in a worker thread only.');
const send = (reply: Reply): void => port.postMessage(reply);

const describe = (error: unknown) =>
  isWeirError(error)
    ? { code: error.code, message: error.message, fix: error.fix }
    : { code: 'CLASSIFIER_FAILED', message: error instanceof Error ? error.message : String(error), fix: undefined };

async function start({ encoderDir, headDir }: WorkerData): Promise<void> {
  const encoder = await loadEncoder(encoderDir);
  const headOf = async (dir: string): Promise<Head> => {
    const loaded = await loadHead(dir);
    requireFit(loaded.description, encoder.version, dir);
    return loaded;
  };
  let head = await headOf(headDir);
  const size = encoder.layers * encoder.width;

  const assess = async (jobs: Job[]): Promise<Analysed[]> => {
    const texts = jobs.map((job) => modelText(job.text).text);
    const read = texts.map((text) => windowsOf(text, encoder.tokens));
    const encoded = await encoder.encode(read.flatMap(({ windows }) => windows));
    let next = 0;
    return jobs.map((job, i) => {
      const { windows, starts, truncated } = read[i] ?? { windows: [], starts: [], truncated: false };
      const first = next;
      next += windows.length;
      const lang = job.lang ?? detectLanguage(job.text);
      // The window that speaks most against the text speaks for it.
      const means = (j: number): Float32Array => encoded.subarray((first + j) * size, (first + j + 1) * size);
      const own = means(0);
      const outputs = windows.map((_, j) => head.score(means(j), windows[j] ?? '', lang));
      const scores = outputs.reduce((worst, one) => (one.logit > worst.logit ? one : worst));
      const carrier = outputs.indexOf(scores);
      const start = starts[carrier] ?? 0;
      const carried = {
        modelVersion: head.description.version,
        scores,
        window: { start, end: start + (windows[carrier] ?? '').length },
        codes: codesOf(means(carrier), encoder),
      };
      const normalised = texts[i] ?? '';
      if (!job.analyse) {
        return {
          ...carried,
          truncated,
          normalised,
          lang,
          vector: [],
          tokens: [],
          contentHash: '',
          signature: '',
          bands: [],
        };
      }
      const signature = minhash(job.text);
      return {
        ...carried,
        truncated,
        lang,
        normalised,
        vector: Array.from(unit(own.subarray(size - encoder.width))),
        tokens: segment(job.text, lang),
        contentHash: contentHash(job.text),
        signature: encodeSignature(signature),
        bands: bands(signature),
      };
    });
  };

  let work: Promise<void> = Promise.resolve();
  port?.on('message', (request: Request) => {
    if (request === 'close') {
      void work.then(() => encoder.close()).finally(() => process.exit(0));
      return;
    }
    if ('headDir' in request) {
      const { headDir: dir } = request;
      work = work
        .then(async () => {
          head = await headOf(dir);
        })
        .then(
          () => send({ kind: 'head', headDir: dir }),
          (error: unknown) => send({ kind: 'head', headDir: dir, error: describe(error) }),
        );
      return;
    }
    const { batch, jobs } = request;
    work = work
      .then(() => assess(jobs))
      .then(
        (results) => send({ kind: 'done', batch, results }),
        (error: unknown) => send({ kind: 'failed', batch, error: describe(error) }),
      );
  });
  send({ kind: 'ready', modelVersion: head.description.version });
}

start(workerData as WorkerData).catch((error: unknown) =>
  send({ kind: 'failed', batch: undefined, error: describe(error) }),
);
