import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildDashboards } from '#cli/dashboards.ts';
import { loadConfig } from '#services/config.ts';
import { progressOn } from '#services/progress.ts';
import { ensureServices } from '#services/services.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    elasticsearchUrl: string;
    redisUrl: string;
    chromiumPath: string;
    chromiumArgs: string[];
    encoder: string;
  }
}

/**
 * Real services for the tests: those named in the environment, else started here once for the whole run and stopped
 * after it. Tests read them with `inject('elasticsearchUrl')` or, like the product, from the environment.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'weir-test-'));
  const config = loadConfig({ WEIR_ELASTICSEARCH_HEAP: '512m', ...process.env, WEIR_MODE: 'test', WEIR_HOME: home });
  const services = await ensureServices(config, {
    need: ['elasticsearch', 'redis', 'chromium', 'encoder'],
    onProgress: progressOn(),
  });
  // Once, before any test: two builds at a time would get into each other's way.
  buildDashboards((message) => process.stderr.write(`${message}\n`));
  const { elasticsearchUrl = '', redisUrl = '', encoder = '' } = services.config;
  const chromiumPath = services.chromium?.path ?? '';
  project.provide('elasticsearchUrl', elasticsearchUrl);
  project.provide('redisUrl', redisUrl);
  project.provide('chromiumPath', chromiumPath);
  project.provide('chromiumArgs', services.chromium?.args ?? []);
  project.provide('encoder', encoder);
  // The workers are started after this and inherit the environment, so that loadConfig works in them as it does in the product.
  Object.assign(process.env, {
    WEIR_MODE: 'test',
    WEIR_HOME: home,
    ELASTICSEARCH_URL: elasticsearchUrl,
    REDIS_URL: redisUrl,
    CHROMIUM_PATH: chromiumPath,
    WEIR_ENCODER: encoder,
  });
  return async () => {
    await services.stop();
    rmSync(home, { recursive: true, force: true });
  };
}
