/** Google's own audits of a page, by the version that bench/lighthouse pins: installed when it is first asked for, and no part of Weir. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sha256 } from '#core/hash.ts';

const SOURCES = fileURLToPath(new URL('./lighthouse/', import.meta.url));
const SCRATCH = fileURLToPath(new URL('../.weir/bench/', import.meta.url));
const CATEGORIES = ['accessibility', 'best-practices'] as const;
type AuditCategory = (typeof CATEGORIES)[number];

interface LighthouseResult {
  lhr: {
    runtimeError?: { message: string };
    categories: Record<AuditCategory, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
    audits: Record<string, { title: string; score: number | null }>;
  };
}
type Lighthouse = (url: string, flags: object) => Promise<LighthouseResult | undefined>;

const install = (): string => {
  const lock = readFileSync(join(SOURCES, 'package-lock.json'));
  const dir = join(SCRATCH, `lighthouse-${sha256(lock).slice(0, 16)}`);
  const entry = join(dir, 'node_modules/lighthouse/core/index.js');
  if (existsSync(entry)) return entry;
  mkdirSync(dir, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(SOURCES, name), join(dir, name));
  const { status, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: dir,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Lighthouse could not be installed: ${stderr}`);
  return entry;
};

export interface Audit {
  /** In hundredths. */
  scores: Record<AuditCategory, number>;
  /** Titles of what counts and did not pass. */
  failed: string[];
}

/**
 * @param port where the browser listens for its developer tools
 * @param cookie of somebody who is signed in
 */
export const openLighthouse = async (
  port: number,
  cookie: string,
): Promise<(url: string, locale: string) => Promise<Audit>> => {
  const { default: lighthouse } = (await import(pathToFileURL(install()).href)) as { default: Lighthouse };
  return async (url, locale) => {
    const result = await lighthouse(url, {
      port,
      logLevel: 'error',
      onlyCategories: CATEGORIES,
      formFactor: 'desktop',
      screenEmulation: { width: 1280, height: 900, deviceScaleFactor: 1, mobile: false, disabled: false },
      throttlingMethod: 'provided',
      // A page that listens for what is new is never without a request: looked at soon after it was drawn, which is what is judged.
      ...{ pauseAfterFcpMs: 500, pauseAfterLoadMs: 500, networkQuietThresholdMs: 500, cpuQuietThresholdMs: 500 },
      maxWaitForLoad: 10_000,
      extraHeaders: { Cookie: cookie, 'Accept-Language': locale },
    });
    if (result === undefined || result.lhr.runtimeError !== undefined)
      throw new Error(`Lighthouse says of ${url}: ${result?.lhr.runtimeError?.message ?? 'nothing'}`);
    const { categories, audits } = result.lhr;
    const scoreOf = (category: AuditCategory): number => Math.round(100 * (categories[category].score ?? 0));
    return {
      scores: { accessibility: scoreOf('accessibility'), 'best-practices': scoreOf('best-practices') },
      failed: CATEGORIES.flatMap((category) => categories[category].auditRefs)
        .filter(({ id, weight }) => weight > 0 && audits[id]?.score !== null && (audits[id]?.score ?? 1) < 1)
        .map(({ id }) => audits[id]?.title ?? id),
    };
  };
};
