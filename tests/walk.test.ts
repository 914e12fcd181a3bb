import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerFile, trustedKeys } from '#cli/open.ts';
import { DEMO_PASSWORD } from '#fixtures/seed.ts';
import { loadSecrets } from '#services/secrets.ts';
import { verifyLedgerFile } from '#store/ledger/verify-file.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import { giveReason, launchBrowser, openSignIn, PATIENCE, submitSignIn } from './browser.ts';
import { type House, startHouse } from './house.ts';
import { testNamespace } from './namespace.ts';

const namespace = testNamespace();
let house: House;
let browser: Browser;

/** One person at one browser of their own. */
interface Person {
  context: BrowserContext;
  page: Page;
  at(id: string): Locator;
}
const people: Person[] = [];

const signIn = async (login: string, locale: string): Promise<Person> => {
  const page = await openSignIn(browser, house.url, locale);
  await expectAccessible(page);
  await submitSignIn(page, login, DEMO_PASSWORD);
  const person = { context: page.context(), page, at: (id: string): Locator => page.getByTestId(id) };
  people.push(person);
  return person;
};

beforeAll(async () => {
  house = await startHouse(namespace, { undoSeconds: 2, web: { actAfterSeconds: { papertrail: 1 } } });
  browser = await launchBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

describe('the whole path, as four people in four browsers', () => {
  let caseId = '';

  it('a reviewer takes the next case and decides it by keyboard', async () => {
    const mei = await signIn('mei', 'en-GB');
    await mei.page.goto(`${house.url}/review`);
    await mei.at(TEST_IDS.queueItem).first().waitFor();
    await expectAccessible(mei.page);
    await mei.page.keyboard.press('n');
    await mei.at(TEST_IDS.caseView).waitFor();
    caseId = new URL(mei.page.url()).pathname.split('/').at(-1) ?? '';
    const subject = await house.store.cases.get(caseId);
    expect(subject?.state).toBe('open');
    // Veiled until asked.
    await expect.poll(() => mei.at(TEST_IDS.caseText).getAttribute('class')).toContain('is-veiled');
    await mei.page.keyboard.press('r');
    await expect.poll(() => mei.at(TEST_IDS.caseText).getAttribute('class')).toContain('is-revealed');
    await mei.page.keyboard.press('v');
    await expectAccessible(mei.page);
    const categories = ['threat', 'instruction', 'incitement', 'solicitation', 'recruitment', 'glorification'];
    await mei.page.keyboard.press(String(categories.indexOf(subject?.assessment.leading ?? 'threat') + 1));
    await mei.page.keyboard.press('x');
    for (let question = 0; question < 6; question++) await mei.page.keyboard.press('n');
    await mei.page.keyboard.type('It speaks of an attack on people and serves nothing that the article protects.');
    await mei.page.keyboard.press('Escape');
    await mei.at(TEST_IDS.reason).fill('The text speaks of an attack on people as something to be done.');
    await mei.page.keyboard.press('Control+Enter');
    await mei.at(TEST_IDS.undoBar).waitFor();
    expect((await house.store.cases.get(caseId))?.state).toBe('confirmed');
  }, 120_000);

  it('the same person cannot sign; a second person does, in Chinese', async () => {
    await expect.poll(async () => (await house.store.cases.get(caseId))?.holdUntil, { timeout: PATIENCE }).toBeNull();
    const [mei] = people;
    await mei?.page.goto(`${house.url}/review/cases/${caseId}`);
    await mei?.at(TEST_IDS.samePerson).waitFor();

    const jonas = await signIn('jonas', 'zh-CN');
    await jonas.page.goto(`${house.url}/review/cases/${caseId}`);
    await jonas.at(TEST_IDS.countersignPanel).waitFor();
    await expectAccessible(jonas.page);
    expect(await jonas.page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await jonas.at(TEST_IDS.reveal).click();
    await jonas.at(TEST_IDS.countersign).click();
    await expect.poll(async () => (await house.store.cases.get(caseId))?.state, { timeout: PATIENCE }).toBe('signed');
  }, 120_000);

  it('a liaison draws up the order and signs it; the operator removes the post and answers; the re-check says gone', async () => {
    const lea = await signIn('lea', 'en-GB');
    await lea.page.goto(`${house.url}/liaison`);
    await lea.at(TEST_IDS.waitingCases).waitFor();
    await expectAccessible(lea.page);
    await lea.page.locator(`[data-testid="${TEST_IDS.waitingCase}"][data-case="${caseId}"] a`).click();
    const operators = new Set((await house.store.cases.get(caseId))?.locations.map((location) => location.operatorId));
    for (let drawn = 0; drawn < operators.size; drawn++) {
      await lea.page.goto(`${house.url}/liaison/cases/${caseId}`);
      await lea.at(TEST_IDS.draftForm).waitFor();
      await lea
        .at(TEST_IDS.statementOfReasons)
        .fill('The text presents an attack on people as something that its readers should bring about.');
      // A first order waits twelve hours, or has an emergency that somebody answers for.
      const operator = await house.store.operators.get(await lea.at(TEST_IDS.operatorPick).inputValue());
      if (operator?.priorInformationSentAt === null) {
        await lea.at(TEST_IDS.emergency).check();
        await lea
          .at(TEST_IDS.emergencyReason)
          .fill('The text names a day that is near, so 12 hours would be too late.');
      }
      await lea.at(TEST_IDS.saveDraft).click();
      await lea.at(TEST_IDS.orderView).waitFor();
      await lea.at(TEST_IDS.signOrder).click();
      await lea.at(TEST_IDS.signOrderConfirm).click();
      await lea.at(TEST_IDS.undoBar).waitFor();
    }
    await expect
      .poll(async () => (await house.store.orders.list({ caseId, size: 10 })).items.map((order) => order.state), {
        timeout: 150_000,
      })
      .toEqual([...operators].map(() => 'verified'));
    await lea.page.reload();
    await lea.at(TEST_IDS.answer).first().waitFor();
    await lea.at(TEST_IDS.rechecks).waitFor();
    // Forms are read in both languages, whichever the pages are in.
    const inChinese = lea.page.locator('.other-language');
    await expect
      .poll(() => inChinese.filter({ hasText: /\p{Script=Han}/u }).count(), { timeout: PATIENCE })
      .toBeGreaterThan(5);
    expect(await inChinese.filter({ hasNotText: /\p{Script=Han}/u }).allTextContents()).toEqual([]);
    await expectAccessible(lea.page);
    await expect.poll(async () => (await house.store.cases.get(caseId))?.state, { timeout: PATIENCE }).toBe('resolved');

    const { items } = await house.store.orders.list({ caseId, size: 10 });
    for (const order of items) {
      expect(order.answers.at(-1)?.answer.form).toBe('tco-annex-2');
      for (const url of order.document.sectionB.urls) expect((await fetch(url)).status).toBe(410);
    }
    const received = house.web.control.orders();
    expect(received.map((order) => order.reference).sort()).toEqual(items.map((order) => order.reference).sort());
    expect(received.map((order) => order.timesExecuted)).toEqual(items.map(() => 1));
  }, 240_000);

  it('an analyst finds the text by a phrase, opens it with its evidence, and sees that it is gone', async () => {
    const tomas = await signIn('tomas', 'zh-CN');
    const text = (await house.store.cases.get(caseId))?.text ?? '';
    const phrase = /\p{Script=Han}/u.test(text)
      ? (text.match(/\p{Script=Han}{6,8}/u)?.[0] ?? text.slice(0, 8))
      : text.split('\n').at(-1)?.split(/\s+/).slice(1, 5).join(' ');
    await tomas.page.goto(`${house.url}/archive`);
    await tomas.at(TEST_IDS.searchBox).fill(`"${phrase}"`);
    await tomas.page.keyboard.press('Enter');
    await tomas.at(TEST_IDS.searchHit).first().waitFor();
    await expectAccessible(tomas.page);
    await tomas.at(TEST_IDS.searchHit).first().getByRole('link').first().click();
    // What was flagged is opened with a reason.
    await tomas.at(TEST_IDS.reasonGate).waitFor();
    await giveReason(tomas.page);
    await tomas.at(TEST_IDS.postView).waitFor();
    // Looking at evidence is recorded, so it is loaded only when asked for.
    await tomas.at(TEST_IDS.postEvidence).locator('summary').click();
    await tomas.at(TEST_IDS.evidenceVerified).waitFor();
    expect(await tomas.at(TEST_IDS.evidenceVerified).getAttribute('data-verified')).toBe('true');
    await expectAccessible(tomas.page);
  }, 120_000);

  it('an auditor verifies the ledger, and a flipped byte is named with its place', async () => {
    const iris = await signIn('iris', 'en-GB');
    await iris.page.goto(`${house.url}/oversight/ledger`);
    await iris.at(TEST_IDS.verifyLedger).click();
    await iris.at(TEST_IDS.verification).waitFor();
    expect(await iris.at(TEST_IDS.verification).getAttribute('data-ok')).toBe('true');
    await expectAccessible(iris.page);
    for (const part of ['oversight', 'oversight/sources']) {
      await iris.page.goto(`${house.url}/${part}`);
      await iris
        .at(part === 'oversight' ? TEST_IDS.queueTable : TEST_IDS.sourceRow)
        .first()
        .waitFor();
      await expectAccessible(iris.page);
    }

    const file = ledgerFile(house.config);
    const keys = trustedKeys(loadSecrets(house.config.secretFile));
    expect(await verifyLedgerFile(file, keys)).toMatchObject({ ok: true, faults: [] });
    const bytes = readFileSync(file);
    const place = Math.floor(bytes.length / 2);
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    const flipped = join(house.config.home, 'flipped.jsonl');
    writeFileSync(flipped, bytes);
    const report = await verifyLedgerFile(flipped, keys);
    expect(report.ok).toBe(false);
    const line = bytes.subarray(0, place).filter((byte) => byte === 10).length + 1;
    expect(report.faults[0]?.line).toBe(line);
  }, 120_000);
});
