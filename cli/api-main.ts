/** The API process: stateless, as many as there are machines. */

import { existsSync } from 'node:fs';
import { buildApp } from '#api/app.ts';
import { startServer } from '#api/server.ts';
import { openProvider, readRoleMap } from '#api/session/provider.ts';
import { encoderReady } from '#classifiers/encoder/build.ts';
import { openExamples } from '#classifiers/examples/examples.ts';
import { openQueues } from '#pipeline/queues.ts';
import { loadConfig } from '#services/config.ts';
import { encoderFolder } from '#services/encoder.ts';
import { prepareExamples } from '#services/examples.ts';
import { loadSecrets } from '#services/secrets.ts';
import { tellReady } from '#services/watch-parent.ts';
import { loadAuthority } from './authority.ts';
import { loadContactKeys } from './contact.ts';
import { dashboardsDir } from './dashboards.ts';
import { connected, openHouse, publicUrlOf } from './open.ts';
import { openSetup } from './setup.ts';
import { openTrials } from './trials.ts';
import { VERSION } from './version.ts';
import { openWayOut } from './way-out.ts';

const config = loadConfig();
const secrets = loadSecrets(config.secretFile);
const store = await openHouse(config, secrets);
await store.migrate();
const { redisUrl } = connected(config);
const { send, mail, printPdf } = await openWayOut(config, store);
const queues = openQueues(redisUrl, config.namespace);
const app = await buildApp({
  store,
  queues,
  authority: loadAuthority(config),
  keys: { order: { keyId: secrets.requests.id, privateKeyPem: secrets.requests.privateKey } },
  contactKeys: loadContactKeys(config.home),
  examples: openExamples(config.cache),
  send,
  mail,
  printPdf,
  trySource: openTrials(config, store),
  setup: openSetup(config),
  ...(config.oidcIssuer === undefined || config.oidcClientId === undefined
    ? {}
    : {
        provider: openProvider({
          ...{ name: config.oidcName, issuer: config.oidcIssuer, clientId: config.oidcClientId },
          ...{ clientSecret: config.oidcClientSecret, scopes: config.oidcScopes },
          ...{ rolesClaim: config.oidcRolesClaim, roles: readRoleMap(config.oidcRoles) },
        }),
      }),
  config: {
    publicUrl: publicUrlOf(config),
    redisUrl,
    undoSeconds: config.undoSeconds,
    secondReadingShare: config.secondReadingShare,
    care: {
      heavyPerDay: config.careHeavyPerDay,
      perDay: config.carePerDay,
      breakMinutes: config.careBreakMinutes,
    },
    dryRunPosts: config.dryRunPosts,
    drift: { alarmAt: config.driftAlarm, leastPosts: config.driftPosts },
    demo: config.mode === 'demo',
    version: VERSION,
    sessionSecret: secrets.session,
    secondFactorRoles: config.secondFactorRoles,
    logLevel: config.logLevel,
    ...(config.trustProxy === undefined ? {} : { trustProxy: config.trustProxy.split(',') }),
  },
  ...(existsSync(dashboardsDir) ? { dashboardsDir } : {}),
});
app.addHook('onClose', async () => {
  await queues.close();
  await store.close();
});
await startServer(app, config.host, config.port);
tellReady();

// Beside what goes on, and only where the encoder is: a page without examples says so.
const encoderDir = encoderFolder({ encoder: config.encoder, cacheDir: config.cache });
if (await encoderReady(encoderDir))
  prepareExamples({ encoderDir, cacheDir: config.cache }).catch((error: unknown) =>
    app.log.warn({ err: error }, 'pages show no labelled examples'),
  );
