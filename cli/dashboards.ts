import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WeirError } from '#core/errors.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
export const dashboardsDir = join(root, 'dashboards', 'dist');

/** Everything that the pages are built from. */
const sourcesHash = (): string => {
  const hash = createHash('sha256');
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== 'dist' && entry.name !== 'node_modules') walk(path);
      } else hash.update(path.slice(root.length)).update(readFileSync(path));
    }
  };
  walk(join(root, 'dashboards'));
  walk(join(root, 'api', 'schemas'));
  hash.update(readFileSync(join(root, 'package-lock.json')));
  return hash.digest('hex');
};

/** Builds the pages when anything that they are made of has changed. @throws WeirError DASHBOARDS_BUILD */
export const buildDashboards = (onProgress: (message: string) => void): void => {
  const stamp = join(dashboardsDir, '.built-from');
  const wanted = sourcesHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  onProgress('building the pages');
  const built = spawnSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', 'dashboards'], {
    cwd: root,
    encoding: 'utf8',
    // Whoever asks for it, a test too: one build, the one that people get.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (built.status !== 0)
    throw new WeirError('DASHBOARDS_BUILD', `The pages could not be built.\n${built.stdout}${built.stderr}`, {
      fix: 'Read the message above; npm run build repeats it.',
    });
  writeFileSync(stamp, wanted);
};
