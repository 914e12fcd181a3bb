import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { countersignCase, decideCase, endHold } from '#core/case-state.ts';
import { signNotice } from '#core/notice-state.ts';
import type { Operator } from '#core/operator.ts';
import type { Order } from '#core/order.ts';
import { ATTEMPT_DEADLINE_MILLISECONDS } from '#core/order-state.ts';
import { MOST_ATTEMPTS } from '#core/service.ts';
import { noticeDrafted } from '#core/test-notices.ts';
import type { AnnexII } from '#core/wire.ts';
import { createGuard } from '#crawlers/crawl.ts';
import { type Mailbox, startMailbox } from '#fixtures/mailbox.ts';
import { type Returned, returnedMessage } from '#fixtures/returned-message.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { sendNotice } from '#pipeline/notices.ts';
import { sendLetters } from '#pipeline/order-clocks.ts';
import { deliver } from '#pipeline/orders.ts';
import { takeReturnedMail } from '#pipeline/returned-mail.ts';
import { createPrinter, type PrintPdf } from '#takedowns/forms/print.ts';
import { createMailer } from '#takedowns/mail/mailer.ts';
import { signRequest } from '#takedowns/message-signature.ts';
import { verifyDocument } from '#takedowns/signed-document.ts';
import { type ApiHouse, AUTHORITY, openApiHouse, type Person, testKey } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { pagesOf } from '../../tests/pdf-pages.ts';
import type { NoticeDetail, NoticeList } from '../schemas/notices.ts';
import type { OrderDetail, OrderList } from '../schemas/orders.ts';

const namespace = testNamespace();

const HOUSE = { kind: 'system' as const, id: 'test' };
const orderKey = testKey('weir-key');
const answerKey = testKey('mail-key');
let house: ApiHouse;
let mailbox: Mailbox;
let context: PipelineContext;
let lena: Person;
let sven: Person;
let olga: Person;

const operator = (id: string, channel: Operator['channel']): Operator => ({
  id,
  ...{ name: `Operator ${id}`, platforms: [id], contactPoint: `orders@${id}.example`, languages: ['en'] },
  ...{ establishedIn: 'NL', legalRepresentative: null, channel },
  ...{ publicKeyPem: answerKey.publicKeyPem, keyId: `${id}-key`, priorInformationSentAt: '2026-01-01T00:00:00.000Z' },
});

beforeAll(async () => {
  mailbox = await startMailbox();
  const printer = createPrinter(async () => ({ executablePath: inject('chromiumPath'), args: inject('chromiumArgs') }));
  const printed = new Map<string, Promise<Uint8Array>>();
  // The same page is the same paper: attempts that follow another need no browser of their own.
  const printPdf: PrintPdf = (html) => {
    const known = printed.get(html) ?? printer(html);
    printed.set(html, known);
    return known;
  };
  const guard = createGuard({
    allowedHosts: () => new Set(),
    loopbackExemption: new Set([`127.0.0.1:${mailbox.port}`]),
  });
  const mail = {
    print: printPdf,
    send: createMailer(
      {
        host: '127.0.0.1',
        port: mailbox.port,
        security: 'none',
        from: 'orders@authority.example',
        returns: 'returns@authority.example',
      },
      (host, port) => guard.addresses(host, port),
    ),
  };
  const authority = { ...AUTHORITY, counterparts: { NL: { contact: 'Registry', email: 'tco@authority-nl.example' } } };
  house = await openApiHouse(namespace, { mail, printPdf, authority, keys: { order: orderKey } });
  context = {
    ...{ store: house.store, queues: house.deps.queues, clock: house.clock, requestKey: orderKey },
    ...{ send: house.deps.send, mail, newNonce: randomUUID, log: { info: () => {}, warn: () => {} } },
  } as unknown as PipelineContext;
  await house.store.operators.set(operator('tidepool', { kind: 'email', address: 'orders@tidepool.example' }), HOUSE);
  await house.store.operators.set(
    operator('millpost', { kind: 'manual', way: 'post', directions: 'Millpost, 1 Example Lane, Delft' }),
    HOUSE,
  );
  await signIn();
});
afterAll(async () => {
  await house.close();
  await mailbox.close();
});

