import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Case } from '#core/case.ts';
import { countersignCase, decideCase, endHold } from '#core/case-state.ts';
import { finalDecision } from '#core/final-decision.ts';
import type { Order } from '#core/order.ts';
import { attemptDelivery, priorInformationSent, receiveReceipt } from '#core/order-state.ts';
import type { Role } from '#core/roles.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { deliver } from '#pipeline/orders.ts';
import { reverse } from '#pipeline/reversals.ts';
import { compareDigests, digest } from '#store/digest.ts';
import { rebuild } from '#store/rebuild.ts';
import type { SignedRequest } from '#takedowns/message-signature.ts';
import { type ApiHouse, openApiHouse, PEOPLE, type Person, testKey } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { ComplaintDetail, ComplaintList } from '../schemas/complaints.ts';
import type { OrderDetail } from '../schemas/orders.ts';

const namespace = testNamespace();
const HOUSE = { kind: 'system' as const, id: 'test' };
const EVERY_ROLE: Role[] = ['reviewer', 'liaison', 'analyst', 'supervisor', 'auditor'];
let house: ApiHouse;
/** Takes no part in any case. */
let uma: Person;
const people = new Map<string, Person>();
const who = (login: string): Person => {
  const person = people.get(login);
  if (person === undefined) throw new Error(`${login} is not signed in`);
  return person;
};
const now = (): string => house.clock.now().toISOString();
const refusal = (answer: { statusCode: number; json(): { error: { code: string } } }) => [
  answer.statusCode,
  answer.json().error.code,
];

beforeAll(async () => {
  house = await openApiHouse(namespace);
  const rita = await house.store.accounts.get('rita');
  if (rita === null) throw new Error('no account');
  // Whoever may do everything: administrators are no exception.
  for (const id of ['decider', 'second', 'drafter', 'signer', 'claimer', 'undoer', 'uma'])
    await house.store.accounts.set({ ...rita, id, login: id, displayName: id, roles: EVERY_ROLE }, HOUSE);
  for (const login of ['decider', 'second', 'drafter', 'signer', 'claimer', 'undoer', 'uma', ...Object.keys(PEOPLE)])
    people.set(login, await house.signIn(login));
  uma = who('uma');
});
afterAll(() => house.close());

const exemption = {
  education: false,
  journalism: false,
  art: false,
  research: false,
  counterSpeech: false,
  publicDebate: false,
  explanation: 'None of the protected purposes is recognisable.',
};
const form = {
  statementOfReasons: 'The text asks its readers to take part in the activities of a violent group.',
  nonDisclosure: false,
  nonDisclosureReason: null,
  emergencyReason: 'An attack is announced for this very evening.',
};

/** An order that the operator has, on a case in which six people had a hand. */
const orderOut = async (name: string): Promise<{ subject: Case; order: Order }> => {
  const opened = await house.openCase(name);
  const { cases, orders } = house.store;
  await who('claimer').post(`/cases/${opened.id}/claim`);
  const holder = (await house.store.leases.holders([opened.id])).get(opened.id);
  const own = holder === undefined ? null : await house.store.leases.held(opened.id, holder.accountId);
  if (own !== null) await house.store.leases.release(opened.id, own.token);
  const by = { kind: 'human' as const, id: 'decider' };
  await cases.change(opened.id, by, (state) =>
    decideCase(
      state,
      {
        outcome: 'violating',
        categories: ['recruitment'],
        legalBasis: 'tco-art-3',
        exemption,
        reason: 'Asks readers to join.',
        contentHash: state.contentHash,
      },
      { actor: by, at: now(), undoMilliseconds: 0, seenRevision: state.revision },
    ),
  );
  await cases.change(opened.id, HOUSE, (state) => endHold(state, now()));
  const second = { kind: 'human' as const, id: 'second' };
  const { state: subject } = await cases.change(opened.id, second, (state) =>
    countersignCase(state, {
      actor: second,
      at: now(),
      seenRevision: state.revision,
      contentHash: state.contentHash,
    }),
  );
  const drafted = await who('drafter').post('/orders', { caseId: subject.id, operatorId: 'ferry', form });
  if (drafted.statusCode !== 200) throw new Error(drafted.body);
  const { order } = drafted.json<OrderDetail>();
  const signed = async (login: string, seq: number): Promise<Order> => {
    const answer = await who(login).post(`/orders/${order.id}/signature`, { seq });
    if (answer.statusCode !== 200) throw new Error(answer.body);
    return answer.json<OrderDetail>().order;
  };
  await signed('undoer', order.seq);
  const undone = await who('undoer').post(`/orders/${order.id}/undo`);
  await signed('signer', undone.json<OrderDetail>().order.seq);
  house.clock.advance(61_000);
  const sent = await orders.change(order.id, HOUSE, (state) => attemptDelivery(state, now()));
  if (sent.events.length === 0) await orders.change(order.id, HOUSE, (state) => priorInformationSent(state, now()));
  const { state } = await orders.change(order.id, HOUSE, (one) =>
    receiveReceipt(one, { reference: one.reference, receiptId: 'r1', receivedAt: now() }),
  );
  return { subject, order: state };
};

