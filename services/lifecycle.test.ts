/** The two servers that are started on this machine: that they answer, keep what they are given, and leave nothing behind. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAlive } from './child.ts';
import { loadConfig } from './config.ts';
import { startElasticsearch } from './elasticsearch.ts';
import { fetchedJava } from './java.ts';
import { assertRedis, startRedis } from './redis.ts';
import { fetchedRedis } from './redis-binary.ts';
import { tsxArguments } from './tsx-command.ts';

const { cache: cacheDir } = loadConfig({ ...process.env });
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'weir-lifecycle-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const gone = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 30_000, interval: 50 });

test('Elasticsearch runs on the fetched Java, keeps its data over a restart and stops without a trace', async () => {
  const java = await fetchedJava(cacheDir);
  const options = { cacheDir, dataDir, javaHome: java.home, heap: '256m' };
  const first = await startElasticsearch(options);
  expect(execFileSync('ps', ['-o', 'args=', '-p', String(first.pid)], { encoding: 'utf8' })).toContain(java.command);
  const json = { 'content-type': 'application/json' };
  const put = (path: string, body: unknown) =>
    fetch(`${first.url}${path}`, { method: 'PUT', headers: json, body: JSON.stringify(body) });

  // An index that nobody declared is a typing error, not a new index.
  expect((await put('/undeclared/_doc/1', { a: 1 })).status).toBe(404);
  expect((await put('/declared', { settings: { number_of_replicas: 0 } })).status).toBe(200);
  expect((await put('/declared/_doc/1', { a: 1 })).status).toBe(201);
  const snapshots = { type: 'fs', settings: { location: join(dataDir, 'snapshots', 'own') } };
  expect((await put('/_snapshot/own', snapshots)).status).toBe(200);
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);

  const second = await startElasticsearch(options);
  const found = (await (await fetch(`${second.url}/declared/_doc/1`)).json()) as { _source: unknown };
  expect(found._source).toEqual({ a: 1 });
  await second.stop();
  await second.ended;
  expect(isAlive(second.pid)).toBe(false);
});

test('a node that cannot start says why, and where its log is', async () => {
  const start = startElasticsearch({ cacheDir, dataDir, heap: '256m', settings: { 'no.such.setting': 'x' } });
  await expect(start).rejects.toMatchObject({
    code: 'ELASTICSEARCH_START',
    details: [
      { location: join(dataDir, 'logs', 'elasticsearch.out'), message: expect.stringContaining('no.such.setting') },
    ],
  });
});

test('the fetched Redis runs', async () => {
  expect(await fetchedRedis(cacheDir)).toBe(join(cacheDir, 'redis', 'redis-server'));
});

test('Redis keeps what it is given, and stops without a trace', async () => {
  const redis = await startRedis({ cacheDir, dataDir });
  expect(await assertRedis(redis.url)).toMatchObject({
    pid: redis.pid,
    appendOnly: true,
    evictionPolicy: 'noeviction',
  });
  await redis.stop();
  await gone(redis.pid);
});

test('a Redis that would lose jobs is refused, and does not stay', async () => {
  const settings = { 'maxmemory-policy': 'allkeys-lru', appendonly: 'no' };
  await expect(startRedis({ cacheDir, dataDir, settings })).rejects.toMatchObject({
    code: 'REDIS_CONFIG',
    message: 'This Redis would lose what it is given.',
    details: [
      {
        location: 'appendonly',
        message: 'is off, so a crash loses jobs and sessions',
        fix: 'Set appendonly yes.',
      },
      {
        location: 'maxmemory-policy',
        message: 'is allkeys-lru, so jobs vanish when memory is short',
        fix: 'Set maxmemory-policy noeviction.',
      },
    ],
  });
  const pid = Number(/^(\d+):/.exec(readFileSync(join(dataDir, 'redis.log'), 'utf8'))?.[1]);
  await gone(pid);
});

test('a port that is taken is said, and the Redis that has it is not mistaken for ours', async () => {
  const other = await startRedis({ cacheDir, dataDir: join(dataDir, 'other') });
  const port = Number(new URL(other.url).port);
  await expect(startRedis({ cacheDir, dataDir: join(dataDir, 'ours'), port })).rejects.toMatchObject({
    code: 'REDIS_START',
    details: [{ message: expect.stringContaining('Address already in use') }],
  });
  await other.stop();
});

/** A process that starts both servers and says their numbers. */
const parentOfBoth = (): ChildProcess => {
  const module = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
  const code = `
    import { startElasticsearch } from ${module('./elasticsearch.ts')};
    import { startRedis } from ${module('./redis.ts')};
    const [cacheDir, dataDir] = process.argv.slice(1);
    const redis = await startRedis({ cacheDir, dataDir: dataDir + '/redis' });
    const elasticsearch = await startElasticsearch({ cacheDir, dataDir: dataDir + '/elasticsearch', heap: '256m' });
    process.send([redis.pid, elasticsearch.pid]);
  `;
  const [, loader = ''] = tsxArguments('');
  return spawn(process.execPath, ['--import', loader, '--input-type=module', '-e', code, cacheDir, dataDir], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
};

test('when the process that started them is killed, both end by themselves', async () => {
  const parent = parentOfBoth();
  const pids = await new Promise<number[]>((resolve, reject) => {
    parent.once('message', (message) => resolve(message as number[]));
    parent.once('exit', (code) => reject(new Error(`the parent ended with ${code}`)));
  });
  expect(pids.map(isAlive)).toEqual([true, true]);
  parent.kill('SIGKILL');
  for (const pid of pids) await gone(pid);
});
