import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Case } from '#core/case.ts';
import type { Order } from '#core/order.ts';
import { answerOrder, attemptDelivery, priorInformationSent, receiveReceipt } from '#core/order-state.ts';
import { holdShare } from '#core/sharing.ts';
import type { AnnexII, AnnexIII, DeliveryReceipt } from '#core/wire.ts';
import type { Send } from '#takedowns/delivery.ts';
import { type SignatureKey, type SignedRequest, signRequest } from '#takedowns/message-signature.ts';
import { type ApiHouse, openApiHouse, type Person, testKey } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { signedCase as caseSignedIn } from '../../tests/signed-case.ts';
import type { OrderDetail, OrderList } from '../schemas/orders.ts';
import { orderIdOf } from './numbering.ts';

const namespace = testNamespace();
const HOUSE = { kind: 'system' as const, id: 'test' };
let house: ApiHouse;
let lena: Person;
let sven: Person;
let rita: Person;
let olga: Person;
/** What left the house, and what the operator answers. */
const sent: SignedRequest[] = [];
let operatorAnswers: Send = async () => ({ status: 503, headers: {}, body: '' });
beforeAll(async () => {
  house = await openApiHouse(namespace, {
    send: (request) => {
      sent.push(request);
      return operatorAnswers(request);
    },
  });
  [lena, sven, rita, olga] = (await Promise.all(
    ['lena', 'sven', 'rita', 'olga'].map((login) => house.signIn(login)),
  )) as [Person, Person, Person, Person];
});
afterAll(() => house.close());

const now = (): string => house.clock.now().toISOString();
const refusal = (answer: { statusCode: number; json(): { error: { code: string } } }) => [
  answer.statusCode,
  answer.json().error.code,
];
const form = {
  statementOfReasons: 'The text asks its readers to take part in the activities of a violent group.',
  nonDisclosure: false,
  nonDisclosureReason: null,
  emergencyReason: null,
};

const signedCase = (name: string, by?: string, second?: string, operatorIds?: string[]): Promise<Case> =>
  caseSignedIn(house, name, by, second, operatorIds);
const draft = (caseId: string, person = lena, operatorId = 'ferry') =>
  person.post('/orders', { caseId, operatorId, form });
const drafted = async (caseId: string, operatorId = 'ferry'): Promise<Order> => {
  const answer = await draft(caseId, lena, operatorId);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json<OrderDetail>().order;
};
/** An order that the operator has. */
const received = async (name: string): Promise<Order> => {
  const order = await drafted((await signedCase(name)).id);
  await sven.post(`/orders/${order.id}/signature`, { seq: order.seq });
  house.clock.advance(60_000);
  const { orders } = house.store;
  const { state } = await orders.get(order.id).then(async (current) => {
    if (current?.firstOrder === true) {
      await orders.change(order.id, HOUSE, (one) => priorInformationSent(one, now()));
      house.clock.advance(12 * 3_600_000);
      [lena, sven] = [await house.signIn('lena'), await house.signIn('sven')];
    }
    await orders.change(order.id, HOUSE, (one) => attemptDelivery(one, now()));
    return orders.change(order.id, HOUSE, (one) =>
      receiveReceipt(one, { reference: one.reference, receiptId: 'r1', receivedAt: now() }),
    );
  });
  return state;
};

test('without a second person there is no order', async () => {
  const subject = await house.openCase('unsigned');
  expect(refusal(await draft(subject.id))).toEqual([409, 'SECOND_SIGNATURE_MISSING']);
  expect(refusal(await draft('case-nowhere'))).toEqual([404, 'NOT_FOUND']);
  expect(refusal(await draft(subject.id, rita))).toEqual([403, 'NOT_PERMITTED']);
});

test('without an authority there is no order', async () => {
  const subject = await signedCase('no-authority');
  const app = await house.build({ authority: null });
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/orders',
    headers: { cookie: lena.cookie, 'x-csrf-token': lena.csrf },
    payload: { caseId: subject.id, operatorId: 'ferry', form },
  });
  expect(refusal(answer)).toEqual([409, 'AUTHORITY_NOT_CONFIGURED']);
});

