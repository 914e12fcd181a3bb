/** Runs the command line as a process of its own, on the services and in the home that the environment names. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface CommandResult {
  code: number | null;
  out: string;
  err: string;
}

const MAIN = fileURLToPath(new URL('../cli/weir.ts', import.meta.url));

/** `input` is what the command reads from standard input. */
export const weirCommand =
  (environment: NodeJS.ProcessEnv) =>
  (given: readonly string[], input = ''): Promise<CommandResult> => {
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...given], { env: environment });
    let [out, err] = ['', ''];
    child.stdout.on('data', (part: Buffer) => {
      out += part;
    });
    child.stderr.on('data', (part: Buffer) => {
      err += part;
    });
    child.stdin.end(input);
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, err }));
    });
  };
