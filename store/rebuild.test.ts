import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { addMilliseconds } from '#core/clock.ts';
import { sha256 } from '#core/hash.ts';
import { attemptNotice, makeAnswerCode, signNotice } from '#core/notice-state.ts';
import type { Operator } from '#core/operator.ts';
import { attemptDelivery, makeOrderAnswerCode } from '#core/order-state.ts';
import { startDryRun } from '#core/policy-record.ts';
import type { SourceStatus } from '#core/source.ts';
import { noticeDrafted } from '#core/test-notices.ts';
import { testNamespace } from '../tests/namespace.ts';
import { compareDigests, type Digest, digest } from './digest.ts';
import { aliasOf, indicesBehind, KINDS } from './indices.ts';
import { rebuild } from './rebuild.ts';
import type { Store } from './store.ts';
import {
  aLocation,
  anAnalysis,
  aPost,
  aSource,
  aVector,
  caseOpened,
  machine,
  noted,
  orderDrafted,
  person,
  policyDrafted,
} from './test-records.ts';
import { START, testStores } from './test-store.ts';

const namespace = testNamespace();
const stores = testStores(namespace);
const later = (minutes: number): string => addMilliseconds(START, minutes * 60_000);
const status: SourceStatus = {
  sourceId: 'lanternfish',
  cursor: { since: '17' },
  nextPollAt: later(1),
  lastPollAt: START,
  lastOutcome: 'done',
  lastReason: null,
  posts: 30,
  failures: 0,
};
let store: Store;
let before: Digest;

beforeAll(async () => {
  store = await stores.open();
  const other = await stores.open();
  await Promise.all([store.migrate(), other.migrate()]);
  const posts = Array.from({ length: 30 }, (_, n) =>
    aPost(`n${n}`, `text ${n}`, { publishedAt: later(n), collectedAt: later(n) }),
  );
  await Promise.all([store.posts.indexBatch(posts.slice(0, 20)), other.posts.indexBatch(posts.slice(10))]);
  const analysed = posts.slice(0, 25).map((post, n) => ({
    id: post.id,
    analysis: anAnalysis(`text ${n}`, `k${n % 7}`, {
      ...{ vector: aVector(n), flagged: n % 3 === 0, novelty: n / 30 },
      ...(n % 3 === 0 ? {} : { margin: 0.1, sample: 'uncertain' as const }),
      dryRuns: [{ policy: 'strict-2', effect: n % 3 === 0 ? ('both' as const) : ('newly_flagged' as const) }],
    }),
  }));
  // Two workers on the same posts: the same one must win in the index and in the rebuild.
  await Promise.all([
    store.posts.setAnalysis(analysed),
    other.posts.setAnalysis(analysed.map((one) => ({ ...one, analysis: { ...one.analysis, flagged: true } }))),
  ]);
  await store.posts.indexBatch([aPost('n3', 'text 3, edited', { editedAt: later(90), collectedAt: later(91) })]);
  await store.posts.markGone(posts[4]?.itemId ?? '', later(95));
  await store.posts.markGone(posts[3]?.itemId ?? '', later(96));
  // Edits that were taken back, one of them twice, and a post that was gone and is up again.
  for (const [n, text] of ['text 7, edited', 'text 7', 'text 7, edited', 'text 7'].entries())
    await store.posts.indexBatch([aPost('n7', text, { collectedAt: later(100 + n) })]);
  await store.posts.indexBatch([aPost('n8', 'text 8, edited', { editedAt: later(9000), collectedAt: later(100) })]);
  await store.posts.indexBatch([aPost('n8', 'text 8', { collectedAt: later(101) })]);
  await store.posts.markGone(posts[9]?.itemId ?? '', later(100));
  await store.posts.indexBatch([aPost('n9', 'text 9', { collectedAt: later(101) })]);
  await store.posts.markGone(posts[9]?.itemId ?? '', later(99));
  const back = await store.posts.getMany([7, 8, 9].map((n) => posts[n]?.id ?? ''));
  expect(back.map((post) => post.status)).toEqual(['live', 'live', 'live']);
  await store.sourceStatus.put(status);

  await store.sources.set(aSource('lanternfish'), person('sam'));
  await store.sources.set(aSource('lanternfish', { paused: true }), person('sam'));
  const operator: Operator = {
    id: 'lanternfish-bv',
    name: 'Lanternfish BV',
    platforms: ['Lanternfish'],
    contactPoint: 'tco@lanternfish.example',
    languages: ['en'],
    establishedIn: 'NL',
    legalRepresentative: null,
    channel: { kind: 'https', ordersUrl: 'https://lanternfish.example/orders' },
    publicKeyPem: '-',
    keyId: 'op-1',
    priorInformationSentAt: null,
  };
  await other.operators.set(operator, person('sam'));
  await Promise.all(
    Array.from({ length: 12 }, async (_, n) => {
      const id = `case-${n}`;
      await (n % 2 ? store : other).cases.create(id, caseOpened(`k${n}`), machine);
      await store.cases.change(id, person('ana'), () => [noted('seen')]);
      await other.cases.change(id, machine, () => [
        { type: 'case.location_added', data: { location: aLocation(n + 1) } },
      ]);
    }),
  );
  await store.policies.create('strict-2', policyDrafted('strict-2'), person('sam'));
  await other.policies.change('strict-2', person('sam'), startDryRun);
  await store.orders.create('order-1', orderDrafted('R-1'), person('lia'));
  await store.orders.change('order-1', machine, (state) => attemptDelivery({ ...state, state: 'signed' }, later(2)));
  await store.orders.change('order-1', person('lia'), (state) => makeOrderAnswerCode(state, sha256('code'), later(3)));
  await store.notices.create('notice-1', noticeDrafted('dsa-order'), person('lia'));
  await other.notices.change('notice-1', person('bo'), (state) =>
    signNotice(state, {
      actor: person('bo'),
      at: START,
      document: state.document,
      undoMilliseconds: 0,
      seenSeq: state.seq,
    }),
  );
  await store.notices.change('notice-1', machine, (state) => attemptNotice(state, later(1)));
  await store.notices.change('notice-1', person('lia'), (state) => makeAnswerCode(state, sha256('code'), later(2)));
  await store.access.record(person('ana'), { type: 'post.viewed', subject: 'x' });
  await other.close();
  before = await digest(store);
});

