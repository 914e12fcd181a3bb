import { afterAll, beforeAll, expect, test } from 'vitest';
import { attemptDelivery, receiveReceipt, signOrder } from '#core/order-state.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { testNamespace } from '../../tests/namespace.ts';
import { outNotice } from '../../tests/out-notice.ts';
import { signedCase } from '../../tests/signed-case.ts';
import type { AnswerCodeMade, NoticeDetail } from '../schemas/notices.ts';
import type { OrderDetail } from '../schemas/orders.ts';

const namespace = testNamespace();

let house: ApiHouse;
let lena: Person;
const HOUSE = { kind: 'system' as const, id: 'test' };
const SVEN = { kind: 'human' as const, id: 'sven' };
beforeAll(async () => {
  house = await openApiHouse(namespace);
  lena = await house.signIn('lena');
});
afterAll(() => house.close());

const now = (): string => house.clock.now().toISOString();
const post = (path: string, fields: Record<string, string>, address = '192.0.2.7') =>
  house.app.inject({
    method: 'POST',
    url: `/public/answer${path}`,
    remoteAddress: address,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  });

const codeFor = async (path: string): Promise<AnswerCodeMade> => {
  const made = await lena.post(`${path}/answer-code`);
  if (made.statusCode !== 200) throw new Error(made.body);
  return made.json<AnswerCodeMade>();
};
const STATEMENT = {
  'statement-decision_visibility': 'DECISION_VISIBILITY_CONTENT_REMOVED',
  'statement-decision_facts': 'A person read the item and agreed.',
  'statement-decision_ground': 'DECISION_GROUND_ILLEGAL_CONTENT',
  'statement-ground': 'Public Order Online Act (fictional), s. 12',
  'statement-groundExplanation': 'It asks for violence against people.',
  'statement-content_type': 'CONTENT_TYPE_TEXT',
  'statement-category': 'STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY',
  'statement-territorial_scope': 'ie, nl',
  'statement-content_date': '2026-02-27',
  'statement-application_date': '2026-03-01',
  'statement-automated_detection': 'no',
  'statement-automated_decision': 'AUTOMATED_DECISION_NOT_AUTOMATED',
  'statement-puid': 'ferry-17',
};

test('a code opens what it is about, in both languages, without a script, and answers once', async () => {
  await outNotice(house, 'n-1');
  const { code, page } = await codeFor('/notices/n-1');
  expect(page).toBe('http://127.0.0.1:8420/public/answer');
  // The house keeps its hash alone.
  expect(JSON.stringify(await house.store.notices.get('n-1'))).not.toContain(code);
  for (const [lang, words] of [
    ['en', 'Notice under article 16'],
    ['zh-CN', '第 16 条发出的通知'],
  ] as const) {
    const opened = await post('', { lang, code: code.toLowerCase().replaceAll('-', ' ') });
    expect(opened.statusCode).toBe(200);
    expect(opened.body).toContain(words);
    expect(opened.body).toContain(`<html lang="${lang}">`);
    expect(opened.body).not.toContain('<script');
    expect(opened.headers['content-security-policy']).toContain("default-src 'none'");
  }
  const bad = await post('/statement', {
    lang: 'en',
    code,
    ...STATEMENT,
    'statement-content_date': '2026-02-30',
    'statement-puid': 'a b',
  });
  expect(bad.statusCode).toBe(422);
  expect(bad.body).toContain('Day of the content, Your own identifier of the statement');
  expect(bad.body).toContain('A person read the item and agreed.');
  const open = await post('/statement', { lang: 'zh-CN', code, ...STATEMENT, 'statement-automated_detection': '' });
  expect([open.statusCode, open.body.includes('是否由自动化手段发现')]).toEqual([422, true]);

  const sent = await post('/statement', { lang: 'en', code, ...STATEMENT });
  expect([sent.statusCode, sent.body.includes('has been received')]).toEqual([200, true]);
  const { notice } = (await lena.get('/notices/n-1')).json<NoticeDetail>();
  expect(notice).toMatchObject({
    ...{ state: 'decided', openCodes: 0 },
    answers: [
      {
        via: 'page',
        by: 'ferry',
        answer: { statement: { territorial_scope: ['IE', 'NL'], source_type: 'SOURCE_ARTICLE_16' } },
      },
    ],
  });
  for (const path of ['', '/statement', '/text'])
    expect((await post(path, { lang: 'en', code, ...STATEMENT, 'text-text': 'again' })).statusCode).toBe(404);
});

