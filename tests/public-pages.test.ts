/** The pages for people outside in a real browser with scripts switched off: both languages, keyboard, a narrow screen. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiHouse, openApiHouse } from './api-house.ts';
import { launchBrowser, PATIENCE } from './browser.ts';
import { testNamespace } from './namespace.ts';

const namespace = testNamespace();
let house: ApiHouse;
let url: string;
let browser: Browser;

beforeAll(async () => {
  house = await openApiHouse(namespace);
  url = await house.app.listen({ host: '127.0.0.1', port: 0 });
  browser = await launchBrowser();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

/** A phone of somebody who switched scripts off. */
const withoutScripts = async (locale: string): Promise<Page> => {
  const context = await browser.newContext({
    locale,
    javaScriptEnabled: false,
    viewport: { width: 320, height: 700 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  return page;
};
const picture = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.PICTURES_OF_PAGES;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};
/** No wider than the screen: nothing is scrolled sideways. */
const expectNarrow = async (page: Page): Promise<void> => {
  const box = await page.locator('main').boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
};

test(
  'a page is reported with the keyboard alone, and its receipt says what became of it',
  async () => {
    for (const [locale, words] of [
      ['en-GB', { title: 'Report a page', sent: 'Thank you', status: 'looked at soon', bad: 'begins with' }],
      ['zh-CN', { title: '举报网页', sent: '谢谢', status: '很快会查看', bad: '请检查网址' }],
    ] as const) {
      const page = await withoutScripts(locale);
      await page.goto(`${url}/public/tip`);
      expect(await page.locator('h1').textContent()).toBe(words.title);
      await expectNarrow(page);
      await picture(page, `tip-${locale}`);
      await page.locator('#url').focus();
      await page.keyboard.type('file://x');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Invented words.');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      expect(await page.getByRole('alert').textContent()).toContain(words.bad);
      expect(await page.locator('#text').inputValue()).toBe('Invented words.');
      await page.locator('#url').fill(`https://nowhere.example/${locale}`);
      await page.keyboard.press('Enter');
      await page.locator('.code').waitFor();
      expect(await page.locator('h1').textContent()).toContain(words.sent);
      const receipt = (await page.locator('.code').textContent()) ?? '';
      await page.locator('main a').click();
      await page.locator('#receipt').fill(receipt);
      await page.keyboard.press('Enter');
      await page.locator('main strong').waitFor();
      expect(await page.locator('main strong').textContent()).toContain(words.status);
      await picture(page, `receipt-${locale}`);
      await page.context().close();
    }
  },
  PATIENCE * 4,
);

test(
  'the page for complaints can be read and sent without scripts, and changes its language',
  async () => {
    const page = await withoutScripts('en-GB');
    await page.goto(`${url}/public/complaint`);
    await expectNarrow(page);
    await picture(page, 'complaint-en');
    await page.locator('header a').click();
    await page.getByText('对移除令提出申诉').first().waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.locator('#code').fill('IE-2026-0000000000-22222222');
    await page.locator('input[value=content_provider]').check();
    await page.locator('input[value=counter_notice]').check();
    await page.locator('#text').fill('这段文字是对袭击事件的报道，并没有号召任何人做任何事，应当恢复。');
    await page.locator('button').click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('没有使用该编码的移除令');
    expect(await page.locator('#text').inputValue()).toContain('应当恢复');
    await picture(page, 'complaint-zh-CN');
    await page.context().close();
  },
  PATIENCE * 4,
);
