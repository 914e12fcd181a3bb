/** An installation of its own for the command line, with people who have no password. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHouse } from '#cli/open.ts';
import type { Role } from '#core/roles.ts';
import { loadConfig } from '#services/config.ts';
import type { Store } from '#store/store.ts';

export interface CommandHouse {
  home: string;
  environment: NodeJS.ProcessEnv;
  /** Opens the store and makes the people; each has the login of their key. */
  open(people: Readonly<Record<string, Role>>): Promise<Store>;
  close(): Promise<void>;
}

export const commandHouse = (namespace: string): CommandHouse => {
  const home = mkdtempSync(join(tmpdir(), 'weir-command-'));
  const environment = { ...process.env, WEIR_HOME: home, WEIR_NAMESPACE: namespace };
  let store: Store | undefined;
  return {
    home,
    environment,
    open: async (people) => {
      store = await openHouse(loadConfig(environment));
      await store.migrate();
      for (const [login, role] of Object.entries(people))
        await store.accounts.set(
          {
            ...{ id: login, login, displayName: login, post: 'Officer', roles: [role], passwordHash: 'none' },
            ...{ disabled: false, createdAt: '2026-03-01T00:00:00.000Z' },
          },
          { kind: 'system', id: 'test' },
        );
      return store;
    },
    close: async () => {
      await store?.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
};