const deleteEveryIndex = async (): Promise<void> => {
  for (const kind of KINDS)
    for (const index of await indicesBehind(store.elasticsearch, aliasOf(namespace, kind)))
      await store.elasticsearch.indices.delete({ index });
  await store.elasticsearch.indices.delete({ index: `${namespace}-migrations` });
};

describe('a rebuild', () => {
  it('gives the same documents and the same answers beside the living indices', async () => {
    const steps = new Set<string>();
    const report = await rebuild(store, { onProgress: ({ step }) => steps.add(step) });
    expect(report).toMatchObject({ posts: 33, subjects: 17 });
    expect([...steps]).toEqual(['verifying', 'subjects', 'posts', 'swapping']);
    expect(compareDigests(before, await digest(store))).toEqual({ differences: 0, list: [] });
    for (const kind of KINDS)
      expect(await indicesBehind(store.elasticsearch, aliasOf(namespace, kind))).toEqual([
        `${namespace}-${kind}-000002`,
      ]);
  });

  it('gives them after every index was deleted, to the process that lived through it and to a new one', async () => {
    await deleteEveryIndex();
    await rebuild(store);
    expect(compareDigests(before, await digest(store))).toEqual({ differences: 0, list: [] });
    expect(await store.sourceStatus.get('lanternfish')).toEqual(status);
    await deleteEveryIndex();
    const fresh = await stores.open();
    await rebuild(fresh);
    expect(compareDigests(before, await digest(fresh))).toEqual({ differences: 0, list: [] });
    expect(await fresh.ledger.verify()).toMatchObject({ ok: true });
    // And life goes on.
    await fresh.cases.change('case-3', person('bo'), () => [noted('after')]);
    await store.cases.change('case-3', person('bo'), () => [noted('after that')]);
    expect(await store.ledger.verify()).toMatchObject({ ok: true });
  });

  it('would show a difference, had one document been changed behind its back', async () => {
    const now = await digest(store);
    await store.elasticsearch.update({
      index: aliasOf(namespace, 'posts'),
      id: aPost('n1', 'text 1').id,
      doc: { lang: 'fr' },
    });
    const changed = compareDigests(now, await digest(store));
    expect(changed.list.map((one) => one.key)).toContain(`posts/${aPost('n1', 'text 1').id}`);
    await rebuild(store);
    expect(compareDigests(now, await digest(store)).differences).toBe(0);
  });

  it('is refused on a ledger that does not verify, and leaves everything as it was', async () => {
    const now = await digest(store);
    const bytes = readFileSync(stores.options.ledgerFile);
    const broken = Buffer.from(bytes);
    broken[bytes.indexOf('"actor"') + 20] = 0x7a;
    writeFileSync(stores.options.ledgerFile, broken);
    await expect(rebuild(store)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
    writeFileSync(stores.options.ledgerFile, bytes);
    expect(compareDigests(now, await digest(store)).differences).toBe(0);
  });
});
