/** The worker process: crawls, scores, delivers. As many as there are machines. */

import { startWorker } from '#pipeline/worker.ts';
import { loadConfig } from '#services/config.ts';
import { tellReady } from '#services/watch-parent.ts';
import { connected, openLog } from './open.ts';
import { openPipeline } from './pipeline.ts';

const SWEEP_MILLISECONDS = 1000;

const config = loadConfig();
const log = openLog(config, 'worker');
const pipeline = await openPipeline(config, log);
const worker = await startWorker(pipeline.context, {
  redisUrl: connected(config).redisUrl,
  sweepMilliseconds: SWEEP_MILLISECONDS,
});
log.info({ home: config.home }, 'the worker works');
tellReady();

let stopping = false;
const stop = async (): Promise<void> => {
  if (stopping) return;
  stopping = true;
  await worker.close();
  await pipeline.close();
  process.exit(0);
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    stop().catch((error: unknown) => {
      log.error({ error }, 'the worker did not stop in order');
      process.exit(1);
    });
  });
}
