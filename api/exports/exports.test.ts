/** Exports in the background: what is in them, whose copy they are, and how long they are there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WARCParser } from 'warcio';
import { WARC_PATH } from '#core/capture.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { runExport } from '#pipeline/export-runs.ts';
import { verifyBundle } from '#store/evidence/bundle.ts';
import { readStoredZip } from '#store/evidence/stored-zip.ts';
import { TEST_PAGE, TEST_URL, testCapture } from '#store/evidence/test-capture.ts';
import { anAnalysis, aPost } from '#store/test-records.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { ExportRunList, ExportRunShown } from '../schemas/exports.ts';

let house: ApiHouse;
let anna: Person;
const actor = { kind: 'system' as const, id: 'test' };
const capture = await testCapture();
const captureId = capture.id;
const mill = aPost('mill', 'They met by the old mill.', { captureId });
const far = aPost('far', 'A mill far away.', { captureId, sourceId: 'ferry-source' });

beforeAll(async () => {
  house = await openApiHouse(testNamespace());
  const { posts, evidence } = house.store;
  await evidence.putCapture(capture);
  await posts.indexBatch([mill, far]);
  await posts.setAnalysis([
    { id: mill.id, analysis: anAnalysis('met old mill', 'mill') },
    { id: far.id, analysis: anAnalysis('mill far away', 'far') },
  ]);
  await posts.refresh();
  anna = await house.signIn('anna');
}, 240_000);
afterAll(() => house?.close());

const worker = (): PipelineContext =>
  ({
    ...{ store: house.store, clock: house.clock, log: { info: () => {}, warn: () => {} } },
    sharer: { publicUrl: 'https://weir.example', name: 'Office for Online Safety (test)' },
  }) as Partial<PipelineContext> as PipelineContext;
const ask = (format: string, change: object = {}) =>
  anna.post('/exports', { format, question: { q: 'mill' }, reason: 'a test', ...change });
const asked = async (format: string, change: object = {}): Promise<string> =>
  (await ask(format, change)).json<ExportRunShown>().id;
const runOf = async (id: string): Promise<ExportRunShown | undefined> =>
  (await anna.get('/exports')).json<ExportRunList>().items.find((run) => run.id === id);
const made = async (format: string, change: object = {}) => {
  const id = await asked(format, change);
  expect(await runExport({ exportId: id }, worker())).toBe('done');
  return { id, file: await anna.get(`/exports/${id}/file`) };
};

test('a file is made with a mark, entered into the ledger at each step, and fetched by whoever asked for it only', async () => {
  const { id, file } = await made('jsonl');
  const [head, ...rows] = file.body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(head).toMatchObject({ export: id, by: 'anna', reason: 'a test' });
  expect(rows.map((row) => row.id).sort()).toEqual([mill.id, far.id].sort());
  expect(await runOf(id)).toMatchObject({ state: 'done', read: 2, fetches: 1, file: { rows: 2 } });
  const entries = (await house.store.ledger.blocks(0, 1000)).flatMap((block) => block.entries);
  expect(entries.filter(({ subject }) => subject.id === id).map(({ type, actor: by }) => [type, by.id])).toEqual([
    ['export.asked', 'anna'],
    ['export.done', 'export'],
    ['export.fetched', 'anna'],
  ]);
  const sven = await house.signIn('sven');
  expect((await sven.get(`/exports/${id}/file`)).statusCode).toBe(404);
  expect((await sven.get('/exports')).json<ExportRunList>().items).toEqual([]);
  expect((await (await house.signIn('rita')).get('/exports')).statusCode).toBe(403);
  expect((await ask('csv', { reason: 'x' })).statusCode).toBe(400);
});

test('STIX holds what the house shares of the posts that were found, and nobody of whom they are', async () => {
  const share = async (itemId: string, kind: 'url' | 'sha256', value: string): Promise<void> => {
    const data = { ...{ kind, value, generation: 1 }, caseId: 'case-mill', categories: ['incitement' as const] };
    await house.store.shares.create(itemId, { type: 'share.published', data }, actor);
  };
  await share('3f0d1c1e-0000-5000-8000-000000000001', 'url', mill.url);
  await share('3f0d1c1e-0000-5000-8000-000000000002', 'url', 'https://lanternfish.example/elsewhere');
  await share('3f0d1c1e-0000-5000-8000-000000000003', 'sha256', mill.contentHash);
  const { file } = await made('stix');
  const { type, objects } = JSON.parse(file.body) as { type: string; objects: { type: string; pattern?: string }[] };
  expect(type).toBe('bundle');
  expect(objects.flatMap(({ pattern }) => pattern ?? []).sort()).toEqual([
    `[file:hashes.'SHA-256' = '${mill.contentHash}']`,
    `[url:value = '${mill.url}']`,
  ]);
  expect(new Set(objects.map((one) => one.type))).toEqual(
    new Set(['marking-definition', 'identity', 'indicator', 'url', 'file', 'note']),
  );
  expect(file.body).not.toContain('old mill');
});

test('WACZ holds the captures, verifies, and says whose copy it is', async () => {
  const { id, file } = await made('wacz');
  const report = await verifyBundle(file.rawPayload, house.store.evidenceTrust);
  expect([report.faults, report.captures.map((one) => one.id)]).toEqual([[], [captureId]]);
  const mark = JSON.parse(String(readStoredZip(file.rawPayload).get('export.json')));
  expect(mark).toMatchObject({ export: id, by: 'anna', reason: 'a test' });
});

test('a bare WARC says whose copy it is, and then has the captures byte for byte', async () => {
  const { id, file } = await made('warc');
  expect(file.headers['content-disposition']).toBe(`attachment; filename="weir-${id}.warc.gz"`);
  const records: { type: string | null | undefined; url: string | null | undefined; block: string }[] = [];
  for await (const record of new WARCParser([file.rawPayload]))
    records.push({
      ...{ type: record.warcType, url: record.warcTargetURI },
      block: Buffer.from(await record.readFully(true)).toString('utf8'),
    });
  const [info, answer, ...more] = records;
  expect(more).toEqual([]);
  expect(info?.type).toBe('warcinfo');
  expect(info?.block.split('\r\n')).toEqual(
    expect.arrayContaining([`export: ${id}`, 'by: anna', 'reason: a test', 'format: WARC File Format 1.1']),
  );
  expect(answer).toMatchObject({ type: 'response', url: TEST_URL, block: String(TEST_PAGE) });
  expect(file.rawPayload.subarray(-(capture.files.get(WARC_PATH)?.byteLength ?? 0))).toEqual(
    Buffer.from(capture.files.get(WARC_PATH) ?? []),
  );
  // Each reading of a capture is a touch of it, with the reason.
  const touches = await house.store.evidence.custody.of(captureId);
  expect(touches.at(-1)).toMatchObject({ action: 'read', actor: { id: 'anna' }, why: 'a test' });
});

test('it is made with what its owner may see when it is made', async () => {
  const id = await asked('jsonl');
  await house.store.accounts.revise('anna', actor, (account) => ({
    ...account,
    sight: { sourceIds: ['ferry-source'] },
  }));
  await runExport({ exportId: id }, worker());
  const body = (await anna.get(`/exports/${id}/file`)).body;
  expect([body.includes(far.id), body.includes(mill.id)]).toEqual([true, false]);
  await house.store.accounts.revise('anna', actor, ({ sight: _, ...account }) => ({ ...account, disabled: true }));
  const refused = await house.store.exports.create(
    'refused',
    { type: 'export.asked', data: { format: 'csv', question: {}, reason: 'a test' } },
    { kind: 'human', id: 'anna' },
  );
  await runExport({ exportId: refused.state.id }, worker());
  await house.store.accounts.revise('anna', actor, (account) => ({ ...account, disabled: false }));
  anna = await house.signIn('anna');
  expect(await runOf('refused')).toMatchObject({ state: 'failed', failure: 'NOT_PERMITTED' });
});

test('one that was broken off is not made; a finished file goes after a day, found by the sweeper', async () => {
  const id = await asked('csv');
  expect((await anna.post(`/exports/${id}/cancellation`)).json()).toMatchObject({ state: 'cancelled' });
  expect(await runExport({ exportId: id }, worker())).toBe('skipped');
  expect((await anna.get(`/exports/${id}/file`)).json().error.code).toBe('EXPORT_GONE');

  const { id: kept } = await made('csv');
  const due = () => house.store.exports.due(house.clock.now().toISOString(), 10);
  expect(await due()).not.toContain(kept);
  house.clock.advance(24 * 3_600_000);
  anna = await house.signIn('anna');
  expect((await anna.get(`/exports/${kept}/file`)).statusCode).toBe(410);
  expect(await due()).toContain(kept);
  await runExport({ exportId: kept }, worker());
  expect(await due()).not.toContain(kept);
  expect(await runOf(kept)).toMatchObject({ state: 'expired' });
});

test('nobody has more than three made at a time', async () => {
  for (let n = 0; n < 3; n++) await asked('csv');
  expect((await ask('csv')).json().error.code).toBe('EXPORTS_MANY');
});
