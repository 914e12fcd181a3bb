/** The archive's page: a real server, a real browser, by keyboard, both languages. */
import { beforeAll, expect, test } from 'vitest';
import { anAnalysis, aPost } from '#store/test-records.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import { giveReason, PATIENCE } from './browser.ts';
import { expectPresentable } from './looks.ts';
import { house, openPageHouse, signIn, url } from './page-house.ts';

openPageHouse();

const flagged = aPost('flagged', 'They met by the old mill.');
const other = aPost('other', 'A bridge is closed.', { publishedAt: '2026-02-20T10:00:00.000Z' });
beforeAll(async () => {
  const { posts } = house.store;
  await posts.indexBatch([flagged, other]);
  await posts.setAnalysis([
    { id: flagged.id, analysis: anAnalysis('met old mill', 'mill') },
    { id: other.id, analysis: anAnalysis('bridg close', 'bridge', { flagged: false }) },
  ]);
  await posts.refresh();
}, 240_000);

test.each(['en-GB', 'zh-CN'])(
  'an analyst is told where a search cannot be read, mends it, takes the file and opens a flagged post with a reason (%s)',
  async (locale) => {
    const page = await signIn('anna', locale);
    const box = page.getByTestId(TEST_IDS.searchBox);
    await box.fill('langu:en');
    await page.keyboard.press('Enter');
    const fault = page.getByTestId(TEST_IDS.searchFault);
    await fault.waitFor();
    expect(await fault.locator('mark').textContent()).toBe('langu:en');
    await expectAccessible(page);
    await page.getByTestId(TEST_IDS.searchBox).fill('(bridge OR met) score:>=0.5');
    await page.keyboard.press('Enter');
    await fault.waitFor({ state: 'detached' });
    await expect.poll(() => page.getByTestId(TEST_IDS.searchHit).count(), { timeout: PATIENCE }).toBe(2);
    await expectPresentable(page, 'archive-search');

    const brush = page.getByTestId(TEST_IDS.histogramBrush);
    await brush.press('Home');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=/);
    await expect.poll(() => page.getByTestId(TEST_IDS.searchHit).count(), { timeout: PATIENCE }).toBe(1);
    await brush.press('End');
    await page.keyboard.press('Shift+Home');
    expect(await brush.getAttribute('aria-valuenow')).toBe('0');

    await page.getByTestId(TEST_IDS.exportOpen).press('Enter');
    await page.getByTestId(TEST_IDS.exportReason).fill('a test of the pages');
    await expectAccessible(page);
    const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(file.suggestedFilename()).toMatch(/^weir-.*\.csv$/);

    await page.goto(`${url}/archive/posts/${flagged.id}`);
    await page.getByTestId(TEST_IDS.reasonGate).waitFor();
    await expectAccessible(page);
    await giveReason(page);
    await page.getByTestId(TEST_IDS.postView).waitFor();
    await expectPresentable(page, 'archive-post');
    await page.getByTestId(TEST_IDS.comparePost).first().press('Enter');
    const texts = page.getByTestId(TEST_IDS.compareTexts);
    await texts.waitFor();
    await page.keyboard.press('r');
    const meaning = page.getByTestId(TEST_IDS.compareMeaning);
    expect(await meaning.textContent()).toContain('1.00');
    expect(await meaning.textContent()).toContain(locale === 'zh-CN' ? '接近：' : 'Near:');
    await expectPresentable(page, 'archive-compare');
    expect([await texts.locator('del').count(), await texts.locator('ins').count()].every((count) => count > 0)).toBe(
      true,
    );
    await page.context().close();
  },
  6 * PATIENCE,
);