test('two that are sent at once use a code up once', async () => {
  await outNotice(house, 'n-2');
  const { code } = await codeFor('/notices/n-2');
  const answers = await Promise.all(
    ['We look at it.', 'We have looked at it.'].map((text) => post('/text', { lang: 'en', code, 'text-text': text })),
  );
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 404]);
  expect((await house.store.notices.get('n-2'))?.answers).toHaveLength(1);
});

test('a removal order is answered with Annex II or III on the same page', async () => {
  const subject = await signedCase(house, 'paged');
  const form = {
    statementOfReasons: 'The text asks its readers to take part in the activities of a violent group.',
    ...{ nonDisclosure: false, nonDisclosureReason: null, emergencyReason: 'The day that it names is tomorrow.' },
  };
  const { order } = (await lena.post('/orders', { caseId: subject.id, operatorId: 'ferry', form })).json<OrderDetail>();
  const { orders } = house.store;
  await orders.change(order.id, SVEN, (state) =>
    signOrder(state, { actor: SVEN, at: now(), document: state.document, undoMilliseconds: 0, seenSeq: state.seq }),
  );
  expect((await lena.post(`/orders/${order.id}/answer-code`)).json().error.code).toBe('ORDER_STATE');
  await orders.change(order.id, HOUSE, (state) => attemptDelivery(state, now()));
  const receipt = { reference: order.reference, receiptId: 'r-1', receivedAt: now() };
  await orders.change(order.id, HOUSE, (state) => receiveReceipt(state, receipt));
  const first = await codeFor(`/orders/${order.id}`);
  const opened = await post('', { lang: 'en', code: first.code });
  // What the house knows is filled in already.
  expect(opened.body).toContain('value="Operator ferry"');
  expect(opened.body).toContain('value="2026-03-01 09:00"');
  const provider = (kind: string) => ({
    [`${kind}-addresseeReference`]: 'ferry-17',
    [`${kind}-receivedAt`]: '2026-03-01 09:00',
    [`${kind}-name`]: 'Operator ferry',
    [`${kind}-memberState`]: 'nl',
    [`${kind}-authorisedPerson`]: 'P. Example',
    [`${kind}-email`]: 'p@ferry.example',
  });
  const annexIII = {
    ...{ 'annex-3-reason': 'insufficient-information', 'annex-3-explanation': 'Which of the two?' },
    'annex-3-needed': 'The first words of the item.',
  };
  await post('/annex-3', { lang: 'en', code: first.code, ...provider('annex-3'), ...annexIII });
  expect((await orders.get(order.id))?.state).toBe('needs_clarification');
  const { code } = await codeFor(`/orders/${order.id}`);
  const when = { 'annex-2-measure': 'removed', 'annex-2-measureAt': 'yesterday' };
  expect((await post('/annex-2', { lang: 'en', code, ...provider('annex-2'), ...when })).statusCode).toBe(422);
  when['annex-2-measureAt'] = '2026-03-01 09:30';
  expect((await post('/annex-2', { lang: 'en', code, ...provider('annex-2'), ...when })).statusCode).toBe(200);
  expect(await orders.get(order.id)).toMatchObject({
    ...{ state: 'executed', executedAt: '2026-03-01T09:30:00.000Z', answerCodes: [] },
    answers: [{ via: 'page' }, { via: 'page', answer: { measure: 'removed' } }],
  });
  // Forms of another instrument are not there.
  const third = await codeFor(`/orders/${order.id}`);
  expect((await post('/statement', { lang: 'en', code: third.code, ...STATEMENT })).statusCode).toBe(404);
});

test('a code that never was is told so, and too many tries from one address are stopped', async () => {
  const tries = Array.from({ length: 61 }, () => ({ lang: 'en', code: 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA' }));
  const statuses: number[] = [];
  for (const fields of tries) statuses.push((await post('', fields, '198.51.100.9')).statusCode);
  expect([statuses[0], statuses[59], statuses[60]]).toEqual([404, 404, 429]);
  const form = await house.app.inject({ method: 'GET', url: '/public/answer?lang=zh-CN' });
  expect(form.body).toContain('答复命令、通知或转介');
});
