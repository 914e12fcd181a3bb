#!/usr/bin/env node
// Everything that must hold: types, lint, boundaries, then unit, service and browser tests. The last line counts them all.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL_CUDA: 'skip' };
if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) {
  const installed = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    env,
  });
  if (installed.status !== 0) process.exit(1);
}

const ROOMS = 'core crawlers classifiers takedowns store pipeline api dashboards fixtures services cli bench'.split(
  ' ',
);
const node = (script, ...args) => [process.execPath, [join(root, 'node_modules', script), ...args]];
let passed = 0;
let failed = 0;

/** A check that holds or does not: one line in the sum. */
const check = (name, [command, args]) => {
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env });
  if (status === 0) passed += 1;
  else failed += 1;
};
check('types', node('typescript/bin/tsc', '--noEmit'));
check('lint', node('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'));
check(
  'boundaries',
  node(
    'dependency-cruiser/bin/dependency-cruise.mjs',
    '--config',
    '.dependency-cruiser.cjs',
    ...ROOMS.filter((room) => existsSync(join(root, room))),
  ),
);

process.stdout.write('\n== tests\n');
const folder = mkdtempSync(join(tmpdir(), 'weir-report-'));
const report = join(folder, 'tests.json');
const { status } = spawnSync(
  ...node(
    'vitest/vitest.mjs',
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ),
  { cwd: root, stdio: 'inherit', env },
);
if (existsSync(report)) {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const broken = result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  for (const file of broken) process.stdout.write(`could not run ${file.name}: ${file.message}\n`);
  passed += result.numPassedTests;
  failed += result.numFailedTests + broken.length;
  const skipped = result.numPendingTests + result.numTodoTests;
  if (skipped > 0)
    process.stdout.write(`${skipped} skipped: their data is not here (see the lines that begin with SKIPPED)\n`);
  // Vitest ends with an error for an unhandled rejection even where every test passed.
  if (status !== 0 && result.numFailedTests + broken.length === 0) failed += 1;
} else failed += 1;
rmSync(folder, { recursive: true, force: true });

process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
