/** The operators' directory with its scorecard, the yearly report and drills: a real server, a real browser, both languages. */
import { beforeAll, expect, test } from 'vitest';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { PATIENCE } from './browser.ts';
import { issueOrder } from './issued-order.ts';
import { expectPresentable } from './looks.ts';
import { house, openPageHouse, signIn, url } from './page-house.ts';

openPageHouse();

beforeAll(async () => {
  await issueOrder(house, { name: 'quick', removedAfter: 10, isFinal: true });
  await issueOrder(house, { name: 'late', removedAfter: 90, isFinal: true });
}, 240_000);

test.each([
  ['en-GB', 'two or more orders became final', 'Median time from receipt to removal: 50 minutes.'],
  ['zh-CN', '十二个月内有两份或更多命令成为终局', '从收到到移除的中位时间：50 分钟。'],
])(
  'a liaison reads how an operator has answered, and goes to the orders behind a figure (%s)',
  async (locale, factor, median) => {
    const page = await signIn('lena', locale, '/liaison/operators');
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
    const page = await signIn('sven', locale, '/oversight/reports');
    await page.getByTestId(TEST_IDS.reports).waitFor();
    await page.getByTestId(TEST_IDS.reports).getByRole('button', { pressed: false }).first().click();
    const records = page.getByTestId(TEST_IDS.reportRecords);
    await records.getByRole('link', { name: 'order-quick' }).waitFor();
    await expectPresentable(page, 'oversight-reports');
    await page.goto(`${url}/oversight/drills`);
    await page.getByTestId(TEST_IDS.drillStart).waitFor();
    await expectPresentable(page, 'oversight-drills');
    await page.goto(`${url}/oversight/ledger`);
    await page.getByTestId(TEST_IDS.verifyLedger).press('Enter');
    await page.locator(`[data-testid="${TEST_IDS.verification}"][data-ok=true]`).waitFor();
    await expectPresentable(page, 'oversight-ledger');
    await page.context().close();
  },
  4 * PATIENCE,
);
