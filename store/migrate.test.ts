import { expect, inject, it } from 'vitest';
import { ManualClock } from '#core/clock.ts';
import { testNamespace } from '../tests/namespace.ts';
import { getChecked, openElasticsearch } from './elasticsearch.ts';
import { aliasOf, indexName, KINDS, migrateIndices } from './indices.ts';
import { START } from './test-store.ts';

const namespace = testNamespace();

it('ends when every index can be read, though another process has only just made it', async () => {
  const client = openElasticsearch({ url: inject('elasticsearchUrl') });
  const clock = new ManualClock(START);
  await migrateIndices(client, namespace, clock);
  await client.indices.delete({ index: KINDS.map((kind) => indexName(namespace, kind, 1)) });
  await Promise.all(
    KINDS.map((kind) =>
      client.indices.create({
        ...{ index: indexName(namespace, kind, 1), aliases: { [aliasOf(namespace, kind)]: {} } },
        // The other process is told so at once, before a shard has started.
        wait_for_active_shards: 0,
      }),
    ),
  );
  await migrateIndices(client, namespace, clock);
  const found = await Promise.all(
    KINDS.map((kind) => getChecked(client, { index: aliasOf(namespace, kind), ids: ['nothing'] })),
  );
  expect(found.flat()).toEqual(KINDS.map(() => null));
  await client.close();
});