const signIn = async (): Promise<void> => {
  [lena, sven, olga] = (await Promise.all(['lena', 'sven', 'olga'].map((login) => house.signIn(login)))) as [
    Person,
    Person,
    Person,
  ];
};
const now = (): string => house.clock.now().toISOString();
const refusal = (answer: { statusCode: number; json(): { error: { code: string } } }) => [
  answer.statusCode,
  answer.json().error.code,
];
const form = {
  statementOfReasons: 'The text asks its readers to take part in the activities of a violent group.',
  ...{ nonDisclosure: false, nonDisclosureReason: null },
  emergencyReason: 'An attack is announced for today, so that twelve hours cannot be waited for.',
};

/** An order that was signed and whose time to undo is over. */
const signedOrder = async (
  name: string,
  operatorId: string,
  change: Partial<typeof form> | { emergencyReason: null } = {},
): Promise<Order> => {
  const subject = await house.openCase(name, { operatorIds: [operatorId] });
  const { cases } = house.store;
  const exemption = {
    ...{ education: false, journalism: false, art: false, research: false, counterSpeech: false, publicDebate: false },
    explanation: 'None of the protected purposes is recognisable.',
  };
  const decided = { categories: ['recruitment' as const], legalBasis: 'tco-art-3' as const, exemption };
  await cases.change(subject.id, { kind: 'human', id: 'rita' }, (state) =>
    decideCase(
      state,
      { outcome: 'violating', ...decided, reason: 'Asks readers to join.', contentHash: state.contentHash },
      { actor: { kind: 'human', id: 'rita' }, at: now(), undoMilliseconds: 0, seenRevision: 1 },
    ),
  );
  await cases.change(subject.id, HOUSE, (state) => endHold(state, now()));
  await cases.change(subject.id, { kind: 'human', id: 'rolf' }, (state) =>
    countersignCase(state, {
      ...{ actor: { kind: 'human', id: 'rolf' }, at: now() },
      ...{ seenRevision: state.revision, contentHash: state.contentHash },
    }),
  );
  const drafted = (
    await lena.post('/orders', { caseId: subject.id, operatorId, form: { ...form, ...change } })
  ).json<OrderDetail>().order;
  await sven.post(`/orders/${drafted.id}/signature`, { seq: drafted.seq });
  house.clock.advance(60_000);
  return drafted;
};
const take = async (orderId: string): Promise<Order> => {
  await deliver({ orderId }, context);
  return (await house.store.orders.get(orderId)) as Order;
};
const listed = async (query: string): Promise<string[]> => {
  await house.store.orders.refresh();
  return (await lena.get(`/orders?${query}`)).json<OrderList>().items.map(({ id }) => id);
};

test('e-mail: a server takes it once, the hour waits for the word of a person, and the proof is kept', async () => {
  const { id, reference } = await signedOrder('by-mail', 'tidepool');
  const order = await take(id);
  expect(order).toMatchObject({ state: 'sending', dueAt: null, receipt: null });
  expect(order.service?.awaits).toMatchObject({ of: 'order', how: 'receipt' });
  const proof = order.service?.sent[0]?.proof;
  expect(proof).toMatchObject({ to: 'orders@tidepool.example', documentHash: order.documentHash });
  expect(proof?.answer).toMatch(/^250 /);
  // Again, however long nobody says anything: nothing is sent twice.
  house.clock.advance(7_200_000);
  await take(id);
  const arrived = mailbox.messages.filter(({ subject }) => subject?.includes(reference));
  expect(arrived.map(({ messageId }) => messageId)).toEqual([proof?.messageId]);
  const [pdf, json] = (arrived[0]?.attachments ?? []).map(({ content }) => Buffer.from(content as ArrayBuffer));
  const text = (await pagesOf(pdf ?? Buffer.from(''))).map((page) => page.text).join('\n');
  for (const words of [reference, 'High Court (test)', '28 days from receipt']) expect(text).toContain(words);
  expect(verifyDocument(JSON.parse(String(json)), () => orderKey.publicKeyPem).document).toEqual(order.document);
  expect(await listed('awaits=receipt')).toContain(id);

  const record = (receivedAt: string, file: object | null = null) =>
    lena.post(`/orders/${id}/service`, { of: 'order', receivedAt, note: 'They wrote back.', file });
  const sentAt = order.attempts[0]?.at ?? '';
  expect(
    refusal(await olga.post(`/orders/${id}/service`, { of: 'order', receivedAt: now(), note: 'abc', file: null }))[0],
  ).toBe(403);
  expect(refusal(await record('2026-03-01T08:00:00.000Z'))).toEqual([422, 'SERVICE_TIME']);
  expect(refusal(await record('2027-03-01T08:00:00.000Z'))).toEqual([422, 'SERVICE_TIME']);
  expect(refusal(await record(sentAt, { name: 'a', mediaType: 'text/plain', content: 'YW==' }))).toEqual([
    422,
    'PROOF_INVALID',
  ]);
  const content = Buffer.from('Received with thanks.').toString('base64');
  const served = await record(sentAt, { name: 'reply.eml', mediaType: 'message/rfc822', content });
  const { order: received } = served.json<OrderDetail>();
  expect(received).toMatchObject({
    state: 'received',
    dueAt: new Date(Date.parse(sentAt) + 3_600_000).toISOString(),
    service: { awaits: null, served: [{ by: 'lena', note: 'They wrote back.' }] },
  });
  const file = received.service?.served[0]?.file;
  const kept = await lena.get(`/orders/${id}/proofs/${file?.sha256}`);
  expect([kept.body, kept.headers['content-type']]).toEqual(['Received with thanks.', 'application/octet-stream']);
  expect(refusal(await record(sentAt))).toEqual([409, 'SERVICE_NOT_AWAITED']);
  expect((await house.store.cases.get(order.caseId))?.state).toBe('in_takedown');
});

