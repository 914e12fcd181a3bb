import { afterAll, beforeAll, expect, test } from 'vitest';
import { captureIdOf } from '#core/capture.ts';
import { decideCase } from '#core/case-state.ts';
import { canonicalJson } from '#core/hash.ts';
import { verifyInclusion } from '#core/merkle.ts';
import type { Source } from '#core/source.ts';
import { testCapture } from '#store/evidence/test-capture.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { LedgerPage, LedgerProof, LedgerVerification, Oversight } from '../schemas/oversight.ts';
import type { Upkeep } from '../schemas/upkeep.ts';
import { median } from './figures.ts';

const namespace = testNamespace();
let house: ApiHouse;
let olga: Person;
const source = (id: string, reviewBy: string): Source => ({
  id,
  name: id,
  adapter: 'feed',
  addresses: ['https://ferry.example/feed'],
  hosts: ['ferry.example'],
  operatorId: 'ferry',
  languages: ['en'],
  everySeconds: 60,
  delayMilliseconds: 1000,
  maxRequestsPerPoll: 10,
  legalBasis: 'test',
  purpose: 'test',
  owner: 'sven',
  approvedBy: 'sven',
  approvedAt: '2026-01-01T00:00:00.000Z',
  reviewBy,
  paused: false,
});
beforeAll(async () => {
  house = await openApiHouse(namespace);
  olga = await house.signIn('olga');
  const actor = { kind: 'system' as const, id: 'test' };
  await house.store.sources.set(source('fresh', '2026-12-01T00:00:00.000Z'), actor);
  await house.store.sources.set(source('stale', '2026-02-01T00:00:00.000Z'), actor);
});
afterAll(() => house.close());

test('rates come as counts, so that a small denominator shows', async () => {
  for (const [name, outcome] of [
    ['one', 'not_violating'],
    ['two', 'not_violating'],
    ['three', 'violating'],
  ] as const) {
    const subject = await house.openCase(name);
    house.clock.advance(10_000);
    const at = house.clock.now().toISOString();
    const actor = { kind: 'human' as const, id: 'rita' };
    await house.store.cases.change(subject.id, actor, (state) =>
      decideCase(
        state,
        {
          outcome,
          categories: outcome === 'violating' ? ['recruitment'] : [],
          legalBasis: outcome === 'violating' ? 'tco-art-3' : 'none',
          exemption:
            outcome === 'violating'
              ? {
                  education: false,
                  journalism: false,
                  art: false,
                  research: false,
                  counterSpeech: false,
                  publicDebate: false,
                  explanation: 'None of them is recognisable.',
                }
              : null,
          reason: 'As it reads.',
          contentHash: state.contentHash,
        },
        { actor, at, undoMilliseconds: 60_000, seenRevision: 1 },
      ),
    );
  }
  await house.openCase('waiting');
  // A sample that turned out to be violating is a miss of the model, not a hit.
  const sample = await house.openCase('drawn');
  const { title, text, lang, contentHash, assessment, locations } = sample;
  const [location] = locations;
  if (location === undefined) throw new Error('no address');
  const opened = { title, text, lang, contentHash, assessment, location, imminentThreat: false, clusterId: 'sampled' };
  await house.store.cases.create(
    'case-sampled',
    { type: 'case.opened', data: { ...opened, purpose: 'quality_sample' } },
    { kind: 'system', id: 'test' },
  );
  const decision = {
    ...{
      outcome: 'violating' as const,
      categories: [],
      legalBasis: 'none' as const,
      exemption: null,
      reason: 'as it reads',
    },
    ...{
      contentHash,
      reviewer: 'rita',
      at: '2026-03-01T09:00:00.000Z',
      undoUntil: '2026-03-01T09:01:00.000Z',
      undoneAt: null,
    },
  };
  await house.store.cases.change('case-sampled', { kind: 'human', id: 'rita' }, () => [
    { type: 'case.decided', data: { decision } },
    { type: 'case.decision_undone', data: {} },
    { type: 'case.decided', data: { decision } },
  ]);
  await house.store.refresh();
  const answer = await olga.get('/oversight');
  expect(answer.statusCode).toBe(200);
  const oversight = answer.json<Oversight>();
  expect(oversight.precision).toEqual({ numerator: 1, denominator: 3 });
  expect(oversight.precisionByLanguage).toEqual([{ key: 'en', numerator: 1, denominator: 3 }]);
  expect(oversight.precisionByCategory).toEqual([{ key: 'recruitment', numerator: 1, denominator: 3 }]);
  expect(oversight.foundInSamples).toEqual([{ key: 'quality_sample', numerator: 1, denominator: 1 }]);
  expect(oversight.undone).toEqual({ numerator: 1, denominator: 5 });
  expect(oversight.clocksBroken).toEqual({ numerator: 0, denominator: 0 });
  expect(oversight.medianReviewSeconds).toBe(10);
  expect(oversight.medianRemovalSeconds).toBeNull();
  expect(oversight.sourcesOverdue).toEqual(['stale']);
  expect(oversight.counters).toMatchObject({ casesOpen: 2, casesDecided: 4 });
});

