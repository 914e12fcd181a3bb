import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, inject } from 'vitest';

const deleteIndices = async (namespace: string): Promise<void> => {
  const url = inject('elasticsearchUrl');
  const answer = await fetch(`${url}/${namespace}*?expand_wildcards=all&ignore_unavailable=true`);
  if (!answer.ok) throw new Error(`the indices of ${namespace} could not be listed: ${answer.status}`);
  // Deleting by pattern is refused by Elasticsearch, and rightly so; the names are given one by one.
  for (const name of Object.keys((await answer.json()) as object)) await fetch(`${url}/${name}`, { method: 'DELETE' });
};

const deleteKeys = async (namespace: string): Promise<void> => {
  const redis = new Redis(inject('redisUrl'));
  try {
    for await (const keys of redis.scanStream({ match: `${namespace}*`, count: 1000 })) {
      if (keys.length > 0) await redis.unlink(...(keys as string[]));
    }
  } finally {
    redis.disconnect();
  }
};

/**
 * A prefix of its own for the indices and Redis keys of one test file, valid as WEIR_NAMESPACE. What was made under it is
 * deleted after the file's last test. Call it at the top of the file.
 */
export const testNamespace = (): string => {
  const namespace = `weir-t${randomBytes(6).toString('hex')}`;
  afterAll(async () => {
    await deleteIndices(namespace);
    await deleteKeys(namespace);
  });
  return namespace;
};