test('e-mail: what the server does not take is tried again, becomes a dead letter with an alarm, and a person replays it', async () => {
  const { id, reference } = await signedOrder('refused', 'tidepool');
  mailbox.refuseWith({ code: 451, text: 'come back later' });
  let order = await take(id);
  for (let attempt = 2; attempt <= MOST_ATTEMPTS; attempt++) {
    const due = Date.parse(order.nextAttemptAt ?? '');
    expect(due - house.clock.now().getTime()).toBeGreaterThan(0);
    house.clock.advance(due - house.clock.now().getTime());
    order = await take(id);
  }
  expect(order.service?.undelivered).toMatchObject({ of: 'order', attempts: MOST_ATTEMPTS });
  expect(order.service?.undelivered?.error).toContain('come back later');
  expect(await listed('undelivered=true')).toEqual([id]);
  expect((await lena.get('/orders')).json<OrderList>().undelivered).toBe(1);
  expect((await lena.get(`/orders/${id}`)).json<OrderDetail>().actions).toEqual(
    expect.arrayContaining(['serve', 'replay']),
  );
  house.clock.advance(24 * 3_600_000);
  expect((await take(id)).attempts).toHaveLength(MOST_ATTEMPTS);
  await signIn();
  mailbox.refuseWith(null);
  expect((await lena.post(`/orders/${id}/replay`)).statusCode).toBe(200);
  expect((await take(id)).service).toMatchObject({ undelivered: null, awaits: { how: 'receipt' } });
  expect(mailbox.messages.filter(({ subject }) => subject?.includes(reference))).toHaveLength(1);
  expect(refusal(await lena.post(`/orders/${id}/replay`))).toEqual([409, 'NOTHING_TO_REPLAY']);
});

test('e-mail: a mailbox that does not exist is a dead letter at once', async () => {
  const { id } = await signedOrder('no-such-box', 'tidepool');
  mailbox.refuseWith({ code: 550, text: 'no such mailbox' });
  expect((await take(id)).service?.undelivered).toMatchObject({ of: 'order', attempts: 1 });
  mailbox.refuseWith(null);
  // Somebody carries it instead.
  const record = { of: 'order', receivedAt: now(), note: 'Handed over at the reception.', file: null };
  expect((await lena.post(`/orders/${id}/service`, record)).json<OrderDetail>().order.state).toBe('received');
});

/** What the server of the operator returns of the last message to it. */
const comesBack = (change: Partial<Returned> = {}): Promise<unknown> => {
  const returned = { to: mailbox.returnsTo.at(-1) ?? '', recipient: 'orders@tidepool.example', ...change };
  return takeReturnedMail(Buffer.from(returnedMessage(returned)), context);
};

