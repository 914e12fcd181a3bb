import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkLocation, closeWhenGone } from '#core/case-state.ts';
import { decideComplaint, receiveComplaint, takeComplaint } from '#core/complaint-state.ts';
import type { NoticeForm } from '#core/notice.ts';
import { recheckNotice } from '#core/notice-state.ts';
import { aNoticeDecision, aStatement, NOTICE_FORMS } from '#core/test-notices.ts';
import type { AnnexII } from '#core/wire.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { sendNotice } from '#pipeline/notices.ts';
import { deliver } from '#pipeline/orders.ts';
import { reverse } from '#pipeline/reversals.ts';
import type { Send } from '#takedowns/delivery.ts';
import { type SignatureKey, type SignedRequest, signRequest } from '#takedowns/message-signature.ts';
import { REASON_TEMPLATES } from '#takedowns/reasons.ts';
import { type ApiHouse, openApiHouse, type Person, testKey } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { signedCase } from '../../tests/signed-case.ts';
import { involvedIn } from '../complaints/review.ts';
import type { NoticeDetail, NoticeList, NoticePreview } from '../schemas/notices.ts';
import type { OrderDetail } from '../schemas/orders.ts';

const namespace = testNamespace();

let house: ApiHouse;
let lena: Person;
let sven: Person;
let rita: Person;
let olga: Person;
const sent: SignedRequest[] = [];
let operatorAnswers: Send;
const HOUSE = { kind: 'system' as const, id: 'test' };

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
/** The operator's endpoint, which gives a receipt for whatever it is sent. */
const receipts: Send = async ({ body }) => {
  const { reference, sectionA } = JSON.parse(body ?? '{}') as { reference?: string; sectionA?: { reference: string } };
  const receipt = { reference: reference ?? sectionA?.reference, receiptId: 'ferry-1', receivedAt: now() };
  return { status: 202, headers: {}, body: JSON.stringify(receipt) };
};
const context = (): PipelineContext =>
  ({
    ...{ store: house.store, queues: house.deps.queues, clock: house.clock, newNonce: randomUUID },
    ...{ requestKey: house.deps.keys.order, send: house.deps.send, log: { info: () => {}, warn: () => {} } },
  }) as unknown as PipelineContext;

const draft = (caseId: string, form: NoticeForm, person = lena) =>
  person.post('/notices', { caseId, operatorId: 'ferry', form });
const drafted = async (name: string, form: NoticeForm): Promise<NoticeDetail['notice']> => {
  const answer = await draft((await signedCase(house, name)).id, form);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json<NoticeDetail>().notice;
};
const out = async (name: string, form: NoticeForm): Promise<NoticeDetail['notice']> => {
  const { id, seq } = await drafted(name, form);
  const signed = await sven.post(`/notices/${id}/signature`, { seq });
  if (signed.statusCode !== 200) throw new Error(signed.body);
  house.clock.advance(60_000);
  operatorAnswers = receipts;
  await sendNotice({ noticeId: id }, context());
  return (await lena.get(`/notices/${id}`)).json<NoticeDetail>().notice;
};
const answer = async (document: object, key: SignatureKey = house.operatorKey) => {
  const url = `${house.deps.config.publicUrl}/api/v1/answers`;
  const request = await signRequest(
    { method: 'POST', url, body: JSON.stringify(document), idempotencyKey: randomUUID() },
    key,
    house.clock.now(),
    randomUUID(),
  );
  return house.app.inject({
    method: 'POST',
    url: '/api/v1/answers',
    headers: request.headers,
    payload: request.body ?? '',
  });
};

test.each(Object.values(NOTICE_FORMS))(
  'what a $instrument would say is shown while it is typed, with what is missing, and nothing is written',
  async (form) => {
    const subject = await signedCase(house, `preview-${form.instrument}`);
    const body = { caseId: subject.id, operatorId: 'ferry' };
    const ask = (typed: object, person = lena) => person.post('/notices/preview', { ...body, form: typed });
    const missing = (shown: NoticePreview) => shown.checks.filter(({ ok }) => !ok).map(({ id }) => id);
    const empty = (await ask({ ...form, reasons: '' })).json<NoticePreview>();
    expect(missing(empty)).toContain('own-words');
    const whole = (await ask(form)).json<NoticePreview>();
    expect(missing(whole)).toEqual([]);
    expect((await lena.get(`/notices?caseId=${subject.id}`)).json<NoticeList>().total).toBe(0);
    // What is drawn up then says the same.
    const { notice } = (await draft(subject.id, form)).json<NoticeDetail>();
    expect(notice.document).toEqual(whole.document);
    // A second one would name nothing.
    expect(refusal(await ask(form))).toEqual([409, 'NOTICE_EXISTS']);
    expect(refusal(await ask(form, rita))).toEqual([403, 'NOT_PERMITTED']);
    expect(refusal(await ask({ ...form, more: 1 }))).toEqual([400, 'BODY_INVALID']);
  },
);