test('a draft fills Annex I for the addresses of one operator, once', async () => {
  const subject = await signedCase('two-places', 'rita', 'rolf', ['ferry', 'lantern']);
  const answer = (await draft(subject.id)).json<OrderDetail>();
  expect(answer.order).toMatchObject({
    state: 'draft',
    firstOrder: true,
    decidedBy: 'rita',
    countersignedBy: 'rolf',
    draftedBy: 'lena',
    document: {
      sectionB: { urls: ['https://ferry.example/two-places'], reasons: ['c'] },
      sectionD: { crossBorder: true, copySentTo: 'contact@authority-nl.example' },
      answerUrl: 'http://127.0.0.1:8420/api/v1/answers',
    },
  });
  expect(answer.order.reference).toMatch(/^IE-2026-[0-9A-F]{10}$/);
  expect(answer.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(answer.actions).toEqual(['edit', 'sign', 'withdraw']);
  expect(refusal(await draft(subject.id))).toEqual([409, 'ORDER_EXISTS']);
  expect((await draft(subject.id, lena, 'lantern')).json<OrderDetail>().order.document.sectionB.urls).toEqual([
    'https://lantern.example/two-places',
  ]);
  expect((await house.store.cases.get(subject.id))?.orders).toHaveLength(2);
});

test('of many who draft at once, one does', async () => {
  const subject = await signedCase('draft-race');
  const answers = await Promise.all(Array.from({ length: 6 }, () => draft(subject.id)));
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409, 409, 409, 409]);
  expect((await house.store.cases.get(subject.id))?.orders).toHaveLength(1);
});

test('an order that a crash left off its case is taken up by drafting again', async () => {
  const subject = await signedCase('crashed');
  const twin = await signedCase('crashed-twin');
  const pattern = await drafted(twin.id);
  const id = orderIdOf(subject.id, 'ferry', 1);
  await house.store.orders.create(
    id,
    {
      type: 'order.drafted',
      data: {
        caseId: subject.id,
        operatorId: 'ferry',
        reference: 'IE-2026-CRASHED',
        document: pattern.document,
        form: { ...form, statementOfReasons: `${form.statementOfReasons} Before the crash.` },
        postIds: subject.locations.map(({ postId }) => postId),
        decidedBy: 'rita',
        countersignedBy: 'rolf',
        firstOrder: true,
        priorInformationSentAt: null,
      },
    },
    { kind: 'human', id: 'lena' },
  );
  expect(refusal(await sven.post(`/orders/${id}/signature`, { seq: 1 }))).toEqual([409, 'ORDER_STATE']);
  const order = await drafted(subject.id);
  expect(order).toMatchObject({ id, reference: 'IE-2026-CRASHED', form, seq: 2 });
  expect((await house.store.cases.get(subject.id))?.orders.map(({ orderId }) => orderId)).toEqual([id]);
});

