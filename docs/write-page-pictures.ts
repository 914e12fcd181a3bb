/**
 * Takes pictures of every page, in both languages, into docs/pictures/pages/, and lists them in docs/pages.md. They are taken by the browser
 * tests themselves, so that a picture shows what was tested: `npm run pictures`. Needs what the tests need.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PAGES_PAGE, PICTURES, pagesPage } from './pages.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = fileURLToPath(PICTURES);
/** In bytes; a larger one would make every clone heavy. */
const LARGEST = 150_000;
const TESTS = [
  'public-pages',
  'administration-page',
  'review-page',
  'notice-page',
  'order-acts-page',
  'order-editor-page',
  'operators-and-reports-page',
  'channels-page',
  'sharing-page',
  'desk-page',
  'archive-page',
  'collections-page',
  'exports-page',
  'saved-searches-page',
  'oversight-page',
  'policies-page',
  'sources-page',
].map((name) => `tests/${name}.test.ts`);

rmSync(folder, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...TESTS], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PICTURES_OF_PAGES: folder },
});
writeFileSync(PAGES_PAGE, pagesPage());
const large = readdirSync(folder).filter((name) => statSync(`${folder}${name}`).size > LARGEST);
if (large.length > 0) process.stderr.write(`Larger than ${LARGEST} bytes: ${large.join(', ')}\n`);
process.exitCode = status === 0 && large.length === 0 ? 0 : 1;
