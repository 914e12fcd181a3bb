/**
 * Some weeks of an authority over the real API and store: operators behind sockets answer their orders well, late, with errors, with force
 * majeure, with a lie, never, or only at the third attempt. What each did stands in a diary that knows nothing of the house; the yearly
 * report, the clocks and the scorecards must come to the same. The large one, without network and store: core/year.test.ts.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OrderDetail } from '#api/schemas/orders.ts';
import type { OperatorDetail } from '#api/schemas/oversight.ts';
import type { Report } from '#api/schemas/reports.ts';
import { CLOCKS } from '#core/clocks.ts';
import type { Order } from '#core/order.ts';
import { nextDeliveryStep, recheckOrder } from '#core/order-state.ts';
import type { AnnexII, AnnexIII } from '#core/wire.ts';
import { signedHeaders } from '#fixtures/message-signature.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { runClocks } from '#pipeline/order-clocks.ts';
import { deliver } from '#pipeline/orders.ts';
import { type ApiHouse, AUTHORITY, openApiHouse, type Person, type TestKey, testKey } from './api-house.ts';
import { testNamespace } from './namespace.ts';
import { signedCase } from './signed-case.ts';

const namespace = testNamespace();

const MANNERS = ['well', 'late', 'errors', 'force', 'never', 'liar', 'flaky'] as const;
type Manner = (typeof MANNERS)[number];
const ORDERS_EACH = Number(process.env.OPERATORS_ORDERS ?? 2);
const MINUTE = 60_000;
const DAY = 86_400_000;
const HOUSE = { kind: 'system' as const, id: 'test' };

/** What an operator knows. */
interface Diary {
  manner: Manner;
  reference: string;
  receivedAt: number;
  removedAt: number | null;
  /** What it says of its removal. */
  claimedAt: number | null;
}

let house: ApiHouse;
let server: Server;
let base: string;
let context: PipelineContext;
const keys = new Map<Manner, TestKey>(MANNERS.map((manner) => [manner, testKey(`${manner}-key`)]));
const diaries = new Map<string, Diary>();
const told: Record<string, number> = {};
let refusals = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part;
    });
    request.on('end', () => {
      const [, manner, ...path] = (request.url ?? '').split('/') as [string, Manner, ...string[]];
      const give = (status: number, value: object): void =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      const receivedAt = house.clock.now();
      const receiptFor = (reference: string) => ({
        reference,
        receiptId: `${manner}-1`,
        receivedAt: receivedAt.toISOString(),
      });
      const at = path.join('/');
      if (request.method === 'GET') {
        const known = diaries.get(path.at(-1) ?? '');
        return known === undefined ? give(404, {}) : give(200, receiptFor(known.reference));
      }
      if (manner === 'flaky' && at === 'orders' && refusals++ % 3 < 2) return give(503, {});
      const document = JSON.parse(body) as { reference?: string; sectionA?: { reference: string } };
      const reference = document.reference ?? document.sectionA?.reference ?? '';
      told[at] = (told[at] ?? 0) + 1;
      if (at === 'orders') {
        if (diaries.has(reference)) throw new Error(`${reference} came twice`);
        const diary = { manner, reference, receivedAt: receivedAt.getTime(), removedAt: null, claimedAt: null };
        diaries.set(reference, diary);
      }
      return give(202, receiptFor(reference));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  house = await openApiHouse(namespace, {
    authority: { ...AUTHORITY, timeZone: 'UTC', redressPeriod: { days: 28 } },
    send: async ({ method, url, headers, body }) => {
      const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
    },
  });
  context = {
    ...{ store: house.store, queues: house.deps.queues, clock: house.clock, requestKey: house.deps.keys.order },
    ...{ send: house.deps.send, newNonce: randomUUID, log: { info: () => {}, warn: () => {} } },
  } as unknown as PipelineContext;
  for (const manner of MANNERS)
    await house.store.operators.set(
      {
        ...{ id: manner, name: `Operator ${manner}`, platforms: [manner], contactPoint: `orders@${manner}.example` },
        ...{ languages: ['en'], establishedIn: manner === 'late' ? 'IE' : 'NL', legalRepresentative: null },
        channel: { kind: 'https', ordersUrl: `${base}/${manner}/orders` },
        ...{ publicKeyPem: keys.get(manner)?.publicKeyPem ?? '', keyId: `${manner}-key`, priorInformationSentAt: null },
      },
      HOUSE,
    );
});
afterAll(async () => {
  await house.close();
  server.close();
  server.closeAllConnections();
});

