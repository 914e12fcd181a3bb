/** Exports in the background: a real server, a real browser, by keyboard, both languages. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer } from '#api/server.ts';
import { dashboardsDir } from '#cli/dashboards.ts';
import type { PipelineContext } from '#pipeline/context.ts';
import { runExport } from '#pipeline/export-runs.ts';
import { aPost } from '#store/test-records.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import { type ApiHouse, openApiHouse, PASSWORD } from './api-house.ts';
import { launchBrowser, openSignIn, PATIENCE, submitSignIn } from './browser.ts';
import { expectPresentable } from './looks.ts';
import { testNamespace } from './namespace.ts';

let house: ApiHouse;
let browser: Browser;
let address: string;
beforeAll(async () => {
  house = await openApiHouse(testNamespace(), { dashboardsDir });
  await house.store.posts.indexBatch([aPost('mill', 'They met by the old mill.')]);
  await house.store.posts.refresh();
  address = await startServer(house.app, '127.0.0.1', 0);
  browser = await launchBrowser();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

test.each(['en-GB', 'zh-CN'])(
  'an analyst has a file made in the background, fetches it, and breaks another off (%s)',
  async (locale) => {
    const page = await openSignIn(browser, address, locale);
    await submitSignIn(page, 'anna', PASSWORD);
    const ask = async (): Promise<void> => {
      // The newest is the one that was asked for last.
      house.clock.advance(1000);
      await page.goto(`${address}/archive`);
      await page.getByTestId(TEST_IDS.exportOpen).press('Enter');
      await page.getByTestId(TEST_IDS.exportLater).press('Space');
      await page.getByTestId(TEST_IDS.exportReason).fill(`a test of the pages ${locale}`);
      await expectAccessible(page);
      await page.keyboard.press('Enter');
      await page.waitForURL(/exports/);
      await page.getByTestId(TEST_IDS.exportCancel).waitFor();
    };
    await ask();
    await expectAccessible(page);
    const [run] = await house.store.exports.of('anna');
    const worker = { store: house.store, clock: house.clock } as Partial<PipelineContext> as PipelineContext;
    await runExport({ exportId: run?.id ?? '' }, worker);
    // The page looks by itself while a file is being made.
    const fetch = page.getByTestId(TEST_IDS.exportFetch).first();
    await page.getByTestId(TEST_IDS.exportCancel).waitFor({ state: 'detached' });
    await expectPresentable(page, 'archive-exports');
    const [file] = await Promise.all([page.waitForEvent('download'), fetch.press('Enter')]);
    expect(file.suggestedFilename()).toBe(`weir-${run?.id}.csv`);
    await ask();
    await page.getByTestId(TEST_IDS.exportCancel).press('Enter');
    await page.getByTestId(TEST_IDS.exportCancel).waitFor({ state: 'detached' });
    await page.context().close();
  },
  6 * PATIENCE,
);
