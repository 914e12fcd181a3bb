/** Orders and notices under the DSA, and referrals, on the liaison's pages: a real browser, both languages, the keyboard alone. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { NoticeForm } from '#core/notice.ts';
import { attemptNotice, noticeSent, recheckNotice } from '#core/notice-state.ts';
import { emptyStatement, shownFields } from '../dashboards/src/liaison/statement-draft.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { PATIENCE } from './browser.ts';
import { expectPresentable, pressOn, tabTo, typeInto } from './looks.ts';
import { house, openPageHouse, signIn, url } from './page-house.ts';
import { signedCase } from './signed-case.ts';

openPageHouse();

const HOUSE = { kind: 'system' as const, id: 'test' };

const REASONS = 'The item asks its readers to take part in the activities of a violent group, in its second sentence.';
type Instrument = NoticeForm['instrument'];
/** What is typed into the fields of its own. */
const FIELDS: Record<Instrument, Record<string, string>> = {
  'dsa-order': {
    provision: 'Public Order Online Act (fictional), s. 12',
    territorialScope: 'ie, nl',
    scopeReason: 'The act applies within these States.',
    recipientRedress: 'A complaint to the office, and the High Court (fictional).',
    informationTo: 'Office for Online Safety (test)',
  },
  'dsa-notice': {},
  referral: { termsClause: 'House rules, part 4: calls to violence', termsUrl: 'https://ferry.example/terms' },
};
/** Of a statement of reasons that came on paper. */
const TYPED = {
  decision_visibility: 'DECISION_VISIBILITY_CONTENT_REMOVED',
  decision_facts: 'The item asked readers to join a violent group. It came to us in a notice of an authority.',
  decision_ground: 'DECISION_GROUND_ILLEGAL_CONTENT',
  ...{ ground: 'Public Order Online Act (fictional), s. 12', groundExplanation: 'Its second sentence asks for it.' },
  ...{ content_type: 'CONTENT_TYPE_TEXT', category: 'STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY' },
  ...{ content_date: '2026-02-27', application_date: '2026-03-01', source_type: 'SOURCE_ARTICLE_16' },
  ...{ automated_detection: 'No', automated_decision: 'AUTOMATED_DECISION_NOT_AUTOMATED', puid: 'ferry-0001' },
};
const INSTRUMENTS = Object.keys(FIELDS) as Instrument[];

/** Draws one up with the keyboard. @returns its id */
const drawUp = async (page: Page, instrument: Instrument, caseId: string): Promise<string> => {
  await page.goto(`${url}/liaison/cases/${caseId}`);
  await page.getByTestId(TEST_IDS.draftForm).waitFor();
  await tabTo(page, page.locator('input[name=instrument]:checked'));
  for (let down = 0; down <= INSTRUMENTS.indexOf(instrument); down++) await page.keyboard.press('ArrowDown');
  await page.getByTestId(TEST_IDS.noticeForm).waitFor();
  // What is missing is said before anything is sent.
  await pressOn(page, page.getByTestId(TEST_IDS.saveNotice));
  await page.getByRole('alert').first().waitFor();
  await typeInto(page, page.getByTestId(TEST_IDS.noticeReasons), REASONS);
  for (const [name, text] of Object.entries(FIELDS[instrument]))
    await typeInto(page, page.getByTestId(`${TEST_IDS.noticeField}-${name}`), text);
  if (instrument === 'dsa-notice') {
    await tabTo(page, page.getByTestId(TEST_IDS.goodFaith));
    await page.keyboard.press('Space');
  }
  await page.getByRole('alert').waitFor({ state: 'detached' });
  // Beside the form stands what would go out, and nothing is written yet.
  const preview = page.getByTestId(TEST_IDS.noticePreview);
  await preview.getByTestId(TEST_IDS.noticeDocument).getByText(REASONS).waitFor();
  await preview.locator('.is-bad').first().waitFor({ state: 'detached' });
  expect((await house.store.notices.ofCase(caseId)).filter((one) => one.instrument === instrument)).toEqual([]);
  await expectPresentable(page, `liaison-draft-${instrument}`);
  await pressOn(page, page.getByTestId(TEST_IDS.saveNotice));
  const view = page.getByTestId(TEST_IDS.noticeView);
  await view.waitFor();
  return (await view.getAttribute('data-notice')) ?? '';
};

const MORE = 'Its title says so too.';
/** The draft is changed with the keyboard, and shown as it would be while that is typed. */
const changeDraft = async (page: Page, instrument: Instrument, id: string): Promise<void> => {
  const { notices } = house.store;
  const before = await notices.get(id);
  await pressOn(page, page.getByTestId(TEST_IDS.editNotice));
  const preview = page.getByTestId(TEST_IDS.noticePreview);
  await preview.getByTestId(TEST_IDS.noticeDocument).getByText(REASONS).waitFor();
  // What would be missing is told beside it, as it is where one is drawn up.
  await typeInto(page, page.getByTestId(TEST_IDS.noticeReasons), 'This says …');
  await preview.locator('.is-bad').first().waitFor();
  await typeInto(page, page.getByTestId(TEST_IDS.noticeReasons), `${REASONS} ${MORE}`);
  await preview.getByTestId(TEST_IDS.noticeDocument).getByText(MORE).waitFor();
  await preview.locator('.is-bad').first().waitFor({ state: 'detached' });
  // It is the only one on the page, and nothing is written yet.
  expect(await page.getByTestId(TEST_IDS.noticeDocument).count()).toBe(1);
  expect((await notices.get(id))?.seq).toBe(before?.seq);
  await expectPresentable(page, `liaison-${instrument}-edit`);
  await pressOn(page, page.getByTestId(TEST_IDS.saveNotice));
  await preview.waitFor({ state: 'detached' });
  await page.getByTestId(TEST_IDS.noticeDocument).getByText(MORE).waitFor();
  expect((await notices.get(id))?.form.reasons).toBe(`${REASONS} ${MORE}`);
};

