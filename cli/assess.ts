import { runAssess } from '#classifiers/assess-command.ts';
import { liveHeadDir } from '#classifiers/model/live.ts';
import { loadConfig } from '#services/config.ts';
import { prepareEncoder } from '#services/encoder.ts';
import { progressOn } from '#services/progress.ts';
import { modelHome } from './open.ts';

export const assess = async (): Promise<void> => {
  const config = loadConfig();
  const modelDir = await prepareEncoder({
    ...(config.encoder === undefined ? {} : { encoder: config.encoder }),
    cacheDir: config.cache,
    onProgress: progressOn(),
  });
  const headDir = liveHeadDir(modelHome(config));
  process.exitCode = await runAssess(process.stdin, process.stdout, process.stderr, {
    modelDir,
    ...(headDir === undefined ? {} : { headDir }),
  });
};