test.each(Object.values(NOTICE_FORMS))(
  'a draft of a $instrument that is being changed is shown as it would be, under its own reference, and nothing is written',
  async (form) => {
    const before = await drafted(`preview-edit-${form.instrument}`, form);
    const path = `/notices/${before.id}/preview`;
    const words = `${form.reasons} Its title says so too.`;
    const shown = (await lena.post(path, { form: { ...form, reasons: words } })).json<NoticePreview>();
    expect(JSON.stringify(shown.document)).toContain('Its title says so too.');
    expect(shown.document).toMatchObject({ reference: before.reference, urls: before.document.urls });
    expect(shown.checks.filter(({ ok }) => !ok)).toEqual([]);
    const empty = (await lena.post(path, { form: { ...form, reasons: '' } })).json<NoticePreview>();
    expect(empty.checks.filter(({ ok }) => !ok).map(({ id }) => id)).toEqual(['own-words']);
    const { notice: after } = (await lena.get(`/notices/${before.id}`)).json<NoticeDetail>();
    expect([after.seq, after.document]).toEqual([before.seq, before.document]);
    // What is saved then says the same.
    const saved = await lena.send('PUT', `/notices/${before.id}`, {
      seq: before.seq,
      form: { ...form, reasons: words },
    });
    const { notice } = saved.json<NoticeDetail>();
    expect(notice.document).toEqual(shown.document);
    expect(refusal(await rita.post(path, { form }))).toEqual([403, 'NOT_PERMITTED']);
    expect(refusal(await lena.post('/notices/none/preview', { form }))).toEqual([404, 'NOT_FOUND']);
    const other = Object.values(NOTICE_FORMS).find(({ instrument }) => instrument !== form.instrument);
    expect(refusal(await lena.post(path, { form: other }))).toEqual([409, 'NOTICE_STATE']);
    await sven.post(`/notices/${before.id}/signature`, { seq: notice.seq });
    expect(refusal(await lena.post(path, { form }))).toEqual([409, 'NOTICE_STATE']);
  },
);

test('each instrument is drawn up with its own fields, signed by a second person, and leaves to its own address', async () => {
  for (const form of Object.values(NOTICE_FORMS)) {
    const one = await drafted(`own-${form.instrument}`, form);
    expect(one).toMatchObject({ state: 'draft', instrument: form.instrument, decidedBy: 'rita', draftedBy: 'lena' });
    // What figures of the work are told apart by.
    expect(one.about).toEqual({ lang: 'en', category: 'recruitment' });
    expect(one.document.form).toBe(form.instrument);
    expect(refusal(await rita.post(`/notices/${one.id}/signature`, { seq: 1 }))).toEqual([403, 'NOT_PERMITTED']);
    const signed = (await sven.post(`/notices/${one.id}/signature`, { seq: one.seq })).json<NoticeDetail>();
    expect(signed.notice).toMatchObject({ state: 'signed', signedBy: 'sven' });
    sent.length = 0;
    operatorAnswers = receipts;
    expect(await sendNotice({ noticeId: one.id }, context())).toBe('skipped');
    house.clock.advance(60_000);
    expect(await sendNotice({ noticeId: one.id }, context())).toBe('done');
    expect(sent.map(({ url }) => url)).toEqual(['https://ferry.example/orders/notices']);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual(signed.notice.document);
    const there = (await olga.get(`/notices/${one.id}`)).json<NoticeDetail>();
    expect(there.notice.state).toBe('confirmed');
    // An auditor sees it and can do nothing.
    expect(there.actions).toEqual([]);
    expect((await house.store.cases.get(one.caseId))?.state).toBe('in_takedown');
  }
});