test('whoever decided the case cannot sign, whoever signs can take it back in time, and then it waits to leave', async () => {
  const subject = await signedCase('signed', 'sven', 'rita');
  const order = await drafted(subject.id);
  expect(refusal(await sven.post(`/orders/${order.id}/signature`, { seq: 1 }))).toEqual([
    403,
    'SECOND_PERSON_REQUIRED',
  ]);
  expect(refusal(await lena.post(`/orders/${order.id}/signature`, { seq: 7 }))).toEqual([409, 'ORDER_CHANGED']);
  expect(refusal(await rita.post(`/orders/${order.id}/signature`, { seq: 1 }))).toEqual([403, 'NOT_PERMITTED']);
  expect(refusal(await olga.post(`/orders/${order.id}/signature`, { seq: 1 }))).toEqual([403, 'NOT_PERMITTED']);

  const edited = (
    await lena.send('PUT', `/orders/${order.id}`, { seq: 1, form: { ...form, nonDisclosure: true } })
  ).json<OrderDetail>();
  // Lena decided on non-disclosure, so she does not sign; Sven decided the case; a third person is left.
  expect(refusal(await lena.post(`/orders/${order.id}/signature`, { seq: edited.order.seq }))).toEqual([
    403,
    'NON_DISCLOSURE_PERSON',
  ]);
  const incomplete = await (await house.signIn('lars')).post(`/orders/${order.id}/signature`, {
    seq: edited.order.seq,
  });
  expect(refusal(incomplete)).toEqual([422, 'ARTICLE_3_4']);
  expect(incomplete.json().error.details).toEqual([{ location: '3(4)(g)', message: expect.any(String) }]);
  const mended = (await lena.send('PUT', `/orders/${order.id}`, { seq: 2, form })).json<OrderDetail>();

  const signed = (await lena.post(`/orders/${order.id}/signature`, { seq: mended.order.seq })).json<OrderDetail>();
  expect(signed.order).toMatchObject({
    state: 'signed',
    signedBy: 'lena',
    document: { sectionE: { representative: 'lena of the test', post: 'Officer', signedAt: now() } },
  });
  expect(signed.actions).toEqual(['undo', 'withdraw']);
  expect(refusal(await sven.post(`/orders/${order.id}/undo`))).toEqual([403, 'UNDO_NOT_YOURS']);
  house.clock.advance(59_000);
  expect((await lena.post(`/orders/${order.id}/undo`)).json<OrderDetail>().order).toMatchObject({
    state: 'draft',
    signedBy: null,
  });
  const again = (await lena.post(`/orders/${order.id}/signature`, { seq: 5 })).json<OrderDetail>();
  expect(again.order.state).toBe('signed');
  house.clock.advance(60_000);
  expect(refusal(await lena.post(`/orders/${order.id}/undo`))).toEqual([409, 'UNDO_EXPIRED']);
  const waiting = await house.deps.queues.counts();
  expect(waiting.find(({ name }) => name === 'deliver')?.delayed).toBeGreaterThan(0);
});

test('a withdrawn order frees its addresses for a new one', async () => {
  const subject = await signedCase('withdrawn');
  const order = await drafted(subject.id);
  const withdrawn = await lena.post(`/orders/${order.id}/withdrawal`, { reason: 'The operator took it down itself.' });
  expect(withdrawn.json<OrderDetail>().order.state).toBe('withdrawn');
  expect((await house.store.cases.get(subject.id))?.orders).toEqual([]);
  expect(refusal(await lena.post(`/orders/${order.id}/withdrawal`, { reason: 'Again.' }))).toEqual([
    409,
    'ORDER_STATE',
  ]);
  const next = await drafted(subject.id);
  expect(next.id).toBe(orderIdOf(subject.id, 'ferry', 2));
  expect(next.reference).not.toBe(order.reference);
});

test('orders are listed with names and counts; a re-check waits until the operator has the order', async () => {
  const order = await drafted((await signedCase('listed')).id);
  await house.store.refresh();
  const list = (await olga.get('/orders?states=draft&size=100')).json<OrderList>();
  expect(list.items.find(({ id }) => id === order.id)).toMatchObject({
    operator: { id: 'ferry', name: 'Operator ferry' },
    urls: 1,
    lastAnswer: null,
  });
  expect(list.states.find(({ key }) => key === 'draft')?.count).toBe(list.total);
  expect(refusal(await sven.post(`/orders/${order.id}/recheck`))).toEqual([409, 'ORDER_STATE']);
  const operators = (await sven.get('/operators')).body;
  expect(operators).toContain('Operator ferry');
  expect(operators).not.toContain('PUBLIC KEY');
});

const annexII = (order: Order): AnnexII => ({
  form: 'tco-annex-2',
  version: 1,
  addressee: 'Operator ferry',
  authority: 'Office for Online Safety (test)',
  reference: order.reference,
  addresseeReference: 'F-1',
  receivedAt: now(),
  measure: 'removed',
  measureAt: now(),
  provider: { name: 'Operator ferry', memberState: 'NL', authorisedPerson: 'A. Person', email: 'a@ferry.example' },
  answeredAt: now(),
});
let nonces = 0;
const signedAnswer = (answer: object, key: SignatureKey, nonce = `nonce-${++nonces}`) =>
  signRequest(
    {
      method: 'POST',
      url: 'http://127.0.0.1:8420/api/v1/answers',
      body: JSON.stringify(answer),
      idempotencyKey: 'answer-1',
    },
    key,
    house.clock.now(),
    nonce,
  );
const post = (request: SignedRequest) =>
  house.app.inject({
    method: 'POST',
    url: '/api/v1/answers',
    headers: request.headers,
    payload: request.body ?? '',
  });

