/** `npm run bench -- <name> [--parameter value]`: measures one claim of the README, or with `all` every one. */
import { parseArgs } from 'node:util';
import { isWeirError } from '#core/errors.ts';
import { openBench } from './bench.ts';
import { machine } from './machine.ts';
import { MEASURES } from './measures.ts';
import { printed } from './report.ts';

const names = [...new Set(MEASURES.flatMap(({ defaults }) => Object.keys(defaults)))];
const usage = [
  'npm run bench -- <name> [--parameter value ...]      (or: all)',
  ...MEASURES.map(
    ({ name, title, defaults }) =>
      `  ${name}: ${title}\n    ${Object.entries(defaults)
        .map(([key, value]) => `--${key} ${value}`)
        .join(' ')}`,
  ),
].join('\n');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
});
const [wanted = ''] = positionals;
const chosen = MEASURES.filter(({ name }) => wanted === 'all' || name === wanted);
const given = Object.entries(values).map(([name, value]) => [name, Number(value)] as const);
const wrong = given.filter(([, value]) => !Number.isInteger(value) || value < 1).map(([name]) => name);
if (chosen.length === 0 || positionals.length > 1 || wrong.length > 0) {
  for (const name of wrong) process.stderr.write(`--${name} takes a whole number of at least 1\n`);
  process.stderr.write(`${usage}\n`);
  process.exit(1);
}

try {
  for (const measure of chosen) {
    const bench = await openBench(measure.need);
    try {
      process.stdout.write(`${machine()}\n`);
      // `all` with a parameter gives it to those that have it.
      const own = Object.fromEntries(given.filter(([name]) => name in measure.defaults));
      process.stdout.write(`${printed(await measure.run(bench, own))}\n`);
    } finally {
      await bench.close();
    }
  }
} catch (error) {
  if (!isWeirError(error)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n${error.fix ?? ''}\n`);
  process.exitCode = 1;
}
