import { readFileSync, writeFileSync } from 'node:fs';
import { openQueues } from '#pipeline/queues.ts';
import { whileOthersRest } from '#pipeline/rebuilding.ts';
import { loadConfig } from '#services/config.ts';
import { runningServices } from '#services/services.ts';
import { compareDigests, type Digest, digest } from '#store/digest.ts';
import { type RebuildProgress, rebuild } from '#store/rebuild.ts';
import { connected, openHouse, withStore } from './open.ts';

export const writeDigest = (out: string): Promise<void> =>
  withStore(async (store) => {
    writeFileSync(out, `${JSON.stringify(await digest(store), null, 1)}\n`);
    process.stdout.write(`written: ${out}\n`);
  });

/** One line for each step, and one for each thousand of it. */
const showProgress = (): ((progress: RebuildProgress) => void) => {
  let step = '';
  return (progress) => {
    if (progress.step === step && progress.done % 1000 !== 0) return;
    step = progress.step;
    process.stderr.write(`${progress.step}: ${progress.done}\n`);
  };
};

/** With a digest from before, prints how many records and search results differ, and ends with 1 where any does. */
export const rebuildIndices = async (options: { against?: string }): Promise<void> => {
  const config = await runningServices(loadConfig());
  const store = await openHouse(config);
  const queues = openQueues(connected(config).redisUrl, config.namespace);
  try {
    const rebuilt = await whileOthersRest(store.redis, store.namespace, queues, () =>
      rebuild(store, { onProgress: showProgress() }),
    );
    process.stderr.write(
      `rebuilt: ${rebuilt.subjects} records from ${rebuilt.events} events, ${rebuilt.posts} posts\n`,
    );
    if (options.against === undefined) return;
    const before = JSON.parse(readFileSync(options.against, 'utf8')) as Digest;
    const { differences, list } = compareDigests(before, await digest(store));
    for (const difference of list.slice(0, 50))
      process.stdout.write(
        `${difference.key}: ${difference.before ?? 'nothing'} before, ${difference.after ?? 'nothing'} after\n`,
      );
    process.stdout.write(`${differences} differences\n`);
    if (differences > 0) process.exitCode = 1;
  } finally {
    await queues.close();
    await store.close();
  }
};
