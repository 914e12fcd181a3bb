/** The operators' directory with its scorecard, the yearly report and drills: a real server, a real browser, both languages. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer } from '#api/server.ts';
import { dashboardsDir } from '#cli/dashboards.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { type ApiHouse, openApiHouse, PASSWORD } from './api-house.ts';
import { launchBrowser, openSignIn, PATIENCE, submitSignIn } from './browser.ts';
import { issueOrder } from './issued-order.ts';
import { expectPresentable } from './looks.ts';
import { testNamespace } from './namespace.ts';

const namespace = testNamespace();

let house: ApiHouse;
let browser: Browser;
let address: string;
beforeAll(async () => {
  house = await openApiHouse(namespace, { dashboardsDir });
  address = await startServer(house.app, '127.0.0.1', 0);
  browser = await launchBrowser();
  await issueOrder(house, { name: 'quick', removedAfter: 10, isFinal: true });
  await issueOrder(house, { name: 'late', removedAfter: 90, isFinal: true });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

test.each([
  ['en-GB', 'two or more orders became final', 'Median time from receipt to removal: 50 minutes.'],
  ['zh-CN', '十二个月内有两份或更多命令成为终局', '从收到到移除的中位时间：50 分钟。'],
])(
  'a liaison reads how an operator has answered, and goes to the orders behind a figure (%s)',
  async (locale, factor, median) => {
    const page = await openSignIn(browser, address, locale);
    await submitSignIn(page, 'lena', PASSWORD);
    await page.goto(`${address}/liaison/operators`);
    await page.getByTestId(TEST_IDS.operatorRow).first().waitFor();
    await expectPresentable(page, 'liaison-operators');
    await page.getByRole('link', { name: 'Operator ferry' }).click();
    const card = page.getByTestId(TEST_IDS.scorecard);
    await card.waitFor();
    const text = await card.textContent();
    expect(text?.toLowerCase()).toContain(factor);
    expect(text).toContain(median);
    await card.locator('summary').first().click();
    await expectPresentable(page, 'liaison-operator');
    await card.getByRole('link', { name: 'order-late' }).first().click();
    await page.waitForURL(/\/liaison\/orders\/order-late$/);
    await page.context().close();
  },
  4 * PATIENCE,
);

test.each(['en-GB', 'zh-CN'])(
  'a supervisor reads the report with the records behind a figure, and the drills, and checks the ledger (%s)',
  async (locale) => {
    const page = await openSignIn(browser, address, locale);
    await submitSignIn(page, 'sven', PASSWORD);
    await page.goto(`${address}/oversight/reports`);
    await page.getByTestId(TEST_IDS.reports).waitFor();
    await page.getByTestId(TEST_IDS.reports).getByRole('button', { pressed: false }).first().click();
    const records = page.getByTestId(TEST_IDS.reportRecords);
    await records.getByRole('link', { name: 'order-quick' }).waitFor();
    await expectPresentable(page, 'oversight-reports');
    await page.goto(`${address}/oversight/drills`);
    await page.getByTestId(TEST_IDS.drillStart).waitFor();
    await expectPresentable(page, 'oversight-drills');
    await page.goto(`${address}/oversight/ledger`);
    await page.getByTestId(TEST_IDS.verifyLedger).press('Enter');
    await page.locator(`[data-testid="${TEST_IDS.verification}"][data-ok=true]`).waitFor();
    await expectPresentable(page, 'oversight-ledger');
    await page.context().close();
  },
  4 * PATIENCE,
);
