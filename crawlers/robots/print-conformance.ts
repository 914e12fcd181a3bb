/** `npm run conformance:robots`: the cases of RFC 9309 as a table; ends with 1 when one of them fails. */
import { passes, robotsConformance } from './conformance.ts';

const rows = await robotsConformance();
const widest = Math.max(...rows.map(({ name }) => name.length));
for (const [index, row] of rows.entries()) {
  const verdict = passes(row) ? 'pass' : 'FAIL';
  const seen = passes(row) ? row.expected : `expected ${row.expected}, got ${row.got}`;
  process.stdout.write(
    `${String(index + 1).padStart(3)}  ${verdict}  ${row.part.padEnd(6)}  ${row.name.padEnd(widest)}  ${seen}\n`,
  );
}
const failed = rows.filter((row) => !passes(row)).length;
process.stdout.write(`\n${rows.length} cases of RFC 9309: ${rows.length - failed} pass, ${failed} fail\n`);
process.exitCode = failed === 0 ? 0 : 1;