test('e-mail: an order that comes back is a dead letter with an alarm, and a person replays it', async () => {
  const { id, reference } = await signedOrder('came-back', 'tidepool');
  await take(id);
  const to = mailbox.returnsTo.at(-1) ?? '';
  expect(to).toMatch(new RegExp(`^returns\\+${reference}\\.[0-9a-f]{20}@authority\\.example$`));
  expect(mailbox.messages.at(-1)?.from?.address).toBe('orders@authority.example');
  // Servers that try on, and servers that say it arrived, change nothing: receipt is never guessed.
  for (const action of ['delayed', 'relayed', 'delivered'])
    expect(await comesBack({ action })).toMatchObject({ effect: 'nothing' });
  const forged = to.replace(/\.[0-9a-f]{20}@/, `.${'0'.repeat(20)}@`);
  const others = to.replace(reference, (await signedOrder('another', 'tidepool')).reference);
  for (const wrong of [forged, others, 'orders@authority.example'])
    await expect(comesBack({ to: wrong })).rejects.toMatchObject({ code: 'RETURNED_FOREIGN', status: 403 });
  expect((await house.store.orders.get(id))?.service).toMatchObject({ undelivered: null, awaits: { how: 'receipt' } });

  expect(await comesBack()).toMatchObject({ reference, of: 'order', effect: 'dead_letter' });
  expect((await house.store.orders.get(id))?.service).toMatchObject({
    awaits: null,
    undelivered: { of: 'order', attempts: 1, error: expect.stringContaining('no such mailbox') },
  });
  expect(await listed('undelivered=true')).toContain(id);
  expect((await lena.get('/orders')).json<OrderList>().undelivered).toBeGreaterThan(0);
  expect(await comesBack()).toMatchObject({ effect: 'nothing' });
  expect((await lena.post(`/orders/${id}/replay`)).statusCode).toBe(200);
  house.clock.advance(ATTEMPT_DEADLINE_MILLISECONDS);
  expect((await take(id)).service).toMatchObject({ undelivered: null, awaits: { how: 'receipt' } });
  // The address is that of the message, which is the same.
  expect(mailbox.returnsTo.at(-1)).toBe(to);
});

test('e-mail: prior information that comes back stops the order, and the directory forgets that the operator was informed', async () => {
  const { store } = house;
  const fresh = {
    ...operator('newpool', { kind: 'email', address: 'orders@newpool.example' }),
    priorInformationSentAt: null,
  };
  await store.operators.set(fresh, HOUSE);
  const { id } = await signedOrder('uninformed', 'newpool', { emergencyReason: null });
  expect((await take(id)).state).toBe('prior_information');
  expect((await store.operators.get('newpool'))?.priorInformationSentAt).not.toBeNull();
  expect(await comesBack()).toMatchObject({ of: 'prior-information', effect: 'dead_letter' });
  expect(await store.orders.get(id)).toMatchObject({ state: 'signed', priorInformationSentAt: null, notBefore: null });
  expect((await store.operators.get('newpool'))?.priorInformationSentAt).toBeNull();
  house.clock.advance(13 * 3_600_000);
  const before = mailbox.messages.length;
  await take(id);
  expect(mailbox.messages.length).toBe(before);
  await signIn();
  expect((await lena.post(`/orders/${id}/replay`)).statusCode).toBe(200);
  expect((await take(id)).state).toBe('prior_information');
  // Known too late: the order has left and goes its way, and a person must know.
  const to = mailbox.returnsTo.at(-1) ?? '';
  house.clock.advance(12 * 3_600_000);
  expect((await take(id)).state).toBe('sending');
  expect(await comesBack({ to })).toMatchObject({ of: 'prior-information', effect: 'dead_letter' });
  const order = await store.orders.get(id);
  expect(order).toMatchObject({
    state: 'sending',
    service: {
      ...{ undelivered: null, awaits: { of: 'order', how: 'receipt' } },
      uninformed: { error: expect.stringContaining('no such mailbox') },
    },
  });
  expect((await store.operators.get('newpool'))?.priorInformationSentAt).toBeNull();
  await signIn();
  expect(await listed('undelivered=true')).toContain(id);
  const shown = (await lena.get(`/orders/${id}`)).json<OrderDetail>().actions;
  // What it was to come before has left: nothing can be tried again, only made up for.
  expect([shown.includes('serve'), shown.includes('replay')]).toEqual([true, false]);
  expect(refusal(await lena.post(`/orders/${id}/replay`))).toEqual([409, 'NOTHING_TO_REPLAY']);
  const told = (receivedAt: string) =>
    lena.post(`/orders/${id}/service`, {
      ...{ of: 'prior-information', receivedAt, note: 'Explained on the telephone.', file: null },
    });
  expect(refusal(await told('2026-03-01T08:00:00.000Z'))).toEqual([422, 'SERVICE_TIME']);
  expect((await told(now())).json<OrderDetail>().order).toMatchObject({
    state: 'sending',
    service: { uninformed: null, awaits: { of: 'order' }, served: [{ of: 'prior-information', by: 'lena' }] },
  });
  expect((await store.operators.get('newpool'))?.priorInformationSentAt).toBe(now());
  expect(await listed('undelivered=true')).not.toContain(id);
  expect(await comesBack({ to })).toMatchObject({ effect: 'nothing' });
});