test('an answer counts when the operator signed it, once for each signature, and changes the order once', async () => {
  const order = await received('answered');
  const answer = annexII(order);
  const request = await signedAnswer(answer, house.operatorKey);

  expect(refusal(await post({ ...request, body: `${request.body} ` }))).toEqual([401, 'SIGNATURE_INVALID']);
  const stranger = { ...testKey('ferry-key') };
  expect(refusal(await post(await signedAnswer(answer, stranger)))).toEqual([401, 'SIGNATURE_INVALID']);
  const unsigned = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !/^signature$/i.test(name)));
  expect(refusal(await post({ ...request, headers: unsigned }))).toEqual([401, 'SIGNATURE_INVALID']);
  expect((await house.store.orders.get(order.id))?.answers).toEqual([]);

  const accepted = await post(request);
  expect([accepted.statusCode, accepted.json()]).toEqual([
    202,
    { reference: order.reference, acceptedAt: now(), new: true },
  ]);
  expect(refusal(await post(request))).toEqual([409, 'SIGNATURE_REPLAYED']);
  const repeated = await post(await signedAnswer(answer, house.operatorKey));
  expect([repeated.statusCode, repeated.json().new]).toEqual([202, false]);
  const state = await house.store.orders.get(order.id);
  expect([state?.state, state?.answers.length]).toEqual(['executed', 1]);
  const last = (await house.store.ledger.blocks(0, 1000)).flatMap(({ entries }) => entries).at(-1);
  expect(last).toMatchObject({ type: 'order.answered', actor: { kind: 'operator', id: 'ferry' } });
});

test('an old signature, a form that is none and the order of somebody else are refused', async () => {
  const order = await received('refused');
  const request = await signedAnswer(annexII(order), house.operatorKey);
  house.clock.advance(400_000);
  expect(refusal(await post(request))).toEqual([401, 'SIGNATURE_INVALID']);
  const invalid = await post(await signedAnswer({ ...annexII(order), extra: 1 }, house.operatorKey));
  expect(refusal(invalid)).toEqual([400, 'ANSWER_INVALID']);
  const foreign = await post(await signedAnswer({ ...annexII(order), reference: 'IE-2026-NONE' }, house.operatorKey));
  expect(refusal(foreign)).toEqual([422, 'ANSWER_MISMATCH']);
});

test('a clarification is recorded only when the operator has it, and starts a fresh hour', async () => {
  const order = await received('clarified');
  const { measure: _measure, measureAt: _at, ...head } = annexII(order);
  const question: AnnexIII = {
    ...head,
    form: 'tco-annex-3',
    reason: 'insufficient-information',
    explanation: 'Which of the two posts?',
    needed: 'The exact address.',
  };
  await house.store.orders.change(order.id, { kind: 'operator', id: 'ferry' }, (state) => answerOrder(state, question));
  const text = { text: 'The first of the two, as given in section B.' };
  expect((await lena.get(`/orders/${order.id}`)).json<OrderDetail>().actions).toContain('clarify');
  expect(refusal(await lena.post(`/orders/${order.id}/clarification`, text))).toEqual([502, 'DELIVERY_FAILED']);
  expect((await house.store.orders.get(order.id))?.state).toBe('needs_clarification');

  house.clock.advance(90_000);
  const receipt: DeliveryReceipt = { reference: order.reference, receiptId: 'r2', receivedAt: now() };
  operatorAnswers = async () => ({ status: 202, headers: {}, body: JSON.stringify(receipt) });
  const clarified = (await lena.post(`/orders/${order.id}/clarification`, text)).json<OrderDetail>().order;
  expect(clarified).toMatchObject({
    state: 'received',
    dueAt: new Date(house.clock.now().getTime() + 3_600_000).toISOString(),
  });
  expect(sent.at(-1)).toMatchObject({ url: `https://ferry.example/orders/${order.reference}/clarification` });
  expect(Object.keys(sent.at(-1)?.headers ?? {}).map((name) => name.toLowerCase())).toContain('signature');
  // The operator may have had the first: then the second is the same message to it, word for word.
  expect(sent.at(-1)?.headers['idempotency-key']).toBe(sent.at(-2)?.headers['idempotency-key']);
  expect(sent.at(-1)?.body).toBe(sent.at(-2)?.body);
  expect(refusal(await lena.post(`/orders/${order.id}/clarification`, text))).toEqual([409, 'CLARIFICATION_NOT_ASKED']);
});

