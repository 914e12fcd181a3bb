/** What a first start leaves for the API: a code that only whoever started the house has seen. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Setup } from '#api/dependencies.ts';
import type { Config } from '#services/config.ts';
import { loadAuthority, writeAuthority } from './authority.ts';

const codeFile = (config: Config): string => join(config.home, 'state', 'setup-code');

/** A new one at each start, in a file that its owner alone can read. */
export const makeSetupCode = (config: Config): string => {
  const code = randomBytes(9).toString('base64url');
  mkdirSync(dirname(codeFile(config)), { recursive: true });
  writeFileSync(codeFile(config), code, { mode: 0o600 });
  return code;
};

export const openSetup = (config: Config): Setup => ({
  code: () => (existsSync(codeFile(config)) ? readFileSync(codeFile(config), 'utf8') : null),
  used: () => rmSync(codeFile(config), { force: true }),
  authority: () => loadAuthority(config),
  saveAuthority: (authority) => writeAuthority(config, authority),
});