test('e-mail: prior information that comes back for an order that was taken back leaves no mark but in the directory', async () => {
  const { store } = house;
  const entry = operator('latepool', { kind: 'email', address: 'orders@latepool.example' });
  await store.operators.set({ ...entry, priorInformationSentAt: null }, HOUSE);
  const { id } = await signedOrder('taken-back', 'latepool', { emergencyReason: null });
  await take(id);
  expect((await lena.post(`/orders/${id}/withdrawal`, { reason: 'The text was misread.' })).statusCode).toBe(200);
  expect(await comesBack()).toMatchObject({ of: 'prior-information', effect: 'forgotten' });
  expect((await store.operators.get('latepool'))?.priorInformationSentAt).toBeNull();
  expect(await listed('undelivered=true')).not.toContain(id);
  expect(await comesBack()).toMatchObject({ effect: 'nothing' });
});

/** A referral to tidepool that left by e-mail. */
const sentReferral = async (id: string, reference: string): Promise<void> => {
  const { notices } = house.store;
  const subject = await house.openCase(`case-${id}`, { operatorIds: ['tidepool'] });
  const about = { caseId: subject.id, operatorId: 'tidepool', reference };
  await notices.create(id, noticeDrafted('referral', about), { kind: 'human', id: 'lena' });
  await notices.change(id, { kind: 'human', id: 'sven' }, (state) =>
    signNotice(state, {
      ...{ actor: { kind: 'human', id: 'sven' }, at: now(), document: state.document, undoMilliseconds: 0 },
      seenSeq: state.seq,
    }),
  );
  await sendNotice({ noticeId: id }, context);
  expect((await notices.get(id))?.state).toBe('sent');
};
const lostNotices = async (): Promise<string[]> =>
  (await lena.get('/notices?undelivered=true')).json<NoticeList>().items.map(({ id }) => id);

test('e-mail: a notice that comes back is a dead letter, and a person replays it', async () => {
  const { notices } = house.store;
  await sentReferral('n-back', 'IE-2026-ABCDEF0123');
  expect(await lostNotices()).toEqual([]);
  const to = mailbox.returnsTo.at(-1) ?? '';
  expect(await comesBack()).toMatchObject({ of: 'notice', effect: 'dead_letter' });
  expect(await notices.get('n-back')).toMatchObject({
    ...{ state: 'sending', awaitsService: true, sentAt: null },
    undelivered: { of: 'notice', error: expect.stringContaining('no such mailbox') },
  });
  expect(await comesBack()).toMatchObject({ effect: 'nothing' });
  expect(await lostNotices()).toEqual(['n-back']);
  expect((await lena.get('/notices/n-back')).json<NoticeDetail>().actions).toEqual(
    expect.arrayContaining(['serve', 'replay']),
  );
  expect((await olga.post('/notices/n-back/replay')).statusCode).toBe(403);
  expect((await lena.post('/notices/n-back/replay')).statusCode).toBe(200);
  await sendNotice({ noticeId: 'n-back' }, context);
  expect(await notices.get('n-back')).toMatchObject({ state: 'sent', awaitsService: false, undelivered: null });
  expect(mailbox.messages.filter(({ subject }) => subject?.includes('IE-2026-ABCDEF0123'))).toHaveLength(2);
  expect(mailbox.returnsTo.at(-1)).toBe(to);
  expect(refusal(await lena.post('/notices/n-back/replay'))).toEqual([409, 'NOTHING_TO_REPLAY']);
});

