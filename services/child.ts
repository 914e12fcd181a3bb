import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Whether a process of this machine is alive (a zombie counts as alive). */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** SIGKILL to a detached child and all that it started; its process group has its own id. */
const killGroup = (child: ChildProcess) => {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL'); // Not a group of its own.
  }
};

/** Ends a child: SIGTERM, then SIGKILL after the deadline in milliseconds. Resolves when it is gone. */
export const stopChild = async (child: ChildProcess, deadline = 15_000): Promise<void> => {
  if (child.pid === undefined || hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => killGroup(child), deadline);
  await ended;
  clearTimeout(timer);
};

/**
 * For a child that lives as long as its standard input is open. Resolves when it has ended; the pipe is then closed on
 * this side too, so that whatever the child itself started sees the end.
 */
export const endOf = (child: ChildProcess): Promise<void> => {
  child.stdin?.on('error', () => {}); // A child that ends first breaks the pipe, which is no news.
  return new Promise((resolve) => {
    const end = () => {
      child.stdin?.destroy();
      resolve();
    };
    child.once('error', end);
    child.once('exit', end);
  });
};

/**
 * Asks again and again, 50 ms apart, until `ask` returns something, the child ends, or the deadline (ms) passes; then
 * returns undefined. A rejected `ask` counts as "not yet".
 */
export const untilAnswer = async <T>(
  child: ChildProcess,
  deadline: number,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> => {
  const end = Date.now() + deadline;
  while (!hasEnded(child) && Date.now() < end) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    await delay(50);
  }
  return undefined;
};
