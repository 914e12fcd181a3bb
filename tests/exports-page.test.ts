/** Exports in the background: a real server, a real browser, by keyboard, both languages. */
import { beforeAll, expect, test } from 'vitest';
import type { PipelineContext } from '#pipeline/context.ts';
import { runExport } from '#pipeline/export-runs.ts';
import { aPost } from '#store/test-records.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import { PATIENCE } from './browser.ts';
import { expectPresentable } from './looks.ts';
import { house, openPageHouse, signIn, url } from './page-house.ts';

openPageHouse();

beforeAll(async () => {
  await house.store.posts.indexBatch([aPost('mill', 'They met by the old mill.')]);
  await house.store.posts.refresh();
}, 240_000);

test.each(['en-GB', 'zh-CN'])(
  'an analyst has a file made in the background, fetches it, and breaks another off (%s)',
  async (locale) => {
    const page = await signIn('anna', locale);
    const ask = async (): Promise<void> => {
      // The newest is the one that was asked for last.
      house.clock.advance(1000);
      await page.goto(`${url}/archive`);
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
