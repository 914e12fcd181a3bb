import { expect, it } from 'vitest';
import { aSource, person } from '#store/test-records.ts';
import { START, testStores } from '#store/test-store.ts';
import { testNamespace } from '../tests/namespace.ts';
import { importFile } from './import.ts';

const stores = testStores(testNamespace());
const jsonl = (...rows: object[]): Uint8Array => Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'));

it('a file is taken in once, however often it is imported, and not at all with one mistake', async () => {
  const store = await stores.open();
  await store.migrate();
  await store.sources.set(
    aSource('hand-ins', { adapter: 'import', addresses: ['https://hand-in.example/'] }),
    person('sam'),
  );
  await store.sources.set(aSource('resting', { paused: true }), person('sam'));
  const context = {
    store,
    clock: stores.clock,
    collector: 'Weir/0.0.0',
    pseudonymOf: (_source: string, author: string) => `pseudonym of ${author.length}`,
  };
  const take = (bytes: Uint8Array, source = 'hand-ins') => importFile({ name: 'a.jsonl', bytes }, source, context);
  const rows = Array.from({ length: 1200 }, (_value, index) => ({
    id: `row-${index}`,
    text: `Tide ${index}`,
    author: 'ada',
  }));

  await expect(take(jsonl(...rows, { id: 'broken' }))).rejects.toMatchObject({
    code: 'IMPORT_INVALID',
    details: [{ location: 'line 1201' }],
  });
  const first = await take(jsonl(...rows));
  // Nothing was left behind by the file with the mistake.
  expect(first).toMatchObject({ read: 1200, created: 1200 });
  expect(await take(jsonl(...rows))).toMatchObject({ read: 1200, created: 0 });
  expect(await take(jsonl(...rows.slice(0, 2), { id: 'row-7', text: 'Another tide' }))).toMatchObject({ created: 1 });
  const manifest = await store.evidence.getCapture(first.captureId);
  expect(manifest).toMatchObject({ sourceId: 'hand-ins', at: START });

  await expect(take(jsonl(rows[0] ?? {}), 'resting')).rejects.toMatchObject({ code: 'IMPORT_SOURCE' });
  await expect(take(jsonl(rows[0] ?? {}), 'nobody')).rejects.toMatchObject({ code: 'IMPORT_SOURCE' });
});
