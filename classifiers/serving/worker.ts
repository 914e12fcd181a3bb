/** One worker thread: text analysis, encoder (one ONNX thread) and head over one batch at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { isWeirError } from '#core/errors.ts';
import { loadEncoder } from '../encoder/encoder.ts';
import { loadHead, unit } from '../model/head.ts';
import { bands, contentHash, encodeSignature, minhash } from '../near-duplicates/minhash.ts';
import { detectLanguage } from '../text/language.ts';
import { modelText } from '../text/normalise.ts';
import { segment } from '../text/segment.ts';
import type { Analysed, Job, Reply, Request, WorkerData } from './protocol.ts';

const port = parentPort;
if (!port) throw new Error('This file runs in a worker thread only.');
const send = (reply: Reply): void => port.postMessage(reply);

const describe = (error: unknown) =>
  isWeirError(error)
    ? { code: error.code, message: error.message, fix: error.fix }
    : { code: 'CLASSIFIER_FAILED', message: error instanceof Error ? error.message : String(error), fix: undefined };

async function start({ encoderDir, headDir }: WorkerData): Promise<void> {
  const [encoder, head] = await Promise.all([loadEncoder(encoderDir), loadHead(headDir)]);
  const size = encoder.layers * encoder.width;

  const assess = async (jobs: Job[]): Promise<Analysed[]> => {
    const texts = jobs.map((job) => modelText(job.text).text);
    const means = await encoder.encode(texts);
    return jobs.map((job, i) => {
      const own = means.subarray(i * size, (i + 1) * size);
      const lang = job.lang ?? detectLanguage(job.text);
      const scores = head.score(own, lang);
      const normalised = texts[i] ?? '';
      if (!job.analyse) {
        return {
          scores,
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
        scores,
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

  port?.on('message', ({ batch, jobs }: Request) => {
    assess(jobs).then(
      (results) => send({ kind: 'done', batch, results }),
      (error: unknown) => send({ kind: 'failed', batch, error: describe(error) }),
    );
  });
  send({ kind: 'ready', modelVersion: head.description.version });
}

start(workerData as WorkerData).catch((error: unknown) =>
  send({ kind: 'failed', batch: undefined, error: describe(error) }),
);
