/** What comes up between the signature and the sending: an order is looked at once more just before it leaves, and nothing is sent. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Order } from '#core/order.ts';
import { NOTICE_FORMS } from '#core/test-notices.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { importCoordinationList, readCoordinationList } from '#pipeline/coordination.ts';
import { sendNotice } from '#pipeline/notices.ts';
import { deliver } from '#pipeline/orders.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { signedCase } from '../../tests/signed-case.ts';
import type { NoticeDetail } from '../schemas/notices.ts';
import type { OrderDetail } from '../schemas/orders.ts';

const namespace = testNamespace();

let house: ApiHouse;
let context: PipelineContext;
let lena: Person;
let sven: Person;
const sent: string[] = [];
const told: string[] = [];

beforeAll(async () => {
  house = await openApiHouse(namespace, {
    send: async ({ method, url, body }) => {
      sent.push(`${method} ${url}`);
      const document = JSON.parse(body ?? '{}') as { reference?: string; sectionA?: { reference: string } };
      const reference = document.reference ?? document.sectionA?.reference ?? '';
      const receipt = { reference, receiptId: 'r-1', receivedAt: house.clock.now().toISOString() };
      return { status: 202, headers: {}, body: JSON.stringify(receipt) };
    },
  });
  context = {
    ...{ store: house.store, queues: house.deps.queues, clock: house.clock, requestKey: house.deps.keys.order },
    ...{ send: house.deps.send, newNonce: randomUUID },
    log: { info: () => {}, warn: (fields: object) => told.push(JSON.stringify(fields)) },
  } as unknown as PipelineContext;
  [lena, sven] = (await Promise.all(['lena', 'sven'].map((login) => house.signIn(login)))) as [Person, Person];
});
afterAll(() => house.close());

const form = {
  statementOfReasons: 'The text asks its readers to take part in the activities of a violent group.',
  ...{ nonDisclosure: false, nonDisclosureReason: null },
  emergencyReason: 'An attack is announced for today, so that twelve hours cannot be waited for.',
};
/** A signed order whose time to undo is over. */
const signedOrder = async (name: string): Promise<Order> => {
  const subject = await signedCase(house, name);
  const { order } = (await lena.post('/orders', { caseId: subject.id, operatorId: 'ferry', form })).json<OrderDetail>();
  expect((await sven.post(`/orders/${order.id}/signature`, { seq: order.seq })).statusCode).toBe(200);
  house.clock.advance(61_000);
  return order;
};
const take = async ({ id }: Order): Promise<Order> => {
  await house.store.refresh();
  await deliver({ orderId: id }, context);
  return (await house.store.orders.get(id)) as Order;
};
const list = async (id: string, url: string): Promise<void> => {
  const given = { id, authority: 'Authority NL (test)', country: 'NL', source: 'weekly list', format: 'csv' as const };
  const read = readCoordinationList({ ...given, text: `url,reference\n${url},NL-77\n` });
  await importCoordinationList(house.store, read, { kind: 'human', id: 'sven' });
};

test('nothing came up: it leaves', async () => {
  expect((await take(await signedOrder('clear'))).state).toBe('received');
  expect(sent).toEqual(['POST https://ferry.example/orders']);
});

test('another authority came to the address: it is a draft again, nothing is sent, and people see why', async () => {
  const order = await signedOrder('elsewhere');
  await list('nl', 'https://ferry.example/elsewhere');
  sent.length = 0;
  expect(await take(order)).toMatchObject({ state: 'draft', signedBy: null, attempts: [] });
  expect(sent).toEqual([]);
  expect(told.at(-1)).toContain('other_authority NL-77');
  const { conflicts, order: shown } = (await sven.get(`/orders/${order.id}`)).json<OrderDetail>();
  expect(conflicts).toMatchObject([{ kind: 'other_authority', reference: 'NL-77' }]);
  // Somebody who does not sign lets it pass: then it goes.
  const reason = 'The other authority asked us to order it.';
  const { order: released } = (
    await lena.post(`/orders/${order.id}/release`, { seq: shown.seq, reason })
  ).json<OrderDetail>();
  await sven.post(`/orders/${order.id}/signature`, { seq: released.seq });
  house.clock.advance(61_000);
  expect((await take(order)).state).toBe('received');
});

