/** Runs many fits over the same training set, one thread each; what was fitted before is read from the disk. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FitOptions, TrainingSet } from './fit.ts';

export interface FitJob {
  rows: number[];
  options: FitOptions;
}

const share = (values: Float32Array): Float32Array => {
  const shared = new Float32Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
};

/** Weights of every job, in order. */
export async function fitAll(
  set: TrainingSet,
  jobs: FitJob[],
  { threads, cacheDir }: { threads: number; cacheDir: string },
  onProgress: (done: number, all: number) => void,
): Promise<Float32Array[]> {
  mkdirSync(cacheDir, { recursive: true });
  const ofSet = createHash('sha256');
  for (const part of [set.features, set.targets, set.weights]) ofSet.update(part);
  const setHash = ofSet.digest('hex');
  const fileOf = (job: FitJob): string =>
    join(
      cacheDir,
      `${createHash('sha256')
        .update(`${setHash}${JSON.stringify(job)}`)
        .digest('hex')}.bin`,
    );
  const workerData: TrainingSet = {
    features: share(set.features),
    width: set.width,
    targets: share(set.targets),
    weights: share(set.weights),
  };
  const results: Float32Array[] = new Array(jobs.length);
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./fit-worker.mjs', import.meta.url), { workerData, execArgv: [] });
    try {
      while (next < jobs.length) {
        const index = next++;
        const job = jobs[index] as FitJob;
        const file = fileOf(job);
        if (existsSync(file)) {
          const bytes = readFileSync(file);
          results[index] = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
        } else {
          const weights = await new Promise<Float32Array>((resolve, reject) => {
            worker.once('message', resolve);
            worker.once('error', reject);
            worker.postMessage(job);
          });
          writeFileSync(`${file}.part`, weights);
          renameSync(`${file}.part`, file);
          results[index] = weights;
        }
        onProgress(++done, jobs.length);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, jobs.length) }, work));
  return results;
}
