import { accessSync, constants, mkdirSync, statfsSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { WeirError } from '#core/errors.ts';
import type { Config } from './config.ts';
import { secretsMode } from './secrets.ts';

/** Stops a check of the doctor: what is wrong, and how to mend it. */
export const wrong = (detail: string, fix: string): WeirError => new WeirError('CHECK_FAILED', detail, { fix });

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

export const nodeVersion = (): string => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return process.versions.node;
  throw wrong(`Node.js ${process.versions.node} is too old.`, 'Install Node.js 20.19 or later.');
};

export const memory = (): string => {
  const detail = `${gigabytes(freemem())} free of ${gigabytes(totalmem())}`;
  if (totalmem() >= 4e9) return detail;
  throw wrong(detail, 'Weir on one machine needs 4 GB; name an Elasticsearch elsewhere in ELASTICSEARCH_URL.');
};

export const disk = (config: Config): string => {
  mkdirSync(config.home, { recursive: true });
  const { bavail, bsize } = statfsSync(config.home);
  const free = bavail * bsize;
  if (free >= 5e9) return `${gigabytes(free)} free at ${config.home}`;
  throw wrong(`Only ${gigabytes(free)} free at ${config.home}.`, 'Free 5 GB, or move WEIR_HOME to a larger disk.');
};

export const writable = (config: Config): string => {
  for (const folder of [config.home, config.evidence, config.cache]) {
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK | constants.X_OK);
    } catch (error) {
      throw wrong(
        `${folder} cannot be written: ${(error as Error).message}`,
        'Give the user that runs Weir write access, or name other folders in WEIR_HOME, WEIR_EVIDENCE and WEIR_CACHE.',
      );
    }
  }
  return `${config.home}, ${config.evidence}, ${config.cache}`;
};

export const secrets = (config: Config): string => {
  const mode = secretsMode(config.secretFile);
  if (mode === undefined) return 'none yet; made at the first start';
  if (mode.endsWith('00')) return `${config.secretFile}, mode ${mode}`;
  throw wrong(`Others can read ${config.secretFile} (mode ${mode}).`, `chmod 600 ${config.secretFile}`);
};