const codeOf = (order: Order): string => order.document.sectionG.complaint?.code ?? '';
let address = 0;
const submit = (
  path: string,
  fields: Record<string, string>,
  remoteAddress = `10.0.${++address >> 8}.${address & 255}`,
) =>
  house.app.inject({
    method: 'POST',
    url: path,
    remoteAddress,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  });
const complaint = (order: Order, change: Record<string, string> = {}) => ({
  lang: 'en',
  code: codeOf(order),
  filer: 'content_provider',
  kind: 'complaint',
  text: 'I <b>reported</b> on the call. I did not call for anything.',
  website: '',
  ...change,
});
const receiptIn = (html: string): string => html.match(/class="code"[^>]*>([^<]+)</)?.[1] ?? '';
/** Files a complaint. */
const filed = async (order: Order, change: Record<string, string> = {}) => {
  const answer = await submit('/public/complaint', complaint(order, change));
  expect(answer.statusCode).toBe(200);
  const page = (await uma.get(`/complaints?caseId=${order.caseId}&states=received`)).json<ComplaintList>();
  const { complaint: one } = page.items.at(-1) ?? { complaint: undefined };
  if (one === undefined) throw new Error('not in the list');
  return { id: one.id, seq: one.seq, receipt: receiptIn(answer.body) };
};
const reason = 'The text reports on a call and condemns it: journalism.';
const upheld = async (id: string, seq: number): Promise<void> => {
  const taken = await uma.post(`/complaints/${id}/review`, { seq });
  expect(taken.statusCode).toBe(200);
  const decided = await uma.post(`/complaints/${id}/decision`, { seq: seq + 1, outcome: 'upheld', reason });
  expect([decided.statusCode, decided.body]).toEqual([200, expect.stringContaining('"upheld"')]);
};

const sent: SignedRequest[] = [];
let operatorAnswers: PipelineContext['send'] = async () => ({ status: 503, headers: {}, body: '' });
const context = (): PipelineContext =>
  ({
    store: house.store,
    queues: house.deps.queues,
    clock: house.clock,
    requestKey: testKey('weir-key'),
    send: (request: SignedRequest) => {
      sent.push(request);
      return operatorAnswers(request);
    },
    newNonce: () => `nonce-${sent.length}-${now()}`,
    log: { info: () => {}, warn: () => {} },
  }) as unknown as PipelineContext;

