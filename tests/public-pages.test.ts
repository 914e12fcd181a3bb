/** The pages for people outside in a real browser with scripts switched off: both languages, keyboard, a narrow screen. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { AnswerCodeMade } from '#api/schemas/notices.ts';
import { PATIENCE } from './browser.ts';
import { issueOrder } from './issued-order.ts';
import { expectPresentable, pressOn, tabTo, typeInto } from './looks.ts';
import { outNotice } from './out-notice.ts';
import { browser, house, openPageHouse, url } from './page-house.ts';

openPageHouse();

beforeAll(async () => {
  // A year that is over, with an order in it.
  await issueOrder(house, { name: 'last-year', removedAfter: 10, isFinal: true });
  house.clock.advance(366 * 86_400_000);
}, 240_000);

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
    await page.context().close();
  },
  PATIENCE * 4,
);

/**
 * A browser that lets axe run: the pages themselves forbid every script, which the tests above leave as it is and which
 * is looked at here with each answer.
 */
const withAxe = async (locale: string): Promise<Page> => {
  const context = await browser.newContext({ locale });
  await context.route('**/*', async (route) => {
    const response = await route.fetch();
    const { 'content-security-policy': policy, ...headers } = response.headers();
    if (headers['content-type']?.startsWith('text/html') === true) {
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain('sandbox allow-forms allow-same-origin');
      expect(await response.text()).not.toContain('<script');
    }
    await route.fulfill({ response, headers });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  return page;
};

/** What is still being fetched ends first. */
const closeAxe = async (page: Page): Promise<void> => {
  await page.context().unrouteAll({ behavior: 'wait' });
  await page.context().close();
};

const PAGES = ['/public/tip', '/public/complaint', '/public/receipt', '/public/answer', '/public/transparency', '/bot'];

test.each(['en', 'zh-CN'])(
  'every public page can be used by everybody, wide and narrow, light and dark (%s)',
  async (lang) => {
    const page = await withAxe(lang);
    for (const path of PAGES) {
      await page.goto(`${url}${path}?lang=${lang}`);
      expect(await page.locator('html').getAttribute('lang')).toBe(lang);
      await expectPresentable(page, `public-${path.split('/').at(-1)}`);
      // Each page leads to all the others.
      expect(await page.locator('footer a').count()).toBe(PAGES.length);
    }
    await page.goto(`${url}/public/transparency?lang=${lang}`);
    expect(await page.locator('h2').first().textContent()).toContain('2026');
    await closeAxe(page);
  },
  PATIENCE * 4,
);

test.each(['en', 'zh-CN'] as const)(
  'a platform answers a notice with its code by the keyboard alone, and the code is used up (%s)',
  async (lang) => {
    const id = `answered-${lang}`;
    await outNotice(house, id, 'dsa-notice');
    const { code } = (await (await house.signIn('lena')).post(`/notices/${id}/answer-code`)).json<AnswerCodeMade>();
    const page = await withAxe(lang);
    await page.goto(`${url}/public/answer?lang=${lang}`);
    await typeInto(page, page.locator('#code'), 'no-such-code-at-all-in-the-house');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await expectPresentable(page, 'public-answer-refused');
    await typeInto(page, page.locator('#code'), code);
    await page.keyboard.press('Enter');
    await page.locator('details').first().waitFor();
    // Every form is looked at open.
    for (const summary of await page.locator('summary').all()) await pressOn(page, summary);
    await expectPresentable(page, 'public-answer-forms');
    const decision = page.locator('form[action$="/decision"]');
    await tabTo(page, decision.locator('input[type=radio]').first());
    await page.keyboard.press('Space');
    await typeInto(page, decision.locator('[name=decision-actedAt]'), 'yesterday');
    await typeInto(page, decision.locator('[name=decision-explanation]'), 'We looked at the item and removed it.');
    await tabTo(page, decision.locator('[name=decision-automated]').first());
    await page.keyboard.press('Space');
    await pressOn(page, decision.locator('button'));
    await page.getByRole('alert').waitFor();
    // What was typed is still there, and the form that was sent stands open.
    expect(await decision.locator('[name=decision-explanation]').inputValue()).toContain('removed it');
    expect(await page.locator('details[open]').count()).toBe(1);
    await expectPresentable(page, 'public-answer-again');
    await typeInto(page, decision.locator('[name=decision-actedAt]'), '2026-03-01 09:00');
    await pressOn(page, decision.locator('button'));
    await page.locator('.code').waitFor();
    await expectPresentable(page, 'public-answer-sent');
    expect((await house.store.notices.get(id))?.answers.at(-1)).toMatchObject({
      via: 'page',
      answer: { form: 'notice-decision', outcome: 'acted' },
    });
    await page.goto(`${url}/public/answer?lang=${lang}`);
    await typeInto(page, page.locator('#code'), code);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await closeAxe(page);
  },
  PATIENCE * 4,
);
