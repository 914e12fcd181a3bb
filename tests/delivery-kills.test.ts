/**
 * kill -9 at random points while orders, prior information and notices are delivered to the real endpoints of the fictional operators:
 * signed requests and e-mail. Every order must arrive, and none may have two effects.
 *
 * DELIVERY_KILLS sets how many (`npm run delivery-kills`: 500), DELIVERY_SEED repeats a run's choices.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { writeDemoAuthority } from '#cli/authority.ts';
import { loopbackHosts, seedDemo } from '#cli/demo.ts';
import { ledgerFile, openHouse, trustedKeys } from '#cli/open.ts';
import { CLOCKS } from '#core/clocks.ts';
import { hashOf } from '#core/hash.ts';
import type { Notice } from '#core/notice.ts';
import type { Operator } from '#core/operator.ts';
import type { Order } from '#core/order.ts';
import { ATTEMPT_DEADLINE_MILLISECONDS } from '#core/order-state.ts';
import { seeded } from '#core/seeded.ts';
import { aNoticeDocument, noticeDrafted } from '#core/test-notices.ts';
import type { RemovalOrder } from '#core/wire.ts';
import { onScriptedBoard } from '#fixtures/ferry.ts';
import { type Mailbox, startMailbox } from '#fixtures/mailbox.ts';
import { type FixtureWeb, startFixtureWeb } from '#fixtures/web.ts';
import { type Config, loadConfig } from '#services/config.ts';
import { loadSecrets } from '#services/secrets.ts';
import { verifyLedgerFile } from '#store/ledger/verify-file.ts';
import type { Store } from '#store/store.ts';
import { caseOpened, machine, orderDrafted, person } from '#store/test-records.ts';
import { EXAMPLE_ORDER } from '#takedowns/forms/examples.ts';
import { verifyDocument } from '#takedowns/signed-document.ts';
import { leavesOf, outOfStep } from './crash/checks.ts';
import { testNamespace } from './namespace.ts';

const KILLS = Number(process.env.DELIVERY_KILLS ?? 6);
const SEED = Number(process.env.DELIVERY_SEED ?? Date.now() % 1_000_000);
const LONG = 600_000 + KILLS * 90_000;
const namespace = testNamespace();
const random = seeded(SEED);
const below = (limit: number): number => Math.floor(random() * limit);

let home: string;
let config: Config;
let web: FixtureWeb;
let mailbox: Mailbox;
let store: Store;
let child: ChildProcess | null = null;
/** Called when a message has reached the mail server, before it answers. */
let whenMailed: () => void = () => {};
/** How far the clock of all sides is ahead: an attempt that was cut off is taken for lost without waiting for it. */
let ahead = 0;
const clock = { now: () => new Date(Date.now() + ahead) };

const TIDEPOOL: Operator = {
  ...{ id: 'operator-tidepool', name: 'Tidepool (fictional)', platforms: ['Tidepool'], languages: ['en'] },
  ...{ contactPoint: 'orders@tidepool.example', establishedIn: 'NL', legalRepresentative: null },
  ...{ channel: { kind: 'email', address: 'orders@tidepool.example' }, publicKeyPem: 'none', keyId: 'tidepool' },
  priorInformationSentAt: '2026-01-01T00:00:00.000Z',
};

/** Starts the next deliverer, later than any attempt of the one before it lives. `idle` resolves when it has nothing left to do. */
const start = async (
  jump = ATTEMPT_DEADLINE_MILLISECONDS + 1000,
): Promise<{ victim: ChildProcess; idle: Promise<void> }> => {
  ahead += jump;
  const program = fileURLToPath(new URL('./delivery/deliverer.ts', import.meta.url));
  const victim = spawn(process.execPath, ['--import', 'tsx', program], {
    env: { ...process.env, DELIVERY: JSON.stringify({ config, ahead }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = victim;
  const lines = createInterface({ input: victim.stdout });
  const idle = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (line === 'idle') resolve();
    });
  });
  await Promise.race([
    once(lines, 'line'),
    once(victim, 'exit').then(() => Promise.reject(new Error('the deliverer ended before it was ready'))),
  ]);
  return { victim, idle };
};
const kill = async (victim: ChildProcess): Promise<void> => {
  if (victim.exitCode !== null) throw new Error(`the deliverer ended by itself with ${victim.exitCode}`);
  const ended = once(victim, 'exit');
  victim.kill('SIGKILL');
  await ended;
  child = null;
};

