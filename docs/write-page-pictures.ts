/**
 * Takes pictures of every page of the liaison, the desk and the public pages, in both languages, into docs/pictures/pages/. They are taken
 * by the browser tests themselves, so that a picture shows what was tested: `npm run pictures`. Needs what the tests need.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = fileURLToPath(new URL('./pictures/pages/', import.meta.url));
/** In bytes; a larger one would make every clone heavy. */
const LARGEST = 150_000;
const TESTS = [
  'public-pages',
  'notice-page',
  'order-acts-page',
  'order-editor-page',
  'channels-page',
  'sharing-page',
  'desk-page',
].map((name) => `tests/${name}.test.ts`);

rmSync(folder, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...TESTS], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PICTURES_OF_PAGES: folder },
});
const large = readdirSync(folder).filter((name) => statSync(`${folder}${name}`).size > LARGEST);
if (large.length > 0) process.stderr.write(`Larger than ${LARGEST} bytes: ${large.join(', ')}\n`);
process.exitCode = status === 0 && large.length === 0 ? 0 : 1;
