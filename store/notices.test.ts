import { beforeAll, expect, it } from 'vitest';
import { addMilliseconds } from '#core/clock.ts';
import { sha256 } from '#core/hash.ts';
import { answerNotice, attemptNotice, makeAnswerCode, noticeSent, signNotice } from '#core/notice-state.ts';
import { aNoticeDecision, noticeDrafted } from '#core/test-notices.ts';
import { testNamespace } from '../tests/namespace.ts';
import type { Store } from './store.ts';
import { machine, person } from './test-records.ts';
import { START, testStores } from './test-store.ts';

const stores = testStores(testNamespace());
let store: Store;
beforeAll(async () => {
  store = await stores.open();
  await store.migrate();
});

const drafted = (id: string, reference: string, instrument: 'dsa-order' | 'referral' = 'referral') =>
  store.notices.create(id, noticeDrafted(instrument, { reference, caseId: `case-of-${id}` }), person('lena'));
const sent = async (id: string, reference: string) => {
  await drafted(id, reference);
  await store.notices.change(id, person('sven'), (state) =>
    signNotice(state, { actor: person('sven'), at: START, document: state.document, undoMilliseconds: 0, seenSeq: 1 }),
  );
  await store.notices.change(id, machine, (state) => attemptNotice(state, START));
  const receipt = { reference, receiptId: 'r-1', receivedAt: START };
  return store.notices.change(id, machine, (state) => noticeSent(state, receipt));
};

it('finds a notice by case, reference, instrument and state', async () => {
  await drafted('n-1', 'R-1', 'dsa-order');
  await sent('n-2', 'R-2');
  expect((await store.notices.ofCase('case-of-n-1')).map(({ id }) => id)).toEqual(['n-1']);
  expect((await store.notices.byReference('R-2'))?.id).toBe('n-2');
  expect(await store.notices.byReference('R-3')).toBeNull();
  expect((await store.notices.list({ instrument: 'dsa-order', size: 9 })).items.map(({ id }) => id)).toEqual(['n-1']);
  expect((await store.notices.list({ states: ['confirmed'], size: 9 })).items.map(({ id }) => id)).toEqual(['n-2']);
  expect(await store.notices.states()).toEqual(
    expect.arrayContaining([
      { key: 'draft', count: 1 },
      { key: 'confirmed', count: 1 },
    ]),
  );
});

it('is due when it is to leave, to be looked at, or to be called unanswered, and otherwise not', async () => {
  await drafted('n-4', 'R-4');
  await sent('n-5', 'R-5');
  await store.notices.refresh();
  expect(await store.notices.dueLooks(START, 9)).not.toContain('n-5');
  expect(await store.notices.dueLooks(addMilliseconds(START, 30_000), 9)).toContain('n-5');
  const everDue = async () => [
    ...(await store.notices.dueLooks(addMilliseconds(START, 1e10), 9)),
    ...(await store.notices.dueDeliveries(addMilliseconds(START, 1e10), 9)),
  ];
  expect(await everDue()).not.toContain('n-4');
});

it('has to leave however many looks are overdue before it', async () => {
  await sent('n-8', 'R-8');
  await drafted('n-9', 'R-9');
  await store.notices.change('n-9', person('sven'), (state) =>
    signNotice(state, {
      actor: person('sven'),
      at: START,
      document: state.document,
      undoMilliseconds: 60_000,
      seenSeq: 1,
    }),
  );
  await store.notices.refresh();
  const at = addMilliseconds(START, 60_000);
  expect(await store.notices.dueLooks(at, 9)).not.toContain('n-9');
  expect(await store.notices.dueDeliveries(at, 1)).toEqual(['n-9']);
});

it('is found by a code until the code was used', async () => {
  await sent('n-6', 'R-6');
  const hash = sha256('code of n-6');
  await store.notices.change('n-6', person('lena'), (state) => makeAnswerCode(state, hash, START));
  expect((await store.notices.byAnswerCode(hash))?.id).toBe('n-6');
  await store.notices.change('n-6', { kind: 'operator', id: 'ferry' }, (state) =>
    answerNotice(state, aNoticeDecision({ reference: 'R-6' }), { via: 'page', codeHash: hash, at: START }),
  );
  expect(await store.notices.byAnswerCode(hash)).toBeNull();
});
