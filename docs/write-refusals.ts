/** Prints docs/refusals.md by trying what must be refused. Run it after a change: `node --import tsx docs/write-refusals.ts`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isWeirError, type WeirError } from '#core/errors.ts';
import { markdownTable } from './markdown-table.ts';
import { REFUSALS, type Refusal } from './refusals.ts';

export const REFUSALS_PAGE = new URL('./refusals.md', import.meta.url);

/** The error with which an act is refused. @throws Error when it is not */
export const refusalOf = async ({ tried, act }: Refusal): Promise<WeirError> => {
  try {
    await act();
  } catch (error) {
    if (isWeirError(error)) return error;
    throw error;
  }
  throw new Error(`was not refused: ${tried}`);
};

/** The whole page, as it must lie in the repository. */
export const refusalsPage = async (): Promise<string> => {
  const rows: string[][] = [];
  for (const refusal of REFUSALS) {
    const { code, status, message, fix = '' } = await refusalOf(refusal);
    rows.push([refusal.rule, refusal.tried, `\`${code}\``, String(status), message, fix]);
  }
  return `# What the house refuses

<!-- Written by docs/write-refusals.ts from docs/refusals.ts. Do not edit by hand. -->

Written by \`node --import tsx docs/write-refusals.ts\`, which tries each line; \`docs/refusals.test.ts\` fails when one is not refused,
or says something else. No role is excepted, administrators included.

${markdownTable(['Rule', 'What is tried', 'Code', 'Status', 'What is said', 'How to mend it'], rows)}
`;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(REFUSALS_PAGE, await refusalsPage());
