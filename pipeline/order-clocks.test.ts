import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { DEFAULT_LEADS } from '#core/clocks.ts';
import type { Order } from '#core/order.ts';
import { prepareCopy } from '#core/order-letters.ts';
import type { Store } from '#store/store.ts';
import { machine, orderDrafted, person } from '#store/test-records.ts';
import { newSigningKey, START, testStores } from '#store/test-store.ts';
import { testNamespace } from '../tests/namespace.ts';
import type { PipelineContext } from './context.ts';
import { runClocks, sendLetters } from './order-clocks.ts';
import { type JobQueues, openQueues } from './queues.ts';
import { findWork } from './sweeper.ts';

const namespace = testNamespace();
const stores = testStores(namespace);
const { clock } = stores;
const DAY = 86_400_000;
let store: Store;
let queues: JobQueues;
let server: Server;
let url: string;
/** What reached the other side: the idempotency key and the body of each message. */
const arrived: { key: string; path: string; body: Record<string, unknown> }[] = [];
let isDown = false;

beforeAll(async () => {
  store = await stores.open();
  await store.migrate();
  queues = openQueues(inject('redisUrl'), namespace);
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => {
      text += part;
    });
    request.on('end', () => {
      if (isDown) return void response.writeHead(503).end();
      const body = JSON.parse(text) as Record<string, unknown>;
      arrived.push({ key: String(request.headers['idempotency-key']), path: request.url ?? '', body });
      const receipt = { reference: 'R-1', receiptId: `nl-${arrived.length}`, receivedAt: clock.now().toISOString() };
      response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify(receipt));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await queues.close();
  await new Promise((resolve) => server.close(resolve));
  for await (const keys of store.redis.scanStream({ match: `{${namespace}:jobs}*`, count: 1000 }))
    if ((keys as string[]).length > 0) await store.redis.unlink(...(keys as string[]));
});

const contextOf = (change: Partial<PipelineContext> = {}): PipelineContext =>
  ({
    ...{ store, queues, clock, requestKey: newSigningKey('weir-key'), newNonce: () => crypto.randomUUID() },
    log: { info: () => {}, warn: () => {} },
    allowList: { hosts: () => new Set<string>(), refresh: async () => {} },
    send: async ({ url: to, method, headers, body }) => {
      const answer = await fetch(to, { method, headers, ...(body === undefined ? {} : { body }) });
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
    },
    escalation: { leads: DEFAULT_LEADS, webhookUrl: `${url}/alarm`, publicUrl: 'https://weir.example' },
    ...change,
  }) as PipelineContext;

/** Only what belongs to clocks: the rest of the house is not there. */
const doClocks = async (context: PipelineContext): Promise<string[]> => {
  const done: string[] = [];
  for (let more = true; more; ) {
    await store.refresh();
    const work = (await findWork(context)).filter(({ job }) => job === 'clocks' || job === 'letters');
    more = work.length > 0;
    for (const { job, payload } of work) {
      done.push(job);
      await (job === 'clocks' ? runClocks : sendLetters)(payload as { orderId: string }, context);
    }
  }
  return done;
};

const orderNow = async (): Promise<Order> => {
  const order = await store.orders.get('order-1');
  if (order === null) throw new Error('no order');
  return order;
};

/** A cross-border order with non-disclosure, removed a minute after receipt. */
const executedOrder = async (): Promise<void> => {
  const drafted = orderDrafted('R-1');
  const document = {
    ...drafted.data.document,
    sectionA: { memberStateOfEstablishment: 'NL', addressee: 'Lanternfish BV' },
    sectionD: { crossBorder: true, copySentTo: 'tco@authority-nl.example' },
  } as typeof drafted.data.document;
  const form = { ...drafted.data.form, nonDisclosure: true, nonDisclosureReason: 'an investigation runs' };
  await store.orders.create('order-1', orderDrafted('R-1', { document, form }), person('lia'));
  const counterpart = { country: 'NL', contact: 'tco@authority-nl.example', url: `${url}/copies` };
  await store.orders.change('order-1', person('sven'), () => [
    {
      type: 'order.signed',
      data: {
        ...{ document, documentHash: 'a'.repeat(64), holdUntil: START },
        terms: { timeZone: 'Europe/Dublin', redress: { days: 28 }, counterpart },
      },
    },
  ]);
  await store.orders.change('order-1', machine, (state) => [
    { type: 'order.attempted', data: {} },
    ...prepareCopy(state),
    { type: 'order.received', data: { receipt: { reference: 'R-1', receiptId: 'r', receivedAt: START } } },
  ]);
};