const now = (): string => house.clock.now().toISOString();
const orderNow = async (id: string): Promise<Order> => (await house.store.orders.get(id)) as Order;

/** Draws up and signs an order as people do, and lets the house bring it. */
const orderTo = async (manner: Manner, name: string): Promise<Order> => {
  const [lena, sven] = (await Promise.all(['lena', 'sven'].map((login) => house.signIn(login)))) as [Person, Person];
  const subject = await signedCase(house, name, 'rita', 'rolf', [manner]);
  const form = {
    statementOfReasons: 'The text asks its readers to take part in the activities of a violent group.',
    ...{ nonDisclosure: false, nonDisclosureReason: null, emergencyReason: null },
  };
  const drafted = await lena.post('/orders', { caseId: subject.id, operatorId: manner, form });
  if (drafted.statusCode !== 200) throw new Error(drafted.body);
  const { id, seq } = drafted.json<OrderDetail>().order;
  const signed = await sven.post(`/orders/${id}/signature`, { seq });
  if (signed.statusCode !== 200) throw new Error(signed.body);
  for (let order = await orderNow(id); order.receipt === null; order = await orderNow(id)) {
    const next = nextDeliveryStep(order, now());
    if (next.step === 'nothing') throw new Error(`${id} rests in ${order.state}`);
    if (next.step === 'wait') house.clock.advance(Date.parse(next.until) - Date.parse(now()));
    await deliver({ orderId: id }, context);
  }
  return orderNow(id);
};

/** An answer over the operator's own signed request. */
const answer = async (order: Order, manner: Manner, said: Partial<AnnexII> | Partial<AnnexIII>): Promise<void> => {
  const document = {
    ...{ version: 1, addressee: `Operator ${manner}`, authority: AUTHORITY.name, reference: order.reference },
    ...{ addresseeReference: `${manner}-1`, receivedAt: order.receipt?.receivedAt, answeredAt: now() },
    provider: { name: manner, memberState: 'NL', authorisedPerson: 'Pat', email: `orders@${manner}.example` },
    ...said,
  };
  const url = `${house.deps.config.publicUrl}/api/v1/answers`;
  const body = JSON.stringify(document);
  const headers = await signedHeaders(
    { method: 'POST', url, body, idempotencyKey: randomUUID() },
    {
      ...{ keyId: `${manner}-key`, privateKeyPem: keys.get(manner)?.privateKeyPem ?? '', at: house.clock.now() },
      nonce: randomUUID(),
    },
  );
  const taken = await house.app.inject({ method: 'POST', url: '/api/v1/answers', headers, payload: body });
  if (taken.statusCode !== 202) throw new Error(taken.body);
};
const annexII = (order: Order, diary: Diary): Promise<void> => {
  diary.claimedAt = house.clock.now().getTime();
  return answer(order, diary.manner, { form: 'tco-annex-2', measure: 'removed', measureAt: now() });
};
const annexIII = (order: Order, diary: Diary, reason: AnnexIII['reason']): Promise<void> =>
  answer(order, diary.manner, { form: 'tco-annex-3', reason, explanation: 'As it is.', needed: null });
const look = async (order: Order, diary: Diary): Promise<void> => {
  const status = diary.removedAt === null ? ('up' as const) : ('gone' as const);
  const [postId = ''] = order.postIds;
  const seen = { postId, url: order.document.sectionB.urls[0] ?? '', at: now(), status, detail: '' };
  await house.store.orders.change(order.id, HOUSE, (state) => recheckOrder(state, [seen], now()));
};
const clocks = (order: Order) => runClocks({ orderId: order.id }, context);
const removed = async (order: Order, diary: Diary): Promise<void> => {
  diary.removedAt = house.clock.now().getTime();
  await annexII(order, diary);
};

