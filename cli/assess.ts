import { runAssess } from '#classifiers/assess-command.ts';
import { loadConfig } from '#services/config.ts';
import { prepareEncoder } from '#services/encoder.ts';
import { progressOn } from '#services/progress.ts';

export const assess = async (): Promise<void> => {
  const config = loadConfig();
  const modelDir = await prepareEncoder({
    ...(config.encoder === undefined ? {} : { encoder: config.encoder }),
    cacheDir: config.cache,
    onProgress: progressOn(),
  });
  process.exitCode = await runAssess(process.stdin, process.stdout, process.stderr, { modelDir });
};
