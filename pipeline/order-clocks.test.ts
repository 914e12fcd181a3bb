import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { DEFAULT_LEADS } from '#core/clocks.ts';
import type { Order } from '#core/order.ts';
import { prepareCopy } from '#core/order-letters.ts';
import { createGuard } from '#crawlers/crawl.ts';
import { type Mailbox, startMailbox } from '#fixtures/mailbox.ts';
import type { Store } from '#store/store.ts';
import { machine, orderDrafted, person } from '#store/test-records.ts';
import { newSigningKey, START, testStores } from '#store/test-store.ts';
import { createMailer } from '#takedowns/mail/mailer.ts';
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
let mailbox: Mailbox;
const MAILBOXES = ['liaisons@authority.example', 'duty@authority.example'];

beforeAll(async () => {
  store = await stores.open();
  await store.migrate();
  mailbox = await startMailbox();
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
  await mailbox.close();
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
    escalation: { leads: DEFAULT_LEADS, webhookUrl: `${url}/alarm`, emails: [], publicUrl: 'https://weir.example' },
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

/** An order to an operator, received now. */
const receivedOrder = async (id: string, operatorId: string, drill?: string): Promise<void> => {
  const drafted = orderDrafted(`R-${id}`, { operatorId, ...(drill === undefined ? {} : { drill }) });
  await store.orders.create(id, drafted, person('lia'));
  const data = { document: drafted.data.document, documentHash: 'a'.repeat(64), holdUntil: START };
  const terms = { timeZone: 'Europe/Dublin', redress: { days: 28 }, counterpart: null };
  await store.orders.change(id, person('sven'), () => [{ type: 'order.signed', data: { ...data, terms } }]);
  const receipt = { reference: `R-${id}`, receiptId: 'r', receivedAt: clock.now().toISOString() };
  await store.orders.change(id, machine, () => [
    { type: 'order.attempted', data: {} },
    { type: 'order.received', data: { receipt } },
  ]);
};
const messagesOf = (subject: string) => mailbox.messages.filter((message) => message.subject?.includes(subject));
const aboutQuay = () =>
  messagesOf('Two or more final orders').filter(({ text }) => text?.includes('/liaison/operators/quay'));
const byMail = (): PipelineContext => {
  const guard = createGuard({
    allowedHosts: () => new Set(),
    loopbackExemption: new Set([`127.0.0.1:${mailbox.port}`]),
  });
  const send = createMailer(
    { host: '127.0.0.1', port: mailbox.port, security: 'none', from: 'weir@authority.example' },
    (host, port) => guard.addresses(host, port),
  );
  return contextOf({
    mail: { send, print: () => Promise.reject(new Error('a warning is not printed')) },
    escalation: { leads: DEFAULT_LEADS, webhookUrl: null, emails: MAILBOXES, publicUrl: 'https://weir.example' },
  });
};

it('warns by e-mail, each mailbox once; a lost answer sends it again under the same id', async () => {
  await receivedOrder('order-mail', 'tidepool');
  clock.advance(46 * 60_000);
  mailbox.losesNextAnswer();
  await doClocks(byMail());
  clock.advance(10_000);
  await doClocks(byMail());
  const order = await store.orders.get('order-mail');
  expect(order?.letters?.map(({ to, delivered }) => [to.name, to.by, delivered !== null])).toEqual(
    MAILBOXES.map((name) => [name, 'email', true]),
  );
  const told = messagesOf('R-order-mail');
  expect(told).toHaveLength(3);
  expect(new Set(told.map(({ messageId }) => messageId)).size).toBe(2);
  expect(new Set(told.map(({ to }) => to?.[0]?.address))).toEqual(new Set(MAILBOXES));
  for (const { text } of told) {
    for (const words of ['the hour of article 3(3) runs out', '一小时期限', '/liaison/orders/order-mail'])
      expect(text).toContain(words);
    expect(text).not.toContain('lanternfish.example');
  }
  expect(await doClocks(byMail())).toEqual([]);
});

it('without a mail server the letter waits and says why', async () => {
  await receivedOrder('order-no-server', 'tidepool');
  clock.advance(46 * 60_000);
  const { mail: _none, ...rest } = byMail();
  await store.refresh();
  await runClocks({ orderId: 'order-no-server' }, rest as PipelineContext);
  await sendLetters({ orderId: 'order-no-server' }, rest as PipelineContext);
  const letters = (await store.orders.get('order-no-server'))?.letters ?? [];
  expect(letters.map(({ attempts }) => attempts.at(-1)?.error)).toEqual(
    MAILBOXES.map(() => expect.stringContaining('MAIL_NOT_CONFIGURED')),
  );
});

it('warns once when a second order of one operator becomes final within twelve months; drills and other operators count nothing', async () => {
  const ids = ['first', 'second', 'third', 'drill', 'elsewhere'];
  for (const id of ids) {
    const operatorId = id === 'elsewhere' ? 'millpost' : 'quay';
    await receivedOrder(`order-${id}`, operatorId, id === 'drill' ? 'drill-1' : undefined);
    clock.advance(DAY);
  }
  clock.advance(40 * DAY);
  await doClocks(byMail());
  const orders = await Promise.all(ids.map((id) => store.orders.get(`order-${id}`)));
  expect(orders.every((order) => order?.finalAt !== undefined)).toBe(true);
  const warned = orders.filter((order) => order?.warnings?.some((one) => one.clock === 'exposure'));
  expect(warned).toHaveLength(1);
  expect(warned[0]).toMatchObject({ operatorId: 'quay' });
  expect(warned[0]?.drill).toBeUndefined();
  const told = aboutQuay();
  expect(told).toHaveLength(MAILBOXES.length);
  for (const words of ['article 5(4)', '第5条第4款', '/liaison/operators/quay']) expect(told[0]?.text).toContain(words);
  // A year later the count begins anew.
  clock.advance(400 * DAY);
  await receivedOrder('order-later', 'quay');
  clock.advance(40 * DAY);
  await doClocks(byMail());
  expect((await store.orders.get('order-later'))?.finalAt).toBeDefined();
  expect(aboutQuay()).toHaveLength(MAILBOXES.length);
});