const NOBODY = 'http://127.0.0.1:9/answers';
const orderIds: string[] = [];
const noticeIds: string[] = [];
const signedOrder = async (operatorId: string, url: string, firstOrder = false): Promise<void> => {
  const reference = `IE-2026-${String(orderIds.length).padStart(4, '0')}`;
  const id = `order-${reference}`;
  const document: RemovalOrder = {
    ...EXAMPLE_ORDER,
    sectionA: { ...EXAMPLE_ORDER.sectionA, reference },
    sectionB: { ...EXAMPLE_ORDER.sectionB, urls: [url], furtherIdentification: [] },
    sectionD: { crossBorder: false, copySentTo: null },
    // Nobody listens for answers here, and an operator is told so at once: a name that is looked up for each would hold up the end.
    answerUrl: NOBODY,
  };
  await store.orders.create(id, orderDrafted(reference, { operatorId, document, firstOrder }), person('lia'));
  const data = { document, documentHash: hashOf(document), holdUntil: clock.now().toISOString() };
  await store.orders.change(id, person('cem'), () => [{ type: 'order.signed', data }]);
  orderIds.push(id);
};
const signedNotice = async (operatorId: string, url: string): Promise<void> => {
  const reference = `IE-2026-N${String(noticeIds.length).padStart(4, '0')}`;
  const id = `notice-${reference}`;
  const document = aNoticeDocument('dsa-notice', { reference, urls: [url], answerUrl: NOBODY });
  await store.notices.create(id, noticeDrafted('dsa-notice', { operatorId, reference }), person('lia'));
  const data = { document, documentHash: hashOf(document), holdUntil: clock.now().toISOString() };
  await store.notices.change(id, person('cem'), () => [{ type: 'notice.signed', data }]);
  noticeIds.push(id);
};
let addresses = 0;
/** No two orders have an address in common, so that nothing stands in the way of one. */
const address = (platform: 'lanternfish' | 'papertrail' | 'ferry'): string => {
  // On the script board the operator would ask back first.
  const posts = web.control.posts(platform).filter((subject) => !onScriptedBoard(subject));
  const key = posts[addresses % posts.length]?.post.key ?? '';
  addresses += 1;
  return `${web.control.urlOf(key)}?n=${addresses}`;
};
/** What the next deliverer is to bring. E-mail is printed by a browser, so there is less of it. */
const signMore = async (round: number): Promise<void> => {
  await signedOrder('operator-lanternfish', address('lanternfish'));
  await signedOrder('operator-papertrail', address('papertrail'));
  await signedNotice('operator-papertrail', address('papertrail'));
  await signedOrder('operator-ferry', address('ferry'), true);
  if (round % 3 === 0) await signedOrder(TIDEPOOL.id, `https://tidepool.example/p/${round}`);
};

beforeAll(async () => {
  process.stdout.write(`delivery kills: DELIVERY_KILLS=${KILLS} DELIVERY_SEED=${SEED}\n`);
  home = mkdtempSync(join(tmpdir(), 'weir-delivery-'));
  mailbox = await startMailbox({ onMessage: async () => whenMailed() });
  const base = loadConfig({
    ...process.env,
    ...{ WEIR_MODE: 'demo', WEIR_HOME: home, WEIR_NAMESPACE: namespace, WEIR_SMTP_HOST: mailbox.host },
    ...{ WEIR_SMTP_PORT: String(mailbox.port), WEIR_SMTP_SECURITY: 'none', WEIR_SMTP_FROM: 'orders@authority.example' },
  });
  const { requests } = loadSecrets(base.secretFile);
  web = await startFixtureWeb({
    ...{ authorityPublicKeys: { [requests.id]: requests.publicKey }, clock, tickMilliseconds: 0 },
    ...{ trickleEverySeconds: 0, actAfterSeconds: { papertrail: 0 }, downForFirst: { lanternfish: 2 } },
  });
  config = { ...base, allowLoopbackHosts: [...loopbackHosts(web), `${mailbox.host}:${mailbox.port}`] };
  writeDemoAuthority(config);
  store = await openHouse(config, loadSecrets(config.secretFile), clock);
  await store.migrate();
  await seedDemo(store, web);
  // Nothing is visited here: what is delivered is all there is.
  for (const source of await store.sources.list()) await store.sources.set({ ...source, paused: true }, machine);
  await store.operators.set(TIDEPOOL, machine);
  await store.cases.create('case-1', caseOpened('one'), machine);
}, 600_000);
afterAll(async () => {
  if (child !== null) await kill(child);
  await store?.close();
  await web?.close();
  await mailbox?.close();
  rmSync(home, { recursive: true, force: true });
}, 120_000);

const everyOrder = (): Promise<Order[]> =>
  Promise.all(orderIds.map(async (id) => (await store.orders.get(id)) as Order));
const everyNotice = (): Promise<Notice[]> =>
  Promise.all(noticeIds.map(async (id) => (await store.notices.get(id)) as Notice));
/** It has left: an operator has it, or its mail server has. */
const hasLeft = ({ receipt, service }: Order): boolean => receipt !== null || service?.awaits?.how === 'receipt';

