/** The API process: stateless, as many as there are machines. */

import { existsSync } from 'node:fs';
import { buildApp } from '#api/app.ts';
import { startServer } from '#api/server.ts';
import { openQueues } from '#pipeline/queues.ts';
import { loadConfig } from '#services/config.ts';
import { loadSecrets } from '#services/secrets.ts';
import { tellReady } from '#services/watch-parent.ts';
import { loadAuthority } from './authority.ts';
import { dashboardsDir } from './dashboards.ts';
import { connected, openHouse, publicUrlOf } from './open.ts';
import { VERSION } from './version.ts';
import { openWayOut } from './way-out.ts';

const config = loadConfig();
const secrets = loadSecrets(config.secretFile);
const store = await openHouse(config, secrets);
await store.migrate();
const { redisUrl } = connected(config);
const { send } = await openWayOut(config, store);
const queues = openQueues(redisUrl, config.namespace);
const app = await buildApp({
  store,
  queues,
  authority: loadAuthority(config),
  keys: { order: { keyId: secrets.requests.id, privateKeyPem: secrets.requests.privateKey } },
  send,
  config: {
    publicUrl: publicUrlOf(config),
    redisUrl,
    undoSeconds: config.undoSeconds,
    dryRunPosts: config.dryRunPosts,
    drift: { alarmAt: config.driftAlarm, leastPosts: config.driftPosts },
    demo: config.mode === 'demo',
    version: VERSION,
    sessionSecret: secrets.session,
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
