import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkerPool } from './pool.ts';

describe('WorkerPool', () => {
  let folder: string;
  let pool: WorkerPool;
  const start = async (options: { threads?: number; queueLimit?: number } = {}) => {
    pool = await WorkerPool.start({
      encoderDir: join(folder, 'mark'),
      headDir: '',
      threads: 1,
      batchSize: 4,
      queueLimit: 64,
      entry: new URL('./testing/dying-worker.mjs', import.meta.url),
      ...options,
    });
  };
  const run = async (texts: string[]) => {
    const results = await pool.run(texts.map((text) => ({ text, lang: undefined, analyse: true })));
    return results.map((result) => result.normalised);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'weir-pool-'));
  });
  afterEach(async () => {
    await pool.close();
    rmSync(folder, { recursive: true });
  });

  it('answers in the order of the question, whatever the batches', async () => {
    await start({ threads: 2 });
    const texts = Array.from({ length: 50 }, (_, i) => `${'x'.repeat((i * 37) % 200)} ${i}`);
    expect(await run(texts)).toEqual(texts);
  });

  it('puts texts of like length into one batch', async () => {
    await start();
    const long = 'y'.repeat(500);
    const results = await pool.run(
      ['a', long, 'b', long, 'c', long, 'd', long].map((text) => ({ text, lang: undefined, analyse: true })),
    );
    expect(results.map((result) => result.scores.logit)).toEqual([4, 4, 4, 4, 4, 4, 4, 4]);
  });

  it('gets through more texts than the queue holds', async () => {
    await start({ queueLimit: 8 });
    const texts = Array.from({ length: 100 }, (_, i) => `text ${i}`);
    expect(await run(texts)).toEqual(texts);
  });

  it('replaces a worker that dies and tries its batch once more', async () => {
    await start();
    expect(await run(['one', 'dies once', 'two'])).toEqual(['one', 'dies once', 'two']);
  });

  it('fails a batch that kills two workers, and goes on with the next', async () => {
    await start();
    await expect(run(['dies always'])).rejects.toMatchObject({ code: 'CLASSIFIER_WORKER_LOST', retry: true });
    expect(await run(['still here'])).toEqual(['still here']);
  });

  it('rejects what waits when it is closed', async () => {
    await start();
    const waiting = run(Array.from({ length: 30 }, (_, i) => `text ${i}`));
    const outcome = expect(waiting).rejects.toMatchObject({ code: 'CLASSIFIER_CLOSED' });
    await pool.close();
    await outcome;
    await expect(run(['late'])).rejects.toMatchObject({ code: 'CLASSIFIER_CLOSED' });
  });
});
