import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { WeirError } from '#core/errors.ts';
import { stopChild } from './child.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A process that ran this long counts as healthy: its next failure starts again with the shortest pause. */
const HEALTHY_MS = 60_000;
/** How long the output of an ended process may stay open. */
const OUTPUT_DEADLINE_MS = 2000;
const LOG_LIMIT_BYTES = 20_000_000;

/** What happened to a managed process. `pause` is in milliseconds. */
export type SupervisorEvent =
  | { name: string; event: 'started'; pid: number }
  | { name: string; event: 'ready'; pid: number }
  | { name: string; event: 'ended'; reason: string; pause?: number };

/** Something that can be asked to stop; resolves when nothing of it is left. */
export interface Stoppable {
  stop(): Promise<void>;
}

export interface Managed extends Stoppable {
  name: string;
  /** Changes with each restart; undefined between two. */
  readonly pid: number | undefined;
  /** Resolves when the process first says `ready` on its channel; rejects where it is stopped before. */
  ready: Promise<void>;
  logFile: string;
}

export interface Supervisor extends Stoppable {
  /** Starts a process, writes its output to `<logDir>/<name>.log` and starts it again when it ends by itself. */
  spawnManaged(name: string, command: string, args: string[], env?: NodeJS.ProcessEnv): Managed;
  /** Adds something started elsewhere; stopped in reverse order of adding. */
  add(part: Stoppable): void;
  /** Stops everything on SIGINT and SIGTERM and then ends this process: code 0, or 1 where a part did not stop. */
  stopOnSignals(): void;
}

/** One older log is kept, so that logs never grow without end. */
const rotate = (file: string) => {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found !== undefined && found.size > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`);
};

/** The pause before restart number `failures` (from 1), in milliseconds: doubling, capped. */
export const restartPause = (failures: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));

/**
 * A supervisor of processes. Its children run in sessions of their own, so that Ctrl-C reaches only the supervisor, which
 * stops them in order; they hold a channel to it (see watch-parent.ts), so that they end when it is killed.
 */
export const createSupervisor = (options: {
  logDir: string;
  onEvent?: (event: SupervisorEvent) => void;
}): Supervisor => {
  const { logDir, onEvent = () => {} } = options;
  const parts: Stoppable[] = [];
  let stopping: Promise<void> | undefined;

  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      const failures: unknown[] = [];
      for (const part of parts.splice(0).reverse()) await part.stop().catch((error: unknown) => failures.push(error));
      if (failures.length > 0) {
        throw new WeirError('STOP_FAILED', 'Some parts did not stop.', { cause: new AggregateError(failures) });
      }
    })();
    return stopping;
  };

  return {
    add: (part) => void parts.push(part),
    stop,
    spawnManaged: (name, command, args, env) => {
      mkdirSync(logDir, { recursive: true });
      const managed = manage({ name, command, args, env, logFile: join(logDir, `${name}.log`), onEvent });
      parts.push(managed);
      return managed;
    },
    stopOnSignals: () => {
      const end = () => {
        stop().then(
          () => process.exit(0),
          (error: unknown) => {
            console.error(error);
            process.exit(1);
          },
        );
      };
      process.once('SIGINT', end);
      process.once('SIGTERM', end);
      process.once('SIGHUP', end);
    },
  };
};

const manage = (given: {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv | undefined;
  logFile: string;
  onEvent: (event: SupervisorEvent) => void;
}): Managed => {
  const { name, command, args, env, logFile, onEvent } = given;
  let child: ChildProcess | undefined;
  let logClosed: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let failures = 0;
  let becomeReady: () => void = () => {};
  let failReady: (error: Error) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    becomeReady = resolve;
    failReady = reject;
  });
  ready.catch(() => {}); // Who waits for it is told; nobody has to.

  const start = () => {
    rotate(logFile);
    const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
    // A log that cannot be written (a full disk) must not end the house: its processes go on, and this is told instead.
    logClosed = new Promise((resolve) => log.once('close', resolve));
    const started = Date.now();
    const running = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
      ...(env === undefined ? {} : { env }),
    });
    child = running;
    const { pid } = running;
    running.stdout?.pipe(log, { end: false });
    running.stderr?.pipe(log, { end: false });
    // A log that cannot be written (a full disk) must not end the house, nor stop a process at a pipe that nobody reads.
    log.on('error', (error) => {
      console.error(`${name}: its log cannot be written: ${error.message}`);
      running.stdout?.resume();
      running.stderr?.resume();
    });
    if (pid !== undefined) onEvent({ name, event: 'started', pid });
    running.on('message', (message) => {
      if (message !== 'ready' || pid === undefined) return;
      becomeReady();
      onEvent({ name, event: 'ready', pid });
    });
    let failed: string | undefined;
    let over = false;
    running.once('error', (error) => {
      failed = error.message;
      if (pid === undefined) end(null, null);
    });
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      if (over) return;
      over = true;
      child = undefined;
      log.end(`[${new Date().toISOString()}] ${name} ended: ${failed ?? signal ?? code}\n`);
      const reason = failed ?? (signal === null ? `exit code ${code}` : `signal ${signal}`);
      if (stopped) {
        onEvent({ name, event: 'ended', reason });
        return;
      }
      failures = Date.now() - started > HEALTHY_MS ? 1 : failures + 1;
      const pause = restartPause(failures);
      onEvent({ name, event: 'ended', reason, pause });
      timer = setTimeout(start, pause);
    };
    running.once('close', end);
  };
  start();

  return {
    name,
    logFile,
    ready,
    get pid() {
      return child?.pid;
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      failReady(new WeirError('STOPPED', `${name} was stopped before it was ready.`, { fix: `Read ${logFile}.` }));
      const last = child;
      if (last !== undefined) await stopChild(last);
      // Something that it started may hold its output open: what is said after this is not waited for.
      const letGo = setTimeout(() => {
        last?.stdout?.destroy();
        last?.stderr?.destroy();
      }, OUTPUT_DEADLINE_MS);
      await logClosed; // What it said last is in the file, and nothing opens the file after this.
      clearTimeout(letGo);
    },
  };
};
