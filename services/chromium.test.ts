import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { bundledChromium, findChromium } from './chromium.ts';
import { loadConfig } from './config.ts';

test('Chinese and Arabic are captured as text, not as empty boxes', async () => {
  const browser = await chromium.launch({
    executablePath: inject('chromiumPath'),
    args: inject('chromiumArgs'),
    chromiumSandbox: !inject('chromiumArgs').includes('--no-sandbox'),
  });
  const page = await browser.newPage({ viewport: { width: 80, height: 80 } });
  const pictureOf = async (text: string) => {
    await page.setContent(`<p style="font-size:48px;margin:0">${text}</p>`);
    return (await page.screenshot()).toString('base64');
  };
  // A character without a glyph is drawn as the same box, whichever character it is.
  expect(await pictureOf('水')).not.toBe(await pictureOf('火'));
  expect(await pictureOf('ب')).not.toBe(await pictureOf('ج'));
  expect(await pictureOf('\u{10FFFE}')).toBe(await pictureOf('\u{10FFFD}'));
  await browser.close();
});

test('the bundled browser is unpacked once and runs from a script that needs no settings', async () => {
  const { cache: cacheDir } = loadConfig({ ...process.env });
  const path = await bundledChromium({ cacheDir });
  const found = await findChromium({ chromiumPath: path, cacheDir });
  expect(found.version).toMatch(/^Chromium 1\d\d\./);
  expect(found.sandbox).toBe(!found.args.includes('--no-sandbox'));
  expect(found.sandbox).toBe(found.sandboxNote === undefined);
});

test('a browser that does not run is said', async () => {
  const cacheDir = mkdtempSync(join(tmpdir(), 'weir-chromium-'));
  await expect(findChromium({ chromiumPath: join(cacheDir, 'none'), cacheDir })).rejects.toMatchObject({
    code: 'CHROMIUM_BROKEN',
    message: `${join(cacheDir, 'none')} does not run.`,
  });
  rmSync(cacheDir, { recursive: true });
});