test('e-mail: the withdrawal of a notice that comes back is a dead letter, which is replayed or brought by hand', async () => {
  const { notices } = house.store;
  await sentReferral('n-taken-back', 'IE-2026-ABCDEF0124');
  expect((await lena.post('/notices/n-taken-back/withdrawal', { reason: 'It was misread.' })).statusCode).toBe(200);
  await sendNotice({ noticeId: 'n-taken-back' }, context);
  expect((await notices.get('n-taken-back'))?.withdrawal?.receipt).not.toBeNull();
  expect(await comesBack({ action: 'delayed' })).toMatchObject({ of: 'withdrawal', effect: 'nothing' });
  expect(await comesBack()).toMatchObject({ of: 'withdrawal', effect: 'dead_letter' });
  expect(await notices.get('n-taken-back')).toMatchObject({
    undelivered: { of: 'withdrawal' },
    withdrawal: { receipt: null, nextAttemptAt: null },
  });
  expect(await lostNotices()).toEqual(['n-taken-back']);
  expect(await comesBack()).toMatchObject({ effect: 'nothing' });
  await lena.post('/notices/n-taken-back/replay');
  const before = mailbox.messages.length;
  await sendNotice({ noticeId: 'n-taken-back' }, context);
  expect(mailbox.messages.slice(before).map(({ to }) => to?.[0]?.address)).toEqual(['orders@tidepool.example']);
  expect(await notices.get('n-taken-back')).toMatchObject({ undelivered: null, state: 'withdrawn' });
  expect(await lostNotices()).toEqual([]);
  // Once more, and now somebody tells them.
  await comesBack();
  const told = await lena.post('/notices/n-taken-back/service', { proof: 'Told on the telephone, Ms Example.' });
  expect(told.json<NoticeDetail>().notice).toMatchObject({ undelivered: null, withdrawal: { served: { by: 'lena' } } });
  expect(await comesBack()).toMatchObject({ effect: 'nothing' });
});

test('e-mail: when the answer of the server is lost, the same message goes again under the same id', async () => {
  const { id, reference } = await signedOrder('lost-answer', 'tidepool');
  mailbox.losesNextAnswer();
  const order = await take(id);
  expect(order.attempts.at(-1)?.error).toContain('MAIL_FAILED');
  house.clock.advance(ATTEMPT_DEADLINE_MILLISECONDS);
  const again = await take(id);
  const ids = mailbox.messages.filter(({ subject }) => subject?.includes(reference)).map(({ messageId }) => messageId);
  expect(ids).toEqual([again.service?.sent[0]?.proof.messageId, again.service?.sent[0]?.proof.messageId]);
});

test('e-mail: an answer of the operator is its word for the receipt', async () => {
  const { id, reference } = await signedOrder('answered', 'tidepool');
  const order = await take(id);
  const receivedAt = order.attempts[0]?.at ?? '';
  house.clock.advance(600_000);
  const answer: AnnexII = {
    ...{ form: 'tco-annex-2', version: 1, addressee: 'Operator tidepool', authority: 'A', reference },
    ...{ addresseeReference: 'tp-1', receivedAt, measure: 'removed', measureAt: now(), answeredAt: now() },
    provider: {
      name: 'Operator tidepool',
      memberState: 'NL',
      authorisedPerson: 'S. Example',
      email: 'a@tidepool.example',
    },
  };
  const url = `${house.deps.config.publicUrl}/api/v1/answers`;
  const signed = await signRequest(
    { method: 'POST', url, body: JSON.stringify(answer) },
    { ...answerKey, keyId: 'tidepool-key' },
    house.clock.now(),
    randomUUID(),
  );
  const { headers, body } = signed;
  const taken = await house.app.inject({ method: 'POST', url: '/api/v1/answers', headers, payload: body ?? '' });
  expect(taken.statusCode).toBe(202);
  expect(await house.store.orders.get(id)).toMatchObject({
    ...{ state: 'executed', breached: false, receipt: { receivedAt } },
    service: { awaits: null },
  });
});

test('by hand: it waits for a person, can still be taken back, and its hour starts with the record', async () => {
  const { id } = await signedOrder('by-post', 'millpost');
  const order = await take(id);
  expect(order).toMatchObject({ state: 'sending', attempts: [], service: { awaits: { of: 'order', how: 'service' } } });
  const detail = (await lena.get(`/orders/${id}`)).json<OrderDetail>();
  expect(detail.actions).toEqual(expect.arrayContaining(['withdraw', 'serve']));
  expect(detail.channel).toEqual({ kind: 'manual', address: 'Millpost, 1 Example Lane, Delft' });
  expect(await listed('awaits=service')).toEqual([id]);
  const record = { of: 'order', receivedAt: now(), note: 'Advice of delivery 4711.', file: null };
  expect((await lena.post(`/orders/${id}/service`, record)).json<OrderDetail>().order.state).toBe('received');

  const other = await signedOrder('by-post-not', 'millpost');
  await take(other.id);
  const withdrawn = await lena.post(`/orders/${other.id}/withdrawal`, { reason: 'The text was misread.' });
  expect(withdrawn.json<OrderDetail>().order).toMatchObject({ state: 'withdrawn', service: { awaits: null } });
});

