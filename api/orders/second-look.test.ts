/** What comes up between the signature and the sending: an order is looked at once more just before it leaves, and nothing is sent. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Order } from '#core/order.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { importCoordinationList, readCoordinationList } from '#pipeline/coordination.ts';
import { deliver } from '#pipeline/orders.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { signedCase } from '../../tests/signed-case.ts';
import type { OrderDetail } from '../schemas/orders.ts';

let house: ApiHouse;
let context: PipelineContext;
let lena: Person;
let sven: Person;
const sent: string[] = [];
const told: string[] = [];

beforeAll(async () => {
  house = await openApiHouse(testNamespace(), {
    send: async ({ method, url, body }) => {
      sent.push(`${method} ${url}`);
      const reference = body === undefined ? '' : (JSON.parse(body) as Order['document']).sectionA.reference;
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