test('sources overdue and runs of retention are listed; what a person purged is no run', async () => {
  const { evidence, evidenceTrail } = house.store;
  const { manifest, files } = await testCapture();
  const keep = (requestedUrl: string): Promise<string> => {
    const one = { ...manifest, requestedUrl };
    return evidence.putCapture({ id: captureIdOf(one), manifest: one, files });
  };
  const old = await keep('https://ferry.example/old');
  const other = await keep('https://ferry.example/other');
  await evidenceTrail.purge(old, { actor: { kind: 'system', id: 'retention' }, reason: 'kept for 30 days' });
  await evidenceTrail.purge(other, { actor: { kind: 'human', id: 'sven' }, reason: 'an order of the court' });
  await house.store.sources.set(
    { ...source('kept', '2026-12-01T00:00:00.000Z'), retentionDays: 30 },
    { kind: 'system', id: 'test' },
  );
  const upkeep = (await olga.get('/oversight/upkeep')).json<Upkeep>();
  expect(upkeep.overdue).toEqual([{ id: 'stale', name: 'stale', owner: 'sven', reviewBy: '2026-02-01T00:00:00.000Z' }]);
  expect(upkeep.runs).toEqual([{ day: house.clock.now().toISOString().slice(0, 10), captures: 1 }]);
  expect(upkeep.kept).toEqual([{ id: 'kept', name: 'kept', days: 30 }]);
  expect((await (await house.signIn('rita')).get('/oversight/upkeep')).statusCode).toBe(403);
});

test('the median is the middle value', () => {
  expect([median([]), median([3]), median([9, 1, 5]), median([4, 1, 2, 9])]).toEqual([null, 3, 5, 3]);
});

test('an auditor pages through the ledger, verifies it, and proves one act', async () => {
  const page = (await olga.get('/ledger?size=2')).json<LedgerPage>();
  expect(page.blocks.map(({ height }) => height)).toEqual([0, 1]);
  expect(page.head.height).toBeGreaterThan(1);
  const next = (await olga.get('/ledger?from=2&size=1')).json<LedgerPage>();
  expect(next.blocks.map(({ height }) => height)).toEqual([2]);

  const verification = (await olga.post('/ledger/verification')).json<LedgerVerification>();
  expect(verification).toMatchObject({ ok: true, blocks: page.head.height + 1, faults: [] });

  const event = page.blocks[1]?.entries[0];
  if (event === undefined) throw new Error('an empty block');
  const proof = (await olga.get(`/ledger/proofs/${encodeURIComponent(event.id)}`)).json<LedgerProof>();
  expect(verifyInclusion(canonicalJson(proof.leaf), proof.index, proof.size, proof.path, proof.root)).toBe(true);
  expect(proof.checkpoint?.root).toBe(proof.root);
  expect((await olga.get('/ledger/proofs/case:nothing:1')).json().error.code).toBe('EVENT_UNKNOWN');
});