test('the forms of an order: PDF in both languages, marked while it is a draft, and the signed file once it is signed', async () => {
  const { id, reference } = await signedOrder('forms', 'tidepool');
  const read = async (query: string): Promise<string> => {
    const answer = await olga.get(`/orders/${id}/document.pdf?${query}`);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/pdf']);
    return (await pagesOf(answer.rawPayload)).map(({ text }) => text).join('');
  };
  const english = await read('lang=en');
  expect(english).toContain('Removal order (Annex I)');
  expect(english).not.toContain('to be checked against the Official Journal');
  expect(await read('lang=zh-CN')).toContain('移除令(附件一)');
  expect(await read('lang=en&preview=true')).toContain('to be checked against the Official Journal');
  expect(await read('lang=en&form=tco-annex-2')).toContain(reference);
  const signed = await olga.get(`/orders/${id}/document.json`);
  const { document } = verifyDocument(signed.json(), () => orderKey.publicKeyPem);
  expect(document).toEqual((await house.store.orders.get(id))?.document);
  expect(refusal(await olga.get(`/orders/${id}/document.pdf?form=reinstatement`))[0]).toBe(404);
  expect(refusal(await olga.get(`/orders/${id}/document.pdf?form=other`))).toEqual([400, 'QUERY_INVALID']);
});

/** In a text of a PDF words may stand close together. */
const CODE = /[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}/;
const textOfPdf = async (person: Person, path: string): Promise<string> => {
  const { rawPayload } = await person.get(path);
  return (await pagesOf(rawPayload)).map(({ text }) => text).join('\n');
};
const onPage = (code: string, text: string) =>
  house.app.inject({
    method: 'POST',
    url: '/public/answer/text',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ lang: 'en', code, 'text-text': text }).toString(),
  });

test('an e-mail brings a code for the public page; every attempt brings the same, and it answers once', async () => {
  const { id, reference } = await signedOrder('mail-code', 'tidepool');
  mailbox.losesNextAnswer();
  await take(id);
  house.clock.advance(ATTEMPT_DEADLINE_MILLISECONDS + 60_000);
  const order = await take(id);
  const texts = mailbox.messages.filter(({ subject }) => subject?.includes(reference)).map(({ text }) => text ?? '');
  expect(texts).toHaveLength(2);
  const [code, ...others] = new Set(texts.map((text) => CODE.exec(text)?.[0] ?? ''));
  expect(others).toEqual([]);
  expect(texts[0]).toContain('http://127.0.0.1:8420/public/answer');
  expect(order.answerCodes).toHaveLength(1);
  expect(JSON.stringify(order)).not.toContain(code);
  expect((await onPage(code ?? '', 'We have it and look at it.')).statusCode).toBe(200);
  expect((await onPage(code ?? '', 'Once more.')).statusCode).toBe(404);
  expect((await house.store.orders.get(id))?.messages).toMatchObject([{ via: 'page', answer: { form: 'text' } }]);
});

test('what is carried by hand has its code on paper, for those who carry it and for nobody else', async () => {
  const { id } = await signedOrder('hand-code', 'millpost');
  await take(id);
  const path = `/orders/${id}/document.pdf?lang=en`;
  const code = CODE.exec(await textOfPdf(lena, path))?.[0] ?? '';
  expect(CODE.test(await textOfPdf(olga, path))).toBe(false);
  expect((await onPage(code, 'The page is gone.')).statusCode).toBe(200);
  // Used up: it is printed no more.
  expect(CODE.test(await textOfPdf(lena, path))).toBe(false);
});