it(
  `brings every order, and none twice, through ${KILLS} kills`,
  async () => {
    // As long as a deliverer takes to bring all there is, as far as is known: the kills fall into that time.
    let span = 1000;
    const kinds = { 'at any moment': 0, 'when a message is at the mail server': 0 };
    for (let round = 0; round < KILLS; round++) {
      await signMore(round);
      const { victim, idle } = await start();
      const begun = Date.now();
      const brought = idle.then(() => {
        span = (span + Date.now() - begun) / 2;
      });
      if (round % 6 === 0) {
        const mailed = new Promise<void>((resolve) => {
          whenMailed = resolve;
        });
        await Promise.race([mailed.then(() => pause(below(20))), brought]);
        kinds['when a message is at the mail server'] += 1;
      } else {
        // More of them early, where the messages are small.
        await Promise.race([pause(span * random() ** 2), brought]);
        kinds['at any moment'] += 1;
      }
      await kill(victim);
      // What takes longer than was known is given more time.
      span = Math.min(10_000, span * 1.05);
    }
    const untilIdle = async (jump?: number): Promise<void> => {
      const { victim, idle } = await start(jump);
      await idle;
      await kill(victim);
    };
    await untilIdle();
    // Twelve hours after their prior information, and after whatever back-off is left.
    await untilIdle(CLOCKS.priorInformation.milliseconds + 600_000);
    await vi
      .waitUntil(
        async () => {
          await untilIdle(600_000);
          return (await everyOrder()).every(hasLeft);
        },
        { timeout: LONG / 2, interval: 100 },
      )
      .catch(() => {});
    await web.control.tick();
    await web.control.tick();

    const orders = await everyOrder();
    const notices = await everyNotice();
    expect(orders.filter((order) => !hasLeft(order)).map(({ id, state, attempts }) => [id, state, attempts])).toEqual(
      [],
    );
    expect(notices.filter(({ sentAt }) => sentAt === null).map(({ id, state }) => [id, state])).toEqual([]);
    const signed = orders.filter(({ operatorId }) => operatorId !== TIDEPOOL.id);
    const received = web.control.orders();
    expect(received.map(({ reference }) => reference).sort()).toEqual(signed.map(({ reference }) => reference).sort());
    expect(received.filter(({ timesExecuted }) => timesExecuted !== 1).map(({ reference }) => reference)).toEqual([]);
    // Whoever asks first sends nothing twice: the key that would guard against it was never needed.
    expect(received.filter(({ timesReceived }) => timesReceived !== 1).map(({ reference }) => reference)).toEqual([]);
    // What the house holds is the operator's own receipt, so both count the same hour.
    const receipts = new Map(received.map(({ reference, receipt }) => [reference, receipt]));
    expect(signed.filter(({ reference, receipt }) => hashOf(receipts.get(reference)) !== hashOf(receipt))).toEqual([]);
    const noted = web.control.notices();
    expect(noted.map(({ reference }) => reference).sort()).toEqual(notices.map(({ reference }) => reference).sort());
    expect(noted.filter(({ timesReceived }) => timesReceived !== 1)).toEqual([]);
    // Every attempt at prior information was the same message: the operator would have refused another under its key.
    const informed = web.control.priorInformation('ferry');
    expect(informed).toHaveLength(orders.filter(({ firstOrder }) => firstOrder).length);
    const refusals = [...orders, ...notices].flatMap(({ attempts }) => attempts.map(({ error }) => error));
    expect(refusals.filter((error) => error !== null && /answered 4|RECEIPT/.test(error))).toEqual([]);
    expect(orders.flatMap(({ service }) => service?.undelivered ?? [])).toEqual([]);

    // By e-mail a crash may send it once more: then it is the same message, word for word.
    const { requests } = loadSecrets(config.secretFile);
    const mailed = orders.filter(({ operatorId }) => operatorId === TIDEPOOL.id);
    let again = 0;
    for (const { reference, documentHash, service } of mailed) {
      const messages = mailbox.messages.filter(({ subject }) => subject?.includes(reference));
      expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(1);
      expect(service?.sent.map(({ proof }) => proof.messageId)).toEqual([messages[0]?.messageId]);
      again += messages.length - 1;
      for (const { attachments } of messages) {
        const file = attachments.find(({ mimeType }) => mimeType === 'application/json');
        const original = JSON.parse(Buffer.from(file?.content as ArrayBuffer).toString('utf8'));
        expect(hashOf(verifyDocument(original, () => requests.publicKey).document)).toBe(documentHash);
      }
    }

    while ((await store.drainOutboxes(1000)) > 0) await store.orders.refresh();
    const leaves = await leavesOf(store);
    for (const type of ['order.received', 'order.prior_information_sent', 'notice.sent', 'order.sent']) {
      const of = leaves.filter((leaf) => leaf.type === type);
      expect([type, new Set(of.map(({ subject }) => subject.id)).size]).toEqual([type, of.length]);
    }
    expect(leaves.filter(({ type }) => type === 'order.received')).toHaveLength(signed.length);
    expect(outOfStep(orders, 'order', leaves)).toEqual([]);
    expect(await verifyLedgerFile(ledgerFile(config), trustedKeys(loadSecrets(config.secretFile)))).toMatchObject({
      ...{ ok: true, faults: [] },
    });
    const cutOff = [...orders, ...notices].filter(({ attempts }) =>
      attempts.slice(0, -1).some(({ error }) => error === null),
    );
    process.stdout.write(
      `kills: ${JSON.stringify(kinds)}; orders: ${orders.length}, notices: ${notices.length}; cut off in an attempt: ` +
        `${cutOff.length}; e-mails sent once more under the same id: ${again}\n`,
    );
  },
  LONG,
);
