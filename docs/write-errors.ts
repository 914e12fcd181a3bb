/**
 * Prints docs/errors.md from the registry in api/error-codes.ts. Run it after a change there:
 * `node --import tsx docs/write-errors.ts`.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ERROR_CODES, type ErrorCode } from '#api/error-codes.ts';
import { markdownTable } from './markdown-table.ts';

export const ERRORS_PAGE = new URL('./errors.md', import.meta.url);

/** The whole page, as it must lie in the repository. */
export const errorsPage = (): string => {
  const table = markdownTable(
    ['Code', 'Status', 'What went wrong', 'When, and what to do'],
    Object.entries<ErrorCode>(ERROR_CODES).map(([code, { status, sentence, meaning }]) => [
      `\`${code}\``,
      String(status),
      sentence,
      meaning,
    ]),
  );
  return `# Error codes of the API

<!-- Written by docs/write-errors.ts from api/error-codes.ts. Do not edit by hand. -->

Written by \`node --import tsx docs/write-errors.ts\`; \`docs/errors.test.ts\` fails when this page is stale.

Every error has the same envelope: \`{"error": {"id", "code", "message", "fix", "details"}}\`. \`details\` names places and mends:
\`{"location", "message", "fix"}\`. What went wrong inside the house is in the log under the \`id\`, never in the answer.

${table}
`;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(ERRORS_PAGE, errorsPage());