test('an address that another authority is at is signed for only when a second person let it pass', async () => {
  const subject = await signedCase('elsewhere');
  const list = {
    id: 'nl-weekly',
    authority: 'Authority NL (test)',
    country: 'NL',
    source: 'weekly file',
    format: 'csv',
  };
  const text = 'url,reference,since\nhttps://ferry.example/elsewhere#top,NL-7,\n';
  expect(refusal(await lena.post('/coordination', { ...list, text, dryRun: false }))).toEqual([403, 'NOT_PERMITTED']);
  const broken = await sven.post('/coordination', { ...list, text: 'url,reference\nno address,NL-7', dryRun: false });
  expect(refusal(broken)).toEqual([400, 'COORDINATION_INVALID']);
  expect((await sven.post('/coordination', { ...list, text, dryRun: true })).json().addresses).toBe(1);
  const order = await drafted(subject.id);
  expect((await lena.get(`/orders/${order.id}`)).json<OrderDetail>().conflicts).toEqual([]);
  await sven.post('/coordination', { ...list, text, dryRun: false });

  const shown = (await lena.get(`/orders/${order.id}`)).json<OrderDetail>();
  expect(shown.conflicts).toMatchObject([{ kind: 'other_authority', reference: 'NL-7', open: true }]);
  const refused = await lena.post(`/orders/${order.id}/signature`, { seq: order.seq });
  expect(refusal(refused)).toEqual([409, 'DECONFLICTION']);
  expect(refused.json().error).toMatchObject({
    fix: expect.stringContaining('release'),
    details: [{ rule: 'other_authority' }],
  });

  const release = { reason: 'Agreed with that authority by telephone.' };
  const own = (await lena.post(`/orders/${order.id}/release`, { ...release, seq: order.seq })).json<OrderDetail>();
  expect(refusal(await lena.post(`/orders/${order.id}/signature`, { seq: own.order.seq }))).toEqual([
    409,
    'DECONFLICTION',
  ]);
  const signed = await sven.post(`/orders/${order.id}/signature`, { seq: own.order.seq });
  expect(signed.json<OrderDetail>().order.state).toBe('signed');
});

test('a case that is held for an investigation is not ordered, and nobody releases that on the order', async () => {
  const subject = await signedCase('held');
  const order = await drafted(subject.id);
  await house.store.cases.change(subject.id, { kind: 'human', id: 'sven' }, (state) =>
    holdShare(state, { kind: 'investigation', reason: 'unit 4 is at it' }),
  );
  expect(refusal(await lena.post(`/orders/${order.id}/signature`, { seq: order.seq }))).toEqual([
    409,
    'INVESTIGATION_HOLD',
  ]);
  const release = await sven.post(`/orders/${order.id}/release`, { seq: order.seq, reason: 'It is urgent, we think.' });
  expect(refusal(release)).toEqual([409, 'INVESTIGATION_HOLD']);
});

test('a finding of infringement by the other authority annuls the order and puts the case before a stranger to it', async () => {
  const order = await received('scrutinised');
  const shown = (await sven.get(`/orders/${order.id}`)).json<OrderDetail>();
  expect(shown.clocks.map(({ id, status }) => [id, status])).toContainEqual(['removal', 'running']);
  expect(shown.timeZone).toBe('UTC');
  const finding = {
    ...{ scrutinyId: null, finding: 'infringement', decidedAt: now() },
    reason: 'The statement of reasons does not fit the content.',
  };
  const auditor = await house.signIn('olga');
  expect(refusal(await auditor.post(`/orders/${order.id}/finding`, finding))).toEqual([403, 'NOT_PERMITTED']);
  const annulled = (await lena.post(`/orders/${order.id}/finding`, finding)).json<OrderDetail>().order;
  expect(annulled).toMatchObject({ state: 'annulled', annulment: { receipt: null }, dueAt: null });
  const complaint = await house.store.complaints.get(annulled.annulment?.complaintId ?? '');
  expect(complaint).toMatchObject({ kind: 'scrutiny', caseId: order.caseId, state: 'received' });
});
