/** A page as people see it: wide and narrow, light and dark; and pictures of it for whoever asks. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { expectAccessible } from './accessible.ts';

const WIDE = { width: 1280, height: 900 };
/** A phone. */
const NARROW = { width: 390, height: 800 };
/** A picture is cut after so many pixels: a long form is the same further down. */
const LONGEST = 2400;
/** As wide as a picture of a wide page is kept. */
const KEPT_WIDTH = 1024;

/** Texts of the pages stand in these; a text that is missing shows where it should stand, such as `answer.sections.a`. */
const TEXTS = Object.keys(JSON.parse(readFileSync(new URL('../dashboards/locales/en.json', import.meta.url), 'utf8')));

/** What stands as code is meant so: events have names of the same form. */
const expectNoRawTexts = async (page: Page): Promise<void> => {
  const words = await page.evaluate(() => {
    const found: string[] = [];
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode())
      if (nodes.currentNode.parentElement?.closest('code, pre, script') === null)
        found.push(...(nodes.currentNode.textContent ?? '').split(/\s+/));
    return found;
  });
  const raw = words.filter((word) => /^[a-z]\w*(\.\w+)+$/i.test(word) && TEXTS.includes(word.split('.')[0] ?? ''));
  expect(raw, `${new URL(page.url()).pathname} shows names of texts`).toEqual([]);
};

/**
 * Writes a picture where PICTURES_OF_PAGES names a folder (docs/write-page-pictures.ts), and else nothing. Its name gets the language of
 * the page: `review-queue` becomes `review-queue-zh-CN`.
 */
export const takePicture = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.PICTURES_OF_PAGES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  // What sticks to the top stands at the top.
  await page.evaluate(() => scrollTo(0, 0));
  const shot = sharp(await page.screenshot({ fullPage: true }));
  const { width, height } = await shot.metadata();
  const lang = await page.locator('html').getAttribute('lang');
  await shot
    .extract({ left: 0, top: 0, width, height: Math.min(height, LONGEST) })
    .resize({ width: Math.min(width, KEPT_WIDTH) })
    .webp({ quality: 60, effort: 6 })
    .toFile(join(folder, `${name}-${lang}.webp`));
};

/** PICTURES_OF_LOOKS=1: the narrow and the dark one too. */
const takeVariant = async (page: Page, name: string): Promise<void> => {
  if (process.env.PICTURES_OF_LOOKS === '1') await takePicture(page, name);
};

/** Nothing is scrolled sideways but what scrolls in a frame of its own. */
const expectNoSidewaysScroll = async (page: Page): Promise<void> => {
  const [inside, outside] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  const widest = await page.evaluate(
    (width) =>
      [...document.querySelectorAll('main *')]
        .filter((element) => element.getBoundingClientRect().right > width)
        .map((element) => `${element.tagName.toLowerCase()}.${element.className}`)
        .slice(0, 8),
    outside ?? 0,
  );
  expect(inside, `${new URL(page.url()).pathname} is wider than the screen: ${widest.join(', ')}`).toBeLessThanOrEqual(
    outside ?? 0,
  );
};

/** Shows the page in a colour scheme, as for somebody who wants no motion: no colour is on its way to another then. */
const inColours = async (page: Page, colorScheme: 'light' | 'dark'): Promise<void> => {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.waitForFunction((wanted) => matchMedia(`(prefers-color-scheme: ${wanted})`).matches, colorScheme);
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  // What began to move before, and what is folded away goes on with its first frame when it is unfolded, which may be never.
  await page.evaluate(() => {
    for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
  });
};

/** Holds for the page as it stands in each look; it is left wide and light. */
export const expectPresentable = async (page: Page, name: string): Promise<void> => {
  await page.setViewportSize(WIDE);
  await inColours(page, 'light');
  await expectAccessible(page);
  await expectNoRawTexts(page);
  await takePicture(page, name);
  await page.setViewportSize(NARROW);
  await expectNoSidewaysScroll(page);
  await takeVariant(page, `${name}-narrow`);
  await inColours(page, 'dark');
  await expectAccessible(page);
  await takeVariant(page, `${name}-narrow-dark`);
  await page.setViewportSize(WIDE);
  await takeVariant(page, `${name}-dark`);
  await inColours(page, 'light');
};

/** Goes to a control with the Tab key alone, as somebody without a mouse does. */
export const tabTo = async (page: Page, target: Locator): Promise<void> => {
  for (let pressed = 0; pressed < 300; pressed++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`No Tab leads to ${String(target)}.`);
};

/** Goes there with the keyboard and types over what stands in it. */
export const typeInto = async (page: Page, target: Locator, text: string): Promise<void> => {
  await tabTo(page, target);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
};

/** Goes to a button or link and presses Enter. */
export const pressOn = async (page: Page, target: Locator): Promise<void> => {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
};