it('sends the copy again until it arrives, and counts the 72 hours from its receipt', async () => {
  await executedOrder();
  isDown = true;
  await doClocks(contextOf());
  expect((await orderNow()).letters).toMatchObject([
    { kind: 'authority_copy', attempts: [{ error: expect.stringContaining('503') }], delivered: null },
  ]);
  isDown = false;
  clock.advance(60_000);
  await doClocks(contextOf());
  const [copy] = (await orderNow()).letters ?? [];
  expect(copy?.delivered).toMatchObject({ at: clock.now().toISOString(), receiptId: 'nl-1' });
  expect(arrived).toMatchObject([
    { key: 'order-1-authority-copy', path: '/copies', body: { form: 'tco-copy', memberState: 'NL' } },
  ]);
});

it('warns once before the hour ends, by the page and by one signed message, also when the worker dies after sending', async () => {
  clock.advance(45 * 60_000);
  const before = arrived.length;
  // The attempt is written, the message arrives, and the worker dies before it can write that down.
  const dying = contextOf();
  await store.refresh();
  await runClocks({ orderId: 'order-1' }, dying);
  const { send } = dying;
  const dead = contextOf({
    send: async (request) => {
      await send(request);
      throw new Error('killed');
    },
    store: {
      ...store,
      orders: {
        ...store.orders,
        change: (id, actor, decide) =>
          store.orders.change(id, actor, (state) => decide(state).filter(({ type }) => type !== 'order.letter_failed')),
      },
    },
  });
  await sendLetters({ orderId: 'order-1' }, dead);
  expect((await orderNow()).letters?.at(-1)).toMatchObject({ kind: 'warning', delivered: null });
  clock.advance(46_000);
  await doClocks(contextOf());
  const messages = arrived.slice(before);
  expect(new Set(messages.map(({ key }) => key)).size).toBe(1);
  expect(messages[0]?.body).toMatchObject({ form: 'clock-warning', clock: 'removal', reference: 'R-1', late: false });
  expect(JSON.stringify(messages[0]?.body)).not.toContain('lanternfish.example');
  const order = await orderNow();
  expect(order.warnings).toHaveLength(1);
  expect(order.letters?.at(-1)?.delivered).not.toBeNull();
  expect(await doClocks(contextOf())).toEqual([]);
});

it('catches up in the order of the law after a year in which nothing ran', async () => {
  await store.orders.change('order-1', { kind: 'operator', id: 'lanternfish-bv' }, () => [
    {
      type: 'order.answered',
      data: {
        answer: { form: 'tco-annex-2', measureAt: clock.now().toISOString() } as never,
        preserveUntil: '2026-09-01T22:59:59.999Z',
      },
    },
  ]);
  const seqBefore = (await orderNow()).seq;
  clock.advance(370 * DAY);
  await doClocks(contextOf());
  const order = await orderNow();
  expect(order.finalAt).toBe('2026-03-29T22:59:59.999Z');
  const blocks = await store.ledger.blocks(0, 1000);
  const told = blocks
    .flatMap(({ entries }) => entries)
    .filter(({ subject, seq, type }) => subject.id === 'order-1' && seq > seqBefore && !type.startsWith('order.letter'))
    .sort((a, b) => a.seq - b.seq);
  expect(told.map(({ type }) => type)).toEqual([
    ...['order.clock_ended', 'order.warned', 'order.clock_ended', 'order.warned', 'order.final', 'order.warned'],
    ...['order.clock_ended', 'order.warned', 'order.clock_ended'],
  ]);
  expect(order.endedClocks?.map(({ clock: one }) => one)).toEqual([
    'scrutinyRequest',
    'scrutiny',
    'nonDisclosure',
    'preservation',
  ]);
  expect(order.warnings?.slice(1).every(({ late }) => late)).toBe(true);
  expect(arrived.filter(({ body }) => body.form === 'order-final')).toHaveLength(1);
  expect(order.letters?.every(({ delivered }) => delivered !== null)).toBe(true);
  expect(await doClocks(contextOf())).toEqual([]);
});