test('an investigation took the case: nothing is sent, and nobody can let it pass', async () => {
  const order = await signedOrder('held');
  const hold = { kind: 'investigation', reason: 'a court asked for it' };
  expect((await sven.send('PUT', `/sharing/holds/${order.caseId}`, hold)).statusCode).toBe(200);
  sent.length = 0;
  const back = await take(order);
  expect([back.state, sent]).toEqual(['draft', []]);
  const answer = await sven.post(`/orders/${order.id}/signature`, { seq: back.seq });
  expect([answer.statusCode, answer.json().error.code]).toEqual([409, 'INVESTIGATION_HOLD']);
});

test('of two that were signed at once for one address, the one that was first goes', async () => {
  const [first, second] = [await signedOrder('twin-a'), await signedOrder('twin-b')];
  // As if both cases had found the same page in the same moment.
  await house.store.orders.change(second.id, { kind: 'system', id: 'test' }, (state) => {
    const sectionB = { ...state.document.sectionB, urls: ['https://ferry.example/twin-a'] };
    const document = { ...state.document, sectionB };
    return [
      {
        type: 'order.signed',
        data: { document, documentHash: 'b'.repeat(64), holdUntil: state.holdUntil ?? state.updatedAt },
      },
    ];
  });
  sent.length = 0;
  expect((await take(second)).state).toBe('draft');
  expect((await take(first)).state).toBe('received');
  expect(sent).toHaveLength(1);
});

const draftNotice = async (name: string): Promise<NoticeDetail> =>
  (
    await lena.post('/notices', {
      ...{ caseId: (await signedCase(house, name)).id, operatorId: 'ferry' },
      form: { ...NOTICE_FORMS['dsa-notice'], reasons: 'The second sentence asks its readers to join a violent group.' },
    })
  ).json<NoticeDetail>();
const bring = async (noticeId: string): Promise<NoticeDetail> => {
  house.clock.advance(61_000);
  await house.store.refresh();
  await sendNotice({ noticeId }, context);
  return (await sven.get(`/notices/${noticeId}`)).json<NoticeDetail>();
};
const code = (answer: { statusCode: number; json(): { error: { code: string } } }) => [
  answer.statusCode,
  answer.json().error.code,
];

test('a notice is held back in the same way: before it is signed, and once more before it leaves', async () => {
  const { notice } = await draftNotice('noticed');
  await list('nl-2', 'https://ferry.example/noticed');
  const shown = (await lena.get(`/notices/${notice.id}`)).json<NoticeDetail>();
  expect([shown.conflicts.map(({ kind, open }) => [kind, open]), shown.actions.includes('release')]).toEqual([
    [['other_authority', true]],
    true,
  ]);
  const sign = (seq: number) => sven.post(`/notices/${notice.id}/signature`, { seq });
  expect(code(await sign(notice.seq))).toEqual([409, 'DECONFLICTION']);
  const reason = 'The other authority asked us to give notice of it.';
  const release = (person: Person, seq: number) => person.post(`/notices/${notice.id}/release`, { seq, reason });
  // Whoever signs does not release.
  expect((await release(sven, notice.seq)).statusCode).toBe(200);
  expect(code(await sign(notice.seq + 1))).toEqual([409, 'DECONFLICTION']);
  expect(code(await release(lena, notice.seq))).toEqual([409, 'NOTICE_CHANGED']);
  expect((await release(lena, notice.seq + 1)).statusCode).toBe(200);
  expect((await sign(notice.seq + 2)).statusCode).toBe(200);
  sent.length = 0;
  expect((await bring(notice.id)).notice.state).toBe('confirmed');
  expect(sent).toEqual(['POST https://ferry.example/orders/notices']);

  const { notice: later } = await draftNotice('noticed-later');
  expect((await sven.post(`/notices/${later.id}/signature`, { seq: later.seq })).statusCode).toBe(200);
  await list('nl-3', 'https://ferry.example/noticed-later');
  sent.length = 0;
  expect((await bring(later.id)).notice).toMatchObject({ state: 'draft', signedBy: null, attempts: [] });
  expect(sent).toEqual([]);

  const { notice: held } = await draftNotice('noticed-held');
  const hold = { kind: 'investigation', reason: 'a court asked for it' };
  await sven.send('PUT', `/sharing/holds/${held.caseId}`, hold);
  expect(code(await sven.post(`/notices/${held.id}/signature`, { seq: held.seq }))).toEqual([
    409,
    'INVESTIGATION_HOLD',
  ]);
  expect(code(await lena.post(`/notices/${held.id}/release`, { seq: held.seq, reason }))).toEqual([
    409,
    'INVESTIGATION_HOLD',
  ]);
});