test("the copy for the other State's authority goes by e-mail on its own form; its receipt is said by a person", async () => {
  const { id, reference } = await signedOrder('copy', 'tidepool');
  expect((await lena.get(`/orders/${id}/document.pdf?form=tco-copy`)).statusCode).toBe(404);
  await take(id);
  await sendLetters({ orderId: id }, context);
  await sendLetters({ orderId: id }, context);
  const copies = mailbox.messages.filter(
    ({ to, subject }) => to?.[0]?.address === 'tco@authority-nl.example' && subject?.includes(reference),
  );
  expect(copies).toHaveLength(1);
  const [pdf, json] = (copies[0]?.attachments ?? []).map(({ content }) => Buffer.from(content as ArrayBuffer));
  expect((await pagesOf(pdf ?? Buffer.from('')))[0]?.text).toContain('Copy of a removal order');
  const { document } = verifyDocument(JSON.parse(String(json)), () => orderKey.publicKeyPem);
  expect(document).toMatchObject({ form: 'tco-copy', memberState: 'NL', order: { sectionA: { reference } } });
  // The operator's code is not for others.
  expect(CODE.test(copies[0]?.text ?? '')).toBe(false);
  const [letter] = (await house.store.orders.get(id))?.letters ?? [];
  expect(letter).toMatchObject({ sent: { messageId: copies[0]?.messageId }, delivered: null, nextAttemptAt: null });
  const said = await lena.post(`/orders/${id}/letters/${letter?.id}/delivery`, {
    ...{ deliveredAt: now(), proof: 'Their registry confirmed it by e-mail.' },
  });
  expect(said.json<OrderDetail>().clocks.find(({ key }) => key === 'scrutiny')).toMatchObject({ startsAt: now() });
  expect(await textOfPdf(lena, `/orders/${id}/document.pdf?form=tco-copy&lang=en`)).toContain('Registry');
});

test('e-mail: a letter that comes back is a dead letter of its order, which is replayed or brought by hand', async () => {
  const { id } = await signedOrder('copy-back', 'tidepool');
  await take(id);
  await sendLetters({ orderId: id }, context);
  const letterOf = async () => (await house.store.orders.get(id))?.letters?.[0];
  const recipient = 'tco@authority-nl.example';
  const to = mailbox.returnsTo.at(-1) ?? '';
  expect(await comesBack({ recipient, action: 'delayed' })).toMatchObject({ of: 'authority_copy', effect: 'nothing' });
  expect(await comesBack({ recipient })).toMatchObject({ of: 'authority_copy', effect: 'dead_letter' });
  expect(await letterOf()).toMatchObject({
    ...{ delivered: null, givenUp: true, nextAttemptAt: null },
    returned: { error: expect.stringContaining('no such mailbox') },
  });
  expect(await comesBack({ recipient })).toMatchObject({ effect: 'nothing' });
  // The order itself has arrived as far as anybody knows, and is counted all the same.
  expect(await listed('undelivered=true')).toContain(id);
  const summary = (await lena.get('/orders?undelivered=true&size=100')).json<OrderList>();
  expect(summary.items.find((one) => one.id === id)?.undelivered).toMatchObject({ of: 'authority_copy' });
  expect((await house.store.orders.get(id))?.service?.awaits).toMatchObject({ of: 'order', how: 'receipt' });
  const replay = () => lena.post(`/orders/${id}/letters/${id}-authority-copy/replay`);
  expect((await olga.post(`/orders/${id}/letters/${id}-authority-copy/replay`)).statusCode).toBe(403);
  expect(refusal(await lena.post(`/orders/${id}/letters/other/replay`))).toEqual([404, 'LETTER_UNKNOWN']);
  expect((await replay()).json<OrderDetail>().order.letters?.[0]).toMatchObject({ returned: null, givenUp: false });
  expect(await listed('undelivered=true')).not.toContain(id);
  await sendLetters({ orderId: id }, context);
  expect(await letterOf()).toMatchObject({ returned: null, nextAttemptAt: null, sent: { at: now() } });
  expect(mailbox.returnsTo.at(-1)).toBe(to);
  expect(refusal(await replay())).toEqual([409, 'NOTHING_TO_REPLAY']);
  await comesBack({ recipient });
  await lena.post(`/orders/${id}/letters/${id}-authority-copy/delivery`, {
    ...{ deliveredAt: now(), proof: 'Handed over at their registry.' },
  });
  expect(await letterOf()).toMatchObject({ returned: null, delivered: { by: 'lena' } });
  expect(await listed('undelivered=true')).not.toContain(id);
  expect(await comesBack({ recipient })).toMatchObject({ effect: 'nothing' });
});
