/** Where the encoder lies when a script runs by itself; the same rule as the product's configuration. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export const encoderDir = (env: NodeJS.ProcessEnv = process.env): string =>
  env.WEIR_ENCODER || join(env.WEIR_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'weir'), 'encoder');
