import { readFileSync, writeFileSync } from 'node:fs';
import { loadConfig } from '#services/config.ts';
import { runningServices } from '#services/services.ts';
import { compareDigests, type Digest, digest } from '#store/digest.ts';
import { rebuild } from '#store/rebuild.ts';
import { openHouse } from './open.ts';

export const writeDigest = async (out: string): Promise<void> => {
  const store = await openHouse(await runningServices(loadConfig()));
  try {
    writeFileSync(out, `${JSON.stringify(await digest(store), null, 1)}\n`);
    process.stdout.write(`written: ${out}\n`);
  } finally {
    await store.close();
  }
};

/** With a digest from before, prints how many records and search results differ, and ends with 1 where any does. */
export const rebuildIndices = async (options: { against?: string }): Promise<void> => {
  const store = await openHouse(await runningServices(loadConfig()));
  try {
    await rebuild(store, { onProgress: ({ step, done }) => void process.stderr.write(`${step}: ${done}\n`) });
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
    await store.close();
  }
};
