/**
 * Prints every form as PDF, in both languages, and draws its pages as pictures into docs/pictures/forms/. The PDF is drawn by a reader
 * of its own, so that the pictures show what is in the file. Run it after a change of a form:
 * `CHROMIUM_PATH=... node --import tsx docs/write-form-pictures.ts`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { findChromium } from '#services/chromium.ts';
import { loadConfig } from '#services/config.ts';
import { FORM_EXAMPLES } from '#takedowns/forms/examples.ts';
import { allForms, FORM_LANGUAGES } from '#takedowns/forms/form.ts';
import { createPrinter } from '#takedowns/forms/print.ts';
import { renderForm } from '#takedowns/forms/render.ts';
import { pagesOf } from '../tests/pdf-pages.ts';

const folder = fileURLToPath(new URL('./pictures/forms/', import.meta.url));
const config = loadConfig();
const { path, args } = await findChromium({ chromiumPath: config.chromiumPath, cacheDir: config.cache });
const print = createPrinter(async () => ({ executablePath: path, args }));

mkdirSync(folder, { recursive: true });
for (const form of allForms().values())
  for (const language of FORM_LANGUAGES) {
    const pdf = await print(renderForm(form, FORM_EXAMPLES[form.id], { language }));
    const pages = await pagesOf(pdf);
    const heights = pages.map(({ height }) => height);
    const sheet = sharp({
      create: {
        width: pages.reduce((sum, { width }) => sum + width + 12, 0),
        height: Math.max(...heights),
        channels: 3,
        background: '#888',
      },
    });
    let left = 0;
    const placed = pages.map(({ png, width }) => {
      const at = left;
      left += width + 12;
      return { input: png, left: at, top: 0 };
    });
    const name = `${form.id}-${language}.png`;
    writeFileSync(`${folder}${name}`, await sheet.composite(placed).png({ palette: true, colours: 32 }).toBuffer());
    process.stdout.write(`${name}: ${pages.length} page(s)\n`);
  }