test.each([
  ['en-GB', 'en'],
  ['zh-CN', 'zh-CN'],
])(
  'each instrument is drawn up, signed by a second person, answered by hand, and seen to be contradicted (%s)',
  async (locale, lang) => {
    const lena = await signIn('lena', locale);
    const sven = await signIn('sven', locale);
    const ids: string[] = [];
    for (const instrument of INSTRUMENTS) {
      const subject = await signedCase(house, `${instrument}-${lang.toLowerCase()}`);
      ids.push(await drawUp(lena, instrument, subject.id));
      await lena.getByTestId(TEST_IDS.noticeDocument).waitFor();
      await expectPresentable(lena, `liaison-${instrument}`);
      await changeDraft(lena, instrument, ids.at(-1) ?? '');
    }
    const id = ids[INSTRUMENTS.indexOf('dsa-notice')] ?? '';

    await sven.goto(`${url}/liaison/notices/${id}`);
    await pressOn(sven, sven.getByTestId(`${TEST_IDS.noticeAct}-sign`));
    await sven.getByTestId(TEST_IDS.noticeActConfirm).waitFor();
    await expectPresentable(sven, 'liaison-notice-sign');
    await pressOn(sven, sven.getByTestId(TEST_IDS.noticeActConfirm));
    await sven.getByTestId(TEST_IDS.noticeActConfirm).waitFor({ state: 'detached' });
    const { notices } = house.store;
    expect(await notices.get(id)).toMatchObject({ state: 'signed', signedBy: 'sven', draftedBy: 'lena' });

    // It leaves once the time to undo is over, and the operator gives a receipt.
    house.clock.advance(60_000);
    const at = house.clock.now().toISOString();
    await notices.change(id, HOUSE, (state) => attemptNotice(state, at));
    await notices.change(id, HOUSE, (state) =>
      noticeSent(state, { reference: state.reference, receiptId: 'ferry-81', receivedAt: at }),
    );
    await lena.goto(`${url}/liaison/notices/${id}`);
    await pressOn(lena, lena.getByTestId(TEST_IDS.makeCode));
    await lena.getByTestId(TEST_IDS.answerCode).waitFor();
    const desk = lena.getByTestId(TEST_IDS.answerDesk);
    const field = (name: string) => desk.getByTestId(`${TEST_IDS.handField}-${name}`);
    await pressOn(lena, desk.getByTestId(TEST_IDS.handOpen));
    await typeInto(lena, field('source'), 'Letter of 1 March, file 7');
    await field('answeredAt').fill('2026-03-01T09:00:40');
    await field('actedAt').fill('2026-03-01T09:00:30');
    await typeInto(lena, field('explanation'), 'We looked at the item and removed it.');
    await expectPresentable(lena, 'liaison-notice-answer-desk');
    await pressOn(lena, lena.getByTestId(TEST_IDS.enterAnswer));
    await lena.getByTestId(TEST_IDS.noticeAnswer).waitFor();

    // Their statement of reasons came on paper.
    const whole = { ...emptyStatement(), ...TYPED };
    await field('kind').selectOption('dsa-statement');
    await typeInto(lena, field('source'), 'Letter of 2 March, file 8');
    await field('answeredAt').fill('2026-03-01T09:00:50');
    for (const { name, as } of shownFields(whole)) {
      if (whole[name] === '') continue;
      if (as === 'pick') await field(name).selectOption(whole[name]);
      else await field(name).fill(whole[name]);
    }
    await expectPresentable(lena, 'liaison-notice-statement');
    await pressOn(lena, lena.getByTestId(TEST_IDS.enterAnswer));
    await lena.getByTestId(TEST_IDS.noticeAnswer).nth(1).waitFor();
    expect((await notices.get(id))?.answers.at(-1)).toMatchObject({
      ...{ via: 'hand', by: 'lena', source: 'Letter of 2 March, file 8' },
      answer: {
        form: 'dsa-statement',
        statement: { puid: 'ferry-0001', decision_visibility: [TYPED.decision_visibility] },
      },
    });

    // What they said and what the house sees do not fit.
    house.clock.advance(3_600_000);
    const seenAt = house.clock.now().toISOString();
    await notices.change(id, HOUSE, (state) => {
      const look = { at: seenAt, status: 'up' as const, detail: '200' };
      const looks = state.postIds.map((postId, index) => ({ ...look, postId, url: state.document.urls[index] ?? '' }));
      return recheckNotice(state, looks, seenAt);
    });
    await lena.reload();
    await lena.getByTestId(TEST_IDS.contradictions).waitFor();
    await expectPresentable(lena, 'liaison-notice-contradicted');

    await house.store.notices.refresh();
    await lena.goto(`${url}/liaison`);
    await lena.locator(`[data-notice="${id}"]`).waitFor();
    await expectPresentable(lena, 'liaison-board-notices');
    await lena.context().close();
    await sven.context().close();
  },
  PATIENCE * 6,
);
