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

/** Ends a child: SIGTERM, then SIGKILL after the deadline in milliseconds. Resolves when it is gone. */
export const stopChild = async (child: ChildProcess, deadline = 15_000): Promise<void> => {
  if (child.pid === undefined || hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), deadline);
  await ended;
  clearTimeout(timer);
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