test('the person who decided cannot sign, whatever their role', async () => {
  const subject = await signedCase(house, 'decided-by-sven', 'sven', 'rita');
  const { notice } = (await draft(subject.id, NOTICE_FORMS.referral)).json<NoticeDetail>();
  expect(refusal(await sven.post(`/notices/${notice.id}/signature`, { seq: notice.seq }))).toEqual([
    403,
    'SECOND_PERSON_REQUIRED',
  ]);
});

test('a template is no reason, and what the law demands is asked for before anybody signs', async () => {
  const template = REASON_TEMPLATES.recruitment.notice.en;
  const asked = async (name: string, form: NoticeForm) => {
    const { id, seq } = await drafted(name, form);
    const refused = await sven.post(`/notices/${id}/signature`, { seq });
    return [
      refused.json().error?.code,
      refused.json().error?.details.map((detail: { location: string }) => detail.location),
    ];
  };
  const { 'dsa-notice': notice, 'dsa-order': order, referral } = NOTICE_FORMS;
  expect(await asked('as-it-came', { ...notice, reasons: template })).toEqual(['NOTICE_INCOMPLETE', ['16(2)(a)']]);
  expect(await asked('dots-gone', { ...notice, reasons: template.replace('…', '.') })).toEqual([
    'NOTICE_INCOMPLETE',
    ['16(2)(a)'],
  ]);
  expect(await asked('no-faith', { ...notice, goodFaith: false })).toEqual(['NOTICE_INCOMPLETE', ['16(2)(d)']]);
  expect(
    await asked('empty-order', {
      ...order,
      provision: '',
      territorialScope: [],
      recipientRedress: '',
      informationTo: '',
    }),
  ).toEqual(['NOTICE_INCOMPLETE', ['9(2)(a)(ii)', '9(2)(a)(v)', '9(2)(a)(vi)', '9(2)(b)']]);
  expect(await asked('no-clause', { ...referral, termsClause: '' })).toEqual(['NOTICE_INCOMPLETE', ['referral']]);
});

test('an address is named once by an instrument, and not beside a removal order', async () => {
  const subject = await signedCase(house, 'twice');
  const [one, two] = await Promise.all([
    draft(subject.id, NOTICE_FORMS['dsa-notice']),
    draft(subject.id, NOTICE_FORMS['dsa-notice'], lena),
  ]);
  expect([one.statusCode, two.statusCode].sort()).toEqual([200, 409]);
  expect(refusal(await draft(subject.id, NOTICE_FORMS['dsa-notice']))).toEqual([409, 'NOTICE_EXISTS']);
  expect((await draft(subject.id, NOTICE_FORMS.referral)).statusCode).toBe(200);
  const ordered = await signedCase(house, 'ordered');
  const form = {
    statementOfReasons: 'The text asks its readers to take part in the activities of a violent group.',
    ...{ nonDisclosure: false, nonDisclosureReason: null, emergencyReason: null },
  };
  await lena.post('/orders', { caseId: ordered.id, operatorId: 'ferry', form });
  expect(refusal(await draft(ordered.id, NOTICE_FORMS.referral))).toEqual([409, 'NOTICE_EXISTS']);
  const open = await house.openCase('not-signed');
  expect(refusal(await draft(open.id, NOTICE_FORMS.referral))).toEqual([409, 'SECOND_SIGNATURE_MISSING']);
});

