import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { demoAccounts } from '#fixtures/seed.ts';
import { type Config, loadConfig } from '#services/config.ts';
import { portFrom } from '#services/port.ts';
import { progressOn } from '#services/progress.ts';
import { loadSecrets } from '#services/secrets.ts';
import { ensureServices } from '#services/services.ts';
import { createSupervisor, type SupervisorEvent } from '#services/supervisor.ts';
import { authorityFile, writeDemoAuthority } from './authority.ts';
import { buildDashboards } from './dashboards.ts';
import { fixtureInfo, loopbackHosts, seedDemo } from './demo.ts';
import { tellDemoStory } from './demo-story.ts';
import { openHouse, publicUrlOf } from './open.ts';
import { openBrowser } from './open-browser.ts';
import { spawnPart } from './processes.ts';
import { makeSetupCode } from './setup.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const report = (event: SupervisorEvent): void => {
  if (event.event === 'ended' && event.pause !== undefined)
    say(`${event.name} ended (${event.reason}); it is started again in ${event.pause} ms`);
};

/** The code that opens the set-up page, while nobody has an account; without one, nobody could get in, or anybody. */
const setupCode = async (config: Config): Promise<string | null> => {
  const store = await openHouse(config);
  try {
    return (await store.accounts.list()).length > 0 ? null : makeSetupCode(config);
  } finally {
    await store.close();
  }
};

/** Sets up what is missing, starts every part, prints the address, and stops it all on Ctrl-C. */
export const start = async (options: { empty: boolean; open: boolean }): Promise<void> => {
  const began = Date.now();
  const given = loadConfig({ WEIR_MODE: options.empty ? 'production' : 'demo', ...process.env });
  const supervisor = createSupervisor({ logDir: join(given.home, 'logs'), onEvent: report });
  supervisor.stopOnSignals();
  try {
    const services = await ensureServices(given, {
      need: ['elasticsearch', 'redis', 'chromium', 'encoder'],
      onProgress: progressOn(),
      onEvent: report,
    });
    supervisor.add(services);
    buildDashboards((message) => say(`Dashboards: ${message}`));
    let config: Config = {
      ...services.config,
      // A port that was asked for is taken as it is, and fails loudly where something else has it.
      port: process.env.WEIR_PORT === undefined ? await portFrom(given.port, given.host) : given.port,
    };
    loadSecrets(config.secretFile);

    const store = await openHouse(config);
    await store.migrate();
    if (!options.empty) {
      if (!existsSync(authorityFile(config))) writeDemoAuthority(config);
      await spawnPart(supervisor, 'fixtures', config).ready;
      const info = fixtureInfo(config);
      config = { ...config, allowLoopbackHosts: [...new Set([...config.allowLoopbackHosts, ...loopbackHosts(info)])] };
      await seedDemo(store, info);
    }
    await store.close();
    const code = options.empty ? await setupCode(config) : null;

    const api = spawnPart(supervisor, 'api', config);
    const worker = spawnPart(supervisor, 'worker', config);
    await Promise.all([api.ready, worker.ready]);

    const lines = [`\nWeir runs at ${publicUrlOf(config)}   (${Math.round((Date.now() - began) / 1000)} s)`];
    if (!options.empty) {
      lines.push('', 'Everything below is invented: three fictional platforms, their posts and their operators.');
      for (const { login, password: secret, displayName, roles } of demoAccounts())
        lines.push(`  ${login.padEnd(10)} ${secret.padEnd(22)} ${displayName} (${roles.join(', ')})`);
    } else if (code !== null)
      lines.push(
        '',
        'Nobody has an account yet. Open this page and make the first one:',
        `  ${publicUrlOf(config)}/setup   code: ${code}`,
      );
    lines.push('', `Logs: ${join(config.home, 'logs')}   Stop: Ctrl-C`, '');
    process.stdout.write(`${lines.join('\n')}\n`);
    if (options.open) openBrowser(`${publicUrlOf(config)}${code === null ? '' : '/setup'}`);
    if (!options.empty) {
      const stopping = new AbortController();
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());
      // Nothing waits for it: where it cannot be told, the demo is the demo without it.
      tellDemoStory(publicUrlOf(config), stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted) say(`The demo's notices were not made: ${String(error)}`);
      });
    }
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
};
