import { startWorker } from '#pipeline/worker.ts';
import { loadConfig } from '#services/config.ts';
import { tellReady } from '#services/watch-parent.ts';
import { connected, openLog } from './open.ts';
import { openPipeline } from './pipeline.ts';

const config = loadConfig();
const log = openLog(config, 'worker');
const pipeline = await openPipeline(config, log);
const worker = await startWorker(pipeline.context, { redisUrl: connected(config).redisUrl, sweepMilliseconds: 1000 });
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
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
