import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAlive } from './child.ts';
import { createSupervisor, restartPause, type Supervisor, type SupervisorEvent } from './supervisor.ts';
import { tsxArguments } from './tsx-command.ts';

let logDir: string;
let events: SupervisorEvent[];
let supervisor: Supervisor;
beforeEach(() => {
  logDir = mkdtempSync(join(tmpdir(), 'weir-supervisor-'));
  // An array of its own: the last word of a process may come when the next test has begun.
  const heard: SupervisorEvent[] = [];
  events = heard;
  supervisor = createSupervisor({ logDir, onEvent: (event) => heard.push(event) });
});
afterEach(async () => {
  await supervisor.stop();
  rmSync(logDir, { recursive: true, force: true });
});

const [, loader = ''] = tsxArguments('');
const watching = JSON.stringify(new URL('./watch-parent.ts', import.meta.url).href);
/** Arguments for a Node process that watches its parent, says `ready` and then does `more`. */
const program = (more = '') => [
  '--import',
  loader,
  '--input-type=module',
  '-e',
  `import { tellReady } from ${watching}; console.log('at work', process.pid); ${more}; setInterval(() => {}, 60_000); tellReady();`,
];
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 20 });

test('a managed process says when it is ready, writes to its log and stops', async () => {
  const managed = supervisor.spawnManaged('api', process.execPath, program());
  await managed.ready;
  const { pid } = managed;
  await supervisor.stop();
  expect(pid !== undefined && isAlive(pid)).toBe(false);
  // Told by an event of the process, which may come a moment after its death.
  await eventually(() => expect(managed.pid).toBeUndefined());
  await eventually(() => expect(readFileSync(managed.logFile, 'utf8')).toMatch(`at work ${pid}\n`));
  await eventually(() =>
    expect(events).toEqual([
      { name: 'api', event: 'started', pid },
      { name: 'api', event: 'ready', pid },
      { name: 'api', event: 'ended', reason: 'signal SIGTERM' },
    ]),
  );
});

test('a process that ends by itself is reported and started again', async () => {
  const managed = supervisor.spawnManaged('worker', process.execPath, program());
  await managed.ready;
  const first = managed.pid;
  if (first === undefined) throw new Error('it does not run');
  process.kill(first, 'SIGKILL');
  await eventually(() => expect(events.filter((one) => one.event === 'ready')).toHaveLength(2));
  expect(managed.pid).not.toBe(first);
  expect(events).toContainEqual({ name: 'worker', event: 'ended', reason: 'signal SIGKILL', pause: 500 });
});

test('a command that does not exist is reported, and tried again with a growing pause', async () => {
  const managed = supervisor.spawnManaged('ghost', join(logDir, 'no-such-command'), []);
  await eventually(() => expect(events.map((one) => 'pause' in one && one.pause).slice(0, 2)).toEqual([500, 1000]));
  expect(events[0]).toMatchObject({ name: 'ghost', reason: expect.stringContaining('ENOENT') });
  await managed.stop();
  await expect(managed.ready).rejects.toMatchObject({ code: 'STOPPED' });
});

test('what a stopped process started may keep its output open: stopping does not wait for it', async () => {
  const holder = `const held = (await import('node:child_process')).spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)'], { stdio: ['ignore', 'inherit', 'inherit'], detached: true }); console.log('holder', held.pid)`;
  const managed = supervisor.spawnManaged('worker', process.execPath, program(holder));
  await managed.ready;
  const said = () => /^holder (\d+)$/m.exec(readFileSync(managed.logFile, 'utf8'));
  await eventually(() => expect(said()).not.toBeNull());
  const holding = Number(said()?.[1]);
  await supervisor.stop();
  try {
    expect(isAlive(holding)).toBe(true);
    expect(readFileSync(managed.logFile, 'utf8')).toMatch('worker ended: SIGTERM');
  } finally {
    process.kill(holding, 'SIGKILL');
  }
});

test('a log that cannot be written is told, and the process goes on', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  mkdirSync(join(logDir, 'api.log'));
  const managed = supervisor.spawnManaged('api', process.execPath, program());
  await managed.ready;
  await eventually(() =>
    expect(told).toHaveBeenCalledWith(expect.stringContaining('its log cannot be written: EISDIR')),
  );
  expect(managed.pid !== undefined && isAlive(managed.pid)).toBe(true);
  told.mockRestore();
});

test('the pause between restarts doubles and is capped', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 50].map(restartPause)).toEqual([
    500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
  ]);
});

test('parts stop in the reverse order of their start, also where one of them fails', async () => {
  const order: string[] = [];
  const part = (name: string, fails = false) => ({
    stop: async () => {
      order.push(name);
      if (fails) throw new Error(name);
    },
  });
  supervisor.add(part('services'));
  supervisor.add(part('worker', true));
  supervisor.add(part('api'));
  await expect(supervisor.stop()).rejects.toMatchObject({ code: 'STOP_FAILED' });
  expect(order).toEqual(['api', 'worker', 'services']);
  supervisor = createSupervisor({ logDir });
});

/** A supervisor in a process of its own, with one managed child whose number it says. */
const supervisorProcess = () => {
  const code = `
    import { createSupervisor } from ${JSON.stringify(new URL('./supervisor.ts', import.meta.url).href)};
    const supervisor = createSupervisor({ logDir: ${JSON.stringify(logDir)} });
    supervisor.stopOnSignals();
    const managed = supervisor.spawnManaged('child', process.execPath, ${JSON.stringify(program())});
    await managed.ready;
    process.send(managed.pid);
    setInterval(() => {}, 60_000);
  `;
  return spawn(process.execPath, ['--import', loader, '--input-type=module', '-e', code], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
};

test('when the supervisor is killed, its children end by themselves', async () => {
  const parent = supervisorProcess();
  const [pid] = (await once(parent, 'message')) as [number];
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await eventually(() => expect(isAlive(pid)).toBe(false));
});

test('on SIGTERM the supervisor stops its children and ends with code 0', async () => {
  const parent = supervisorProcess();
  const [pid] = (await once(parent, 'message')) as [number];
  const ended = once(parent, 'exit');
  parent.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(isAlive(pid)).toBe(false);
});
