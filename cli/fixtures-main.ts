/** The fictional web of the demo, as a process of its own. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { startFixtureWeb } from '#fixtures/web.ts';
import { loadConfig } from '#services/config.ts';
import { loadSecrets } from '#services/secrets.ts';
import { tellReady } from '#services/watch-parent.ts';
import { type FixtureInfo, fixtureFiles } from './demo.ts';

const config = loadConfig();
const secrets = loadSecrets(config.secretFile);
const { infoFile, stateFile, ports } = fixtureFiles(config);
mkdirSync(dirname(infoFile), { recursive: true });
const web = await startFixtureWeb({
  ports,
  stateFile,
  // A whole round of the forum takes about five seconds, so that people who watch the demo need not wait.
  crawlDelaySeconds: 0.1,
  rateLimit: 3000,
  authorityPublicKeys: { [secrets.requests.id]: secrets.requests.publicKey },
});
const info: FixtureInfo = { lanternfish: web.lanternfish, ferry: web.ferry, papertrail: web.papertrail };
// The addresses stand in posts and orders, so the next start must find the same ports.
writeFileSync(infoFile, `${JSON.stringify(info, null, 2)}\n`);
tellReady();

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => void web.close().then(() => process.exit(0)));
