import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDemoAuthority } from '#cli/authority.ts';
import { loopbackHosts, seedDemo } from '#cli/demo.ts';
import { openHouse } from '#cli/open.ts';
import { spawnPart } from '#cli/processes.ts';
import { type FixtureWeb, type FixtureWebOptions, startFixtureWeb } from '#fixtures/web.ts';
import { type Config, loadConfig } from '#services/config.ts';
import { freePort } from '#services/port.ts';
import { loadSecrets } from '#services/secrets.ts';
import { createSupervisor, type Managed, type SupervisorEvent } from '#services/supervisor.ts';
import type { Store } from '#store/store.ts';

export interface House {
  url: string;
  config: Config;
  web: FixtureWeb;
  store: Store;
  api: Managed;
  worker: Managed;
  events: SupervisorEvent[];
  close(): Promise<void>;
}

/** The whole house as its own processes on the fictional web, with its own namespace and folder: what npm start runs. */
export const startHouse = async (
  namespace: string,
  options: { undoSeconds?: number; web?: Partial<FixtureWebOptions>; environment?: NodeJS.ProcessEnv } = {},
): Promise<House> => {
  const home = mkdtempSync(join(tmpdir(), 'weir-house-'));
  const port = await freePort();
  const base = loadConfig({
    ...process.env,
    WEIR_MODE: 'demo',
    WEIR_HOME: home,
    WEIR_PORT: String(port),
    WEIR_NAMESPACE: namespace,
    WEIR_UNDO_SECONDS: String(options.undoSeconds ?? 1),
    WEIR_LOG_LEVEL: 'warn',
    ...options.environment,
  });
  const secrets = loadSecrets(base.secretFile);
  const web = await startFixtureWeb({
    authorityPublicKeys: { [secrets.requests.id]: secrets.requests.publicKey },
    trickleEverySeconds: 0,
    crawlDelaySeconds: 0,
    ...options.web,
  });
  const config: Config = { ...base, allowLoopbackHosts: loopbackHosts(web) };
  writeDemoAuthority(config);
  const store = await openHouse(config);
  await store.migrate();
  await seedDemo(store, web);
  const events: SupervisorEvent[] = [];
  const supervisor = createSupervisor({ logDir: join(home, 'logs'), onEvent: (event) => events.push(event) });
  const api = spawnPart(supervisor, 'api', config);
  const worker = spawnPart(supervisor, 'worker', config);
  await Promise.all([api.ready, worker.ready]);
  return {
    url: `http://127.0.0.1:${port}`,
    config,
    web,
    store,
    api,
    worker,
    events,
    close: async () => {
      await supervisor.stop();
      await store.close();
      await web.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
};
