/**
 * Prints docs/configuration.md from the variables as services/config.ts declares them, so that page and program cannot part.
 * Run it after a change there: `node --import tsx docs/write-configuration.ts`.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configTable } from '#services/config.ts';
import { markdownTable } from './markdown-table.ts';

export const CONFIGURATION_PAGE = new URL('./configuration.md', import.meta.url);

/** The whole page, as it must lie in the repository. */
export const configurationPage = (): string => {
  const table = markdownTable(
    ['Variable', 'Default', 'Expects', 'What it is for'],
    configTable().map((row) => [`\`${row.name}\``, row.default || 'not set', row.expects, row.description]),
  );
  return `# Configuration

<!-- Written by docs/write-configuration.ts from services/config.ts. Do not edit by hand. -->

Written by \`node --import tsx docs/write-configuration.ts\`; \`docs/configuration.test.ts\` fails when this page is stale.

Everything is set by variables of the environment. There is no configuration file. An empty variable counts as not set.
A variable that begins with \`WEIR_\` and is not in this table is refused at the start, with the name that was probably meant.
A value that is not valid is refused too: all wrong variables are named at once, each with what to write instead.

\`npx weir doctor --config\` prints the same table.

${table}

## Rules between variables

- \`WEIR_ALLOW_LOOPBACK_HOSTS\` is refused where \`WEIR_MODE\` is \`production\`: there no crawled page may lead the
  collector to a service of this machine.
- Where \`WEIR_MODE\` is \`production\` and \`WEIR_HOST\` is not an address of the loopback, \`WEIR_PUBLIC_URL\` must be an \`https\`
  address. Weir does not speak TLS itself: put a proxy before it that does.
- \`npm start\` sets \`WEIR_MODE\` to \`demo\` unless told otherwise; \`npx weir start --empty\` sets it to \`production\`. A value in the
  environment wins over both.

## What is not a variable

- The issuing authority (Annex I, sections A and E to G) is the file \`authority.json\` in \`WEIR_HOME\`. Without it no order can be
  drawn up.
- Keys and secrets are in \`WEIR_SECRET_FILE\`. They are made at the first start and never come from the environment.
- Sources, operators and accounts are records in the store. People are added on the page Administration or with \`npx weir account add\` ([accounts.md](accounts.md)). A command or page
  for adding sources and operators is not there yet: see [sources.md](sources.md).
- The routing policy is a record with versions ([policy.md](policy.md)). Until people put one in force it is
  \`classifiers/policy/default.json\`.
`;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(CONFIGURATION_PAGE, configurationPage());