const behave = async (order: Order): Promise<void> => {
  const diary = diaries.get(order.reference);
  if (diary === undefined) throw new Error('the operator never had it');
  const wait = (minutes: number): void => house.clock.advance(minutes * MINUTE);
  switch (diary.manner) {
    case 'well':
    case 'flaky':
      wait(20);
      await removed(order, diary);
      break;
    case 'late':
      wait(61);
      await clocks(order);
      wait(30);
      await removed(order, diary);
      break;
    case 'errors': {
      wait(10);
      await annexIII(order, diary, 'manifest-errors');
      wait(200);
      const lena = await house.signIn('lena');
      const text = 'It is the second post of the thread.';
      const clarified = await lena.post(`/orders/${order.id}/clarification`, { text });
      if (clarified.statusCode !== 200) throw new Error(clarified.body);
      wait(40);
      await removed(order, diary);
      break;
    }
    case 'force':
      wait(30);
      await annexIII(order, diary, 'force-majeure');
      break;
    case 'liar':
      wait(30);
      await annexII(order, diary);
      break;
    case 'never':
      break;
  }
  wait(61);
  await clocks(order);
  await look(order, diary);
};

test('report, clocks and scorecards come to what the operators know', async () => {
  const orders: Order[] = [];
  for (let n = 0; n < ORDERS_EACH; n++)
    for (const manner of MANNERS) {
      const order = await orderTo(manner, `${manner}-${n}`);
      orders.push(order);
      await behave(order);
    }
  // Twelve hours before the first order to each of them, and before no other.
  expect(told['orders/prior-information']).toBe(MANNERS.length);
  expect(diaries.size).toBe(orders.length);
  house.clock.advance(40 * DAY);
  await house.store.refresh();
  for (const order of orders) await clocks(order);

  const is =
    (...manners: Manner[]) =>
    (diary: Diary): boolean =>
      manners.includes(diary.manner);
  const all = [...diaries.values()];
  const count = (test: (diary: Diary) => boolean): number => all.filter(test).length;
  const hour = CLOCKS.removal.milliseconds;
  const broken = (diary: Diary): boolean =>
    is('late', 'never')(diary) || (is('well', 'flaky')(diary) && (diary.claimedAt ?? 0) > diary.receivedAt + hour);
  const done = (diary: Diary): boolean => diary.claimedAt !== null;
  expect(
    (await Promise.all(orders.map(({ id }) => orderNow(id)))).map(({ reference, breached }) => [reference, breached]),
  ).toEqual(orders.map(({ reference }) => [reference, broken(diaries.get(reference) as Diary)]));

  const olga = await house.signIn('olga');
  const report = (await olga.get('/reports/2026')).json<Report>();
  const figures = Object.fromEntries(report.figures.map(({ id, value }) => [id, value]));
  expect(figures).toMatchObject({
    orders: all.length,
    crossBorder: count((diary) => diary.manner !== 'late'),
    removed: count(done),
    removedInTheHour: count((diary) => done(diary) && !broken(diary)),
    removedLate: count((diary) => done(diary) && broken(diary)),
    seenGone: count(({ removedAt }) => removedAt !== null),
    notRemoved: count((diary) => !done(diary)),
    impossible: count(is('force')),
    withoutAnswer: count(is('never')),
    annulled: 0,
  });

  for (const manner of MANNERS) {
    const own = all.filter(is(manner));
    const { scorecard } = (await olga.get(`/operators/${manner}`)).json<OperatorDetail>();
    const shown = Object.fromEntries(scorecard.figures.map(({ id, orders: named }) => [id, named.length]));
    const figure = (test: (diary: Diary) => boolean): number => own.filter(test).length;
    expect([manner, shown]).toEqual([
      manner,
      {
        ...{ issued: own.length, received: own.length, annulled: 0, undelivered: 0, tooLittleInformation: 0 },
        removedInTheHour: figure((diary) => done(diary) && !broken(diary)),
        removedLate: figure((diary) => done(diary) && broken(diary)),
        openAfterTheHour: figure((diary) => !done(diary) && broken(diary)),
        impossible: figure(is('force')),
        manifestErrors: figure(is('errors')),
        withoutAnswer: figure(is('never')),
        contradicted: figure(is('liar')),
        finalInTwelveMonths: own.length,
      },
    ]);
    expect([manner, scorecard.exposureFactor]).toEqual([manner, own.length >= 2]);
    const minutes = own
      .filter(done)
      .map(({ claimedAt, receivedAt }) => Math.round(((claimedAt ?? 0) - receivedAt) / MINUTE));
    expect([manner, scorecard.minutesToRemoval]).toEqual([manner, minutes[0] ?? null]);
    expect(new Set(minutes).size).toBeLessThan(2);
  }
}, 600_000);
