import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import type { WeirError } from '#core/errors.ts';
import { tsxArguments } from './tsx-command.ts';

/**
 * Runs a TypeScript file in a process of its own and resolves when it has ended well; what it sends are steps for people.
 * `lowPriority`: it gets only what other processes leave.
 * @throws the error that `failed` makes of what it printed
 */
export const runBuild = async (
  file: URL,
  args: readonly string[],
  options: {
    onStep?: ((step: string) => void) | undefined;
    lowPriority?: boolean;
    failed: (printed: string) => WeirError;
  },
): Promise<void> => {
  const child = spawn(process.execPath, tsxArguments(file, ...args), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString('utf8')).slice(-4000);
  });
  child.on('message', (message) => options.onStep?.(String(message)));
  if (options.lowPriority === true && child.pid !== undefined) setPriority(child.pid, 19);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw options.failed(errors.trim() || `ended with ${code}`);
};
