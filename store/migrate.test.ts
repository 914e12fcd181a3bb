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

it('brings settings and fields of today to an index that an earlier version made', async () => {
  const other = testNamespace();
  const client = openElasticsearch({ url: inject('elasticsearchUrl') });
  const made = (kind: 'cases' | 'ledger', properties: Record<string, { type: 'text'; analyzer: string }>) =>
    client.indices.create({
      ...{ index: indexName(other, kind, 1), aliases: { [aliasOf(other, kind)]: {} } },
      ...{ settings: { refresh_interval: '1s' }, mappings: { dynamic: 'strict', properties } },
    });
  await made('cases', { text: { type: 'text', analyzer: 'standard' } });
  await made('ledger', {});
  await migrateIndices(client, other, new ManualClock(START));
  const settingsOf = async (kind: 'cases' | 'ledger' | 'posts') => {
    const index = indexName(other, kind, 1);
    const found = await client.indices.getSettings({ index, flat_settings: true });
    const { settings } = found[index] as unknown as { settings: Record<string, string> };
    return [settings['index.refresh_interval'], settings['index.bloom_filter_for_id_field.enabled']];
  };
  expect(await settingsOf('cases')).toEqual(['1s', 'false']);
  expect(await settingsOf('ledger')).toEqual([undefined, 'false']);
  expect(await settingsOf('posts')).toEqual(['1s', 'true']);
  const [mapping] = Object.values(await client.indices.getMapping({ index: aliasOf(other, 'cases') }));
  expect(mapping?.mappings.properties?.text).toMatchObject({ norms: false });
  expect(mapping?.mappings.properties).toHaveProperty('clusterId');
  await client.close();
});
