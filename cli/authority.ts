import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Authority } from '#core/authority.ts';
import { isTimeZone } from '#core/calendar.ts';
import { WeirError } from '#core/errors.ts';
import { checker } from '#core/schema.ts';
import { demoAuthority } from '#fixtures/seed.ts';
import type { Config } from '#services/config.ts';

const read = checker(Authority, 'AUTHORITY_INVALID', 'The file authority.json');

export const authorityFile = (config: Config): string => join(config.home, 'authority.json');

/**
 * The issuing authority of this installation, or null where nobody has written the file yet: then nothing can be signed.
 * @throws WeirError AUTHORITY_INVALID
 */
export const loadAuthority = (config: Config): Authority | null => {
  const file = authorityFile(config);
  if (!existsSync(file)) return null;
  try {
    const authority = read(JSON.parse(readFileSync(file, 'utf8'))) as Authority;
    if (authority.timeZone !== undefined && !isTimeZone(authority.timeZone))
      throw new WeirError('AUTHORITY_INVALID', `${authority.timeZone} is no time zone.`, {
        fix: 'Give a name of the IANA list, such as Europe/Dublin, or leave timeZone out for UTC.',
        details: [{ location: '/timeZone', message: 'is not known' }],
      });
    return authority;
  } catch (error) {
    if (error instanceof WeirError) throw error;
    throw new WeirError('AUTHORITY_INVALID', `${file} is not JSON.`, { fix: 'Correct the file.', cause: error });
  }
};

export const writeAuthority = (config: Config, authority: Authority): void => {
  writeFileSync(authorityFile(config), `${JSON.stringify(authority, null, 2)}\n`, { mode: 0o600 });
};

/** The fictional authority of the demo. */
export const writeDemoAuthority = (config: Config): void => writeAuthority(config, demoAuthority());
