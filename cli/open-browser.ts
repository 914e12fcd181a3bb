import { spawn } from 'node:child_process';

/** Shows the pages to somebody who sits before a screen; where there is none, or no program for it, nothing happens. */
export const openBrowser = (url: string): void => {
  const { platform, env, stdout } = process;
  const hasScreen = platform !== 'linux' || env.DISPLAY !== undefined || env.WAYLAND_DISPLAY !== undefined;
  if (!stdout.isTTY || env.CI !== undefined || !hasScreen) return;
  const [command, ...args] =
    platform === 'darwin' ? ['open'] : platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  if (command === undefined) return;
  // The address is printed all the same.
  spawn(command, [...args, url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
};