describe('the page for complaints', () => {
  test('speaks two languages, runs nothing, loads nothing from elsewhere and sets no cookie', async () => {
    for (const [lang, words] of [
      ['en', 'Complain about an order'],
      ['zh-CN', '对移除令提出申诉'],
    ] as const) {
      const answer = await house.app.inject({ method: 'GET', url: `/public/complaint?lang=${lang}` });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.body).toContain(`<html lang="${lang}">`);
      expect(answer.body).toContain(words);
      expect(answer.body).not.toMatch(/<script|onclick|https?:\/\//i);
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect(answer.headers['content-security-policy']).not.toContain('script-src');
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    const chinese = await house.app.inject({
      method: 'GET',
      url: '/public/complaint',
      headers: { 'accept-language': 'zh-CN,zh;q=0.9' },
    });
    expect(chinese.body).toContain('<html lang="zh-CN">');
  });

  test('every order says in section G which court and which code, and a guess at the code opens nothing', async () => {
    const { order } = await orderOut('codes');
    expect(order.document.sectionG).toMatchObject({
      challengeBefore: 'High Court (test)',
      challengeDeadline: '28 days from receipt',
      complaint: { url: 'http://127.0.0.1:8420/public/complaint', code: expect.stringMatching(/-[2-9A-Z]{8}$/) },
    });
    expect(codeOf(order).startsWith(order.reference)).toBe(true);
    for (const code of [order.reference, `${order.reference}-22222222`, 'XX-2026-0000000000-22222222', '../../etc'])
      expect((await submit('/public/complaint', complaint(order, { code }))).statusCode).toBe(422);
    const small = await submit('/public/complaint', complaint(order, { code: ` ${codeOf(order).toLowerCase()} ` }));
    expect(small.statusCode).toBe(200);
  });

  test('gives the words back when something is missing, as text and never as mark-up', async () => {
    const { order } = await orderOut('mark-up');
    const text = '<script>alert(1)</script>';
    const answer = await submit('/public/complaint', complaint(order, { filer: 'someone', text }));
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('role="alert"');
    expect(answer.body).toContain('&#60;script&#62;alert(1)');
    expect(answer.body).not.toContain('<script');
    expect((await submit('/public/complaint', complaint(order, { extra: 'x' }))).statusCode).toBe(422);
  });

  test('counts by address without keeping it, and says so in words', async () => {
    const { order } = await orderOut('flood');
    const there = '198.51.100.77';
    for (let n = 0; n < 10; n++)
      expect((await submit('/public/complaint', complaint(order, { text: 'short' }), there)).statusCode).toBe(422);
    const eleventh = await submit('/public/complaint', complaint(order), there);
    expect(eleventh.statusCode).toBe(429);
    expect(eleventh.body).toContain('Too much came from your address');
    expect((await submit('/public/complaint', complaint(order), '198.51.100.78')).statusCode).toBe(200);
    const keys: string[] = [];
    for await (const some of house.store.redis.scanStream({ match: `*${namespace}*`, count: 1000 }))
      keys.push(...(some as string[]));
    expect(keys.filter((key) => key.includes('198.51.100'))).toEqual([]);
    expect(keys.some((key) => key.includes(':public:complaint:'))).toBe(true);
  });

  test('a program that fills in the hidden field is thanked and heard by nobody', async () => {
    const { order } = await orderOut('trap');
    expect((await submit('/public/complaint', complaint(order, { website: 'https://x.example' }))).statusCode).toBe(
      200,
    );
    const { total } = (await uma.get(`/complaints?caseId=${order.caseId}`)).json<ComplaintList>();
    expect(total).toBe(0);
  });

  test('the receipt code shows what became of it, and takes it back', async () => {
    const { order } = await orderOut('receipt');
    const { id, receipt } = await filed(order);
    expect(receipt).toMatch(/^([2-9A-Z]{5}-){4}[2-9A-Z]{5}$/);
    const kept = await house.store.complaints.get(id);
    expect(JSON.stringify(kept)).not.toContain(receipt);
    const look = (code: string, lang = 'en') => submit('/public/receipt', { lang, receipt: code });
    expect((await look(receipt.toLowerCase().replaceAll('-', ' '))).body).toContain('Nobody has taken it up yet');
    expect((await look(receipt, 'zh-CN')).body).toContain('尚无人受理');
    expect((await look('22222-22222-22222-22222-22222')).statusCode).toBe(404);
    expect((await submit('/public/withdrawal', { lang: 'en', receipt })).body).toContain(
      'You took this complaint back',
    );
    expect((await house.store.complaints.get(id))?.state).toBe('withdrawn');
    const late = await uma.post(`/complaints/${id}/review`, { seq: 2 });
    expect(refusal(late)).toEqual([409, 'COMPLAINT_STATE']);
  });
});

describe('the desk', () => {
  test('nobody who had a hand in the case decides, though every role is theirs', async () => {
    const { order } = await orderOut('hands');
    const { id, seq } = await filed(order);
    for (const login of ['decider', 'second', 'drafter', 'signer', 'claimer', 'undoer']) {
      const seen = (await who(login).get(`/complaints/${id}`)).json<ComplaintDetail>();
      expect([login, seen.tookPart, seen.actions]).toEqual([login, true, []]);
      expect([login, ...refusal(await who(login).post(`/complaints/${id}/review`, { seq }))]).toEqual([
        login,
        403,
        'TOOK_PART',
      ]);
    }
    expect((await uma.get(`/complaints/${id}`)).json<ComplaintDetail>()).toMatchObject({
      tookPart: false,
      actions: ['take'],
    });
    await uma.post(`/complaints/${id}/review`, { seq });
    for (const login of ['decider', 'sven']) {
      const answer = await who(login).post(`/complaints/${id}/decision`, { seq: seq + 1, outcome: 'rejected', reason });
      expect(answer.statusCode).toBe(403);
    }
    expect(refusal(await who('rita').get(`/complaints/${id}`))).toEqual([403, 'NOT_PERMITTED']);
  });

  test('shows neither the code nor the contact of whoever complained', async () => {
    const { order } = await orderOut('hidden');
    const { id } = await filed(order, { contact: 'me@home.example' });
    const answer = await uma.get(`/complaints/${id}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).not.toMatch(/receiptHash|me@home|"contact"/);
    // No two people keep keys in this house: then no contact is kept either.
    expect(answer.json<ComplaintDetail>().complaint.hasContact).toBe(false);
    expect(await house.store.complaints.get(id)).toMatchObject({ contact: null });
  });

  test('a rejected complaint changes nothing and names the court', async () => {
    const { subject, order } = await orderOut('rejected');
    const { id, seq, receipt } = await filed(order);
    await uma.post(`/complaints/${id}/review`, { seq });
    await uma.post(`/complaints/${id}/decision`, { seq: seq + 1, outcome: 'rejected', reason });
    expect(await reverse({ complaintId: id }, context())).toBe('skipped');
    expect((await house.store.cases.get(subject.id))?.state).toBe('signed');
    const page = await submit('/public/receipt', { lang: 'en', receipt });
    expect(page.body).toContain('The order stands.');
    expect(page.body).toContain('the court that section G');
    expect(page.body).toContain(reason);
  });

  test("a finding of another State's authority is a complaint with a clock", async () => {
    const { order } = await orderOut('scrutiny');
    const text = 'Reasoned decision of the authority: the order infringes the freedom of expression.';
    const answer = await uma.post('/complaints', { reference: order.reference, lang: 'en', text });
    const { complaint: one } = answer.json<ComplaintDetail>();
    expect(one).toMatchObject({ kind: 'scrutiny', filer: 'authority', state: 'received' });
    expect(Date.parse(one.dueAt ?? '') - Date.parse(one.receivedAt)).toBe(72 * 3_600_000);
    const wrong = await uma.post('/complaints', { reference: 'XX-1', lang: 'en', text });
    expect(refusal(wrong)).toEqual([404, 'COMPLAINT_CODE_UNKNOWN']);
  });
});

describe('an upheld complaint', () => {
  test('reverses the case, annuls its orders, tells the operator, and counts for whoever learns from decisions', async () => {
    const { subject, order } = await orderOut('upheld');
    expect(finalDecision((await house.store.cases.get(subject.id)) as Case)?.categories).toEqual(['recruitment']);
    const { id, seq, receipt } = await filed(order);
    await upheld(id, seq);
    await house.store.complaints.refresh();
    expect(await house.store.complaints.upheld(10)).toContain(id);

    expect(await reverse({ complaintId: id }, context())).toBe('done');
    const reversed = await house.store.cases.get(subject.id);
    expect(reversed).toMatchObject({ state: 'cleared', countersignature: null, reversedBy: { complaintId: id } });
    expect(finalDecision(reversed as Case)).toMatchObject({ categories: [] });
    expect(await house.store.orders.get(order.id)).toMatchObject({ state: 'annulled', dueAt: null });
    // Nothing more is ordered on it.
    const again = await who('drafter').post('/orders', { caseId: subject.id, operatorId: 'ferry', form });
    expect(refusal(again)).toEqual([409, 'SECOND_SIGNATURE_MISSING']);

    // The operator cannot be reached at first.
    await house.store.orders.refresh();
    expect(await house.store.orders.dueDeliveries(now(), 50)).toContain(order.id);
    await deliver({ orderId: order.id }, context());
    const failed = await house.store.orders.get(order.id);
    expect(failed?.annulment).toMatchObject({ receipt: null, attempts: [{ error: 'the operator answered 503' }] });
    house.clock.advance(10_000);
    const receiptOf = { reference: order.reference, receiptId: 'back-1', receivedAt: now() };
    operatorAnswers = async () => ({ status: 202, headers: {}, body: JSON.stringify(receiptOf) });
    await deliver({ orderId: order.id }, context());
    const told = sent.at(-1);
    expect(told?.url).toBe(`https://ferry.example/orders/${order.reference}/reinstatement`);
    expect(JSON.parse(String(told?.body))).toEqual({
      form: 'reinstatement',
      version: 1,
      reference: order.reference,
      urls: order.document.sectionB.urls,
      complaint: id,
      reason,
      issuedAt: expect.any(String),
    });
    expect((await house.store.orders.get(order.id))?.annulment).toMatchObject({
      receipt: receiptOf,
      nextAttemptAt: null,
    });
    await house.store.orders.refresh();
    expect(await house.store.orders.dueDeliveries(now(), 50)).not.toContain(order.id);
    expect(await deliver({ orderId: order.id }, context())).toBe('skipped');

    // Once more does nothing more.
    expect(await reverse({ complaintId: id }, context())).toBe('skipped');
    await house.store.complaints.refresh();
    expect(await house.store.complaints.upheld(10)).not.toContain(id);
    const page = await submit('/public/receipt', { lang: 'zh-CN', receipt });
    expect(page.body).toContain('您的申诉成立');
  });

  test('is carried out to the end after a crash between its steps', async () => {
    const { subject, order } = await orderOut('crash');
    const { id, seq } = await filed(order);
    await upheld(id, seq);
    const broken = context();
    const { orders } = house.store;
    const crashing = { ...house.store, orders: { ...orders, change: () => Promise.reject(new Error('crash')) } };
    await expect(reverse({ complaintId: id }, { ...broken, store: crashing })).rejects.toThrow('crash');
    expect((await house.store.cases.get(subject.id))?.state).toBe('cleared');
    expect((await orders.get(order.id))?.state).toBe('received');
    await house.store.complaints.refresh();
    expect(await house.store.complaints.upheld(10)).toContain(id);
    expect(await reverse({ complaintId: id }, context())).toBe('done');
    expect((await orders.get(order.id))?.state).toBe('annulled');
    expect((await house.store.cases.get(subject.id))?.decisions.filter((one) => one.reviewer === 'uma')).toHaveLength(
      1,
    );
  });
});

test('all of it is in the ledger: a rebuild brings it back', async () => {
  const before = await digest(house.store);
  expect(Object.keys(before.documents).filter((key) => key.startsWith('complaints/')).length).toBeGreaterThan(5);
  await rebuild(house.store);
  expect(compareDigests(before, await digest(house.store))).toEqual({ differences: 0, list: [] });
});