test('a signed statement of reasons is matched and decides; its faults are told field by field', async () => {
  const there = await out('stated', NOTICE_FORMS['dsa-notice']);
  const given = (change: Record<string, unknown> = {}) => ({
    ...{ form: 'dsa-statement', version: 1, reference: there.reference, answeredAt: now() },
    statement: aStatement(change),
  });
  const bad = await answer(given({ puid: undefined, decision_ground: 'DECISION_GROUND_MOOD', content_date: 'today' }));
  expect(refusal(bad)).toEqual([422, 'STATEMENT_INVALID']);
  expect(bad.json().error.details.map(({ location }: { location: string }) => location)).toEqual([
    '/statement/decision_ground',
    '/statement/content_date',
    '/statement/puid',
  ]);
  expect(refusal(await answer({ ...given(), extra: 1 }))).toEqual([400, 'ANSWER_INVALID']);
  const body = given();
  expect((await answer(body)).json()).toMatchObject({ reference: there.reference, new: true });
  expect((await answer(body)).json()).toMatchObject({ new: false });
  const detail = (await lena.get(`/notices/${there.id}`)).json<NoticeDetail>();
  expect(detail.notice).toMatchObject({ state: 'decided', answers: [{ via: 'signed', by: 'ferry' }] });
  // Another operator's key, and a form of another instrument.
  expect(refusal(await answer(given(), testKey('nobody')))).toEqual([401, 'SIGNATURE_INVALID']);
  const annex = { form: 'tco-annex-2', version: 1, addressee: 'x', authority: 'y', addresseeReference: 'z' };
  const provider = { name: 'F', memberState: 'NL', authorisedPerson: 'P', email: 'p@ferry.example' };
  const wrong = { ...annex, receivedAt: now(), measure: 'removed', measureAt: now(), provider, answeredAt: now() };
  expect(refusal(await answer({ ...wrong, reference: there.reference }))).toEqual([422, 'ANSWER_MISMATCH']);
});

test('what was said and what was seen are shown together', async () => {
  const there = await out('contradicted', NOTICE_FORMS.referral);
  house.clock.advance(60_000);
  await answer({ ...aNoticeDecision({ reference: there.reference, actedAt: now(), decidedAt: now() }) });
  house.clock.advance(60_000);
  const url = there.document.urls[0] ?? '';
  const look = { postId: there.postIds[0] ?? '', url, at: now(), status: 'up' as const, detail: 'answered 200' };
  await house.store.notices.change(there.id, HOUSE, (state) => recheckNotice(state, [look], now()));
  const detail = (await lena.get(`/notices/${there.id}`)).json<NoticeDetail>();
  expect(detail.contradictions).toMatchObject([{ url, kind: 'said_gone', seenAt: now() }]);
  const list = (await lena.get(`/notices?caseId=${there.caseId}`)).json<NoticeList>();
  expect(list.items).toMatchObject([{ id: there.id, contradictions: 1, lastAnswer: 'notice-decision' }]);
});

test('an order under article 9 is handed to the coordinator as a record', async () => {
  const there = await out('transmitted', NOTICE_FORMS['dsa-order']);
  const to = 'Digital Services Coordinator (fictional)';
  expect(refusal(await sven.post(`/notices/${there.id}/transmission`, { to }))).toEqual([409, 'NOTICE_STATE']);
  await answer(aNoticeDecision({ reference: there.reference }));
  expect((await sven.get(`/notices/${there.id}/transmission`)).statusCode).toBe(404);
  await sven.post(`/notices/${there.id}/transmission`, { to });
  expect((await olga.get(`/notices/${there.id}/transmission`)).json()).toMatchObject({
    ...{ form: 'dsa-9-4-transmission', to, order: { provision: NOTICE_FORMS['dsa-order'].provision } },
    answers: [{ answer: { form: 'notice-decision' } }],
  });
});

test('taken back after it left, the operator is told, once', async () => {
  const there = await out('taken-back', NOTICE_FORMS.referral);
  sent.length = 0;
  await lena.post(`/notices/${there.id}/withdrawal`, { reason: 'The wrong page.' });
  operatorAnswers = async () => ({ status: 503, headers: {}, body: '' });
  await sendNotice({ noticeId: there.id }, context());
  house.clock.advance(10_000);
  operatorAnswers = receipts;
  await sendNotice({ noticeId: there.id }, context());
  await sendNotice({ noticeId: there.id }, context());
  expect(sent.map(({ url }) => url)).toEqual(
    Array(2).fill(`https://ferry.example/orders/${there.reference}/withdrawal`),
  );
  expect((await lena.get(`/notices/${there.id}`)).json<NoticeDetail>().notice.withdrawal?.receipt).not.toBeNull();
});

test('a liaison enters what came by letter, for a notice and for a removal order', async () => {
  const there = await out('by-hand', NOTICE_FORMS['dsa-notice']);
  const decision = aNoticeDecision({ reference: there.reference, outcome: 'not_acted', actedAt: null });
  const entered = { source: 'Letter of 1 March, file 12', answer: decision };
  expect(refusal(await sven.post(`/notices/${there.id}/answers`, entered))).toEqual([403, 'NOT_PERMITTED']);
  const bad = await lena.post(`/notices/${there.id}/answers`, { ...entered, answer: { form: 'poem' } });
  expect(refusal(bad)).toEqual([400, 'ANSWER_INVALID']);
  const detail = (await lena.post(`/notices/${there.id}/answers`, entered)).json<NoticeDetail>();
  expect(detail.notice).toMatchObject({
    state: 'decided',
    answers: [{ via: 'hand', by: 'lena', source: 'Letter of 1 March, file 12' }],
  });

  const subject = await signedCase(house, 'order-by-hand');
  const form = {
    statementOfReasons: 'The text asks its readers to take part in the activities of a violent group.',
    ...{ nonDisclosure: false, nonDisclosureReason: null, emergencyReason: 'The day that it names is tomorrow.' },
  };
  const { order } = (await lena.post('/orders', { caseId: subject.id, operatorId: 'ferry', form })).json<OrderDetail>();
  await sven.post(`/orders/${order.id}/signature`, { seq: order.seq });
  house.clock.advance(60_000);
  operatorAnswers = receipts;
  await deliver({ orderId: order.id }, context());
  const words = { form: 'text', version: 1, reference: order.reference, text: 'We work on it.', answeredAt: now() };
  const said = await lena.post(`/orders/${order.id}/answers`, { source: 'Telephone, 10:04', answer: words });
  expect(said.json<OrderDetail>().order).toMatchObject({ state: 'received', messages: [{ via: 'hand' }] });
  house.clock.advance(60_000);
  const annex: AnnexII = {
    ...{ form: 'tco-annex-2', version: 1, addressee: 'Operator ferry', authority: 'Office', addresseeReference: 'f-1' },
    ...{ reference: order.reference, receivedAt: now(), measure: 'removed', measureAt: now(), answeredAt: now() },
    provider: { name: 'Operator ferry', memberState: 'NL', authorisedPerson: 'P. Example', email: 'p@ferry.example' },
  };
  const done = await lena.post(`/orders/${order.id}/answers`, { source: 'Fax, 10:06', answer: annex });
  expect(done.json<OrderDetail>().order).toMatchObject({ state: 'executed', answers: [{ via: 'hand', by: 'lena' }] });
});

test('whoever had a hand in a notice decides no complaint of its case; an upheld one takes the notice back', async () => {
  const there = await out('reversed', NOTICE_FORMS.referral);
  const involved = await involvedIn(house.store, there.caseId);
  expect([...involved]).toEqual(expect.arrayContaining(['lena', 'sven', 'rita']));
  const { complaints } = house.store;
  const about = { kind: 'complaint', filer: 'operator', caseId: there.caseId, orderId: 'order-none' } as const;
  const said = {
    lang: 'en',
    text: 'The text reports on a call and condemns it.',
    contact: null,
    receiptHash: null,
  } as const;
  await complaints.create('complaint-1', receiveComplaint({ ...about, ...said }, now()), HOUSE);
  const decider = { kind: 'human' as const, id: 'olga' };
  await complaints.change('complaint-1', decider, (state) =>
    takeComplaint(state, { actor: decider, seenSeq: state.seq, involved }),
  );
  const verdict = { outcome: 'upheld' as const, reason: 'It is a report, and the decision overlooked that.' };
  await complaints.change('complaint-1', decider, (state) =>
    decideComplaint(state, verdict, { actor: decider, seenSeq: state.seq, involved }),
  );
  expect(await reverse({ complaintId: 'complaint-1' }, context())).toBe('done');
  const back = (await lena.get(`/notices/${there.id}`)).json<NoticeDetail>().notice;
  expect(back).toMatchObject({ state: 'withdrawn', withdrawal: { reason: verdict.reason } });
});

test('a page that is gone closes a case that only had a referral', async () => {
  const there = await out('gone', NOTICE_FORMS.referral);
  await house.store.cases.change(there.caseId, HOUSE, (state) =>
    checkLocation(state, { postId: there.postIds[0] ?? '', status: 'gone_by_operator', checkedAt: now() }),
  );
  const { state } = await house.store.cases.change(there.caseId, HOUSE, closeWhenGone);
  expect(state.state).toBe('resolved');
});
