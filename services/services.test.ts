import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { type Config, loadConfig } from './config.ts';
import { freePort } from './port.ts';
import { assertRedis, redisState } from './redis.ts';
import { ensureServices, runningServices } from './services.ts';
import type { SupervisorEvent } from './supervisor.ts';

let home: string;
let config: Config;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'weir-services-'));
  // Only Redis is started here: it is quick, and both servers go the same way.
  config = loadConfig({
    WEIR_HOME: home,
    WEIR_CACHE: process.env.WEIR_CACHE,
    ELASTICSEARCH_URL: inject('elasticsearchUrl'),
  });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('a service that already runs for this home is used, and left alone by who did not start it', async () => {
  const first = await ensureServices(config, { need: ['redis'] });
  const second = await ensureServices(config, { need: ['redis'] });
  expect(second.config.redisUrl).toBe(first.config.redisUrl);
  await second.stop();
  await assertRedis(first.config.redisUrl ?? '');
  expect((await runningServices(config)).redisUrl).toBe(first.config.redisUrl);
  await first.stop();
  expect((await runningServices(config)).redisUrl).toBeUndefined();
});

test('two starts at the same moment end up with one server', async () => {
  const [one, two] = await Promise.all([
    ensureServices(config, { need: ['redis'] }),
    ensureServices(config, { need: ['redis'] }),
  ]);
  expect(one.config.redisUrl).toBe(two.config.redisUrl);
  await two.stop();
  await one.stop();
});

test('a state file whose process is not the server is not believed', async () => {
  const first = await ensureServices(config, { need: ['redis'] });
  const stale = JSON.stringify({ pid: process.pid, url: first.config.redisUrl });
  await first.stop();
  writeFileSync(join(home, 'state', 'redis.json'), stale);
  const second = await ensureServices(config, { need: ['redis'] });
  expect((await redisState(second.config.redisUrl ?? '')).pid).not.toBe(process.pid);
  await second.stop();
});

test('a server that dies is started again under the same address, with what it held', async () => {
  const events: SupervisorEvent[] = [];
  const services = await ensureServices(config, { need: ['redis'], onEvent: (event) => events.push(event) });
  const url = services.config.redisUrl ?? '';
  const { pid } = await redisState(url);
  const client = new Redis(url);
  client.on('error', () => {}); // It sees the server die, which is what is tested.
  await client.set('lease', 'held');
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(events.filter((one) => one.event === 'started')).toHaveLength(2), { timeout: 30_000 });
  expect((await assertRedis(url)).pid).not.toBe(pid);
  expect(await client.get('lease')).toBe('held');
  client.disconnect();
  expect(events).toContainEqual({ name: 'redis', event: 'ended', reason: 'redis ended by itself', pause: 500 });
  await services.stop();
});

test('named services that do not answer are said, and nothing is started in their stead', async () => {
  const port = await freePort();
  await expect(
    ensureServices({ ...config, elasticsearchUrl: `http://127.0.0.1:${port}` }, { need: ['elasticsearch'] }),
  ).rejects.toMatchObject({
    code: 'ELASTICSEARCH_UNREACHABLE',
    fix: 'Start it, or correct ELASTICSEARCH_URL and ELASTICSEARCH_API_KEY.',
    details: [{ location: 'ELASTICSEARCH_URL', message: `connect ECONNREFUSED 127.0.0.1:${port}` }],
  });
  await expect(
    ensureServices({ ...config, redisUrl: `redis://127.0.0.1:${port}` }, { need: ['redis'] }),
  ).rejects.toMatchObject({ code: 'REDIS_UNREACHABLE' });
});

test('what was started before another service failed is stopped again', async () => {
  const broken = { ...config, encoder: join(home, 'no-encoder') };
  await expect(ensureServices(broken, { need: ['redis', 'encoder'] })).rejects.toMatchObject({
    code: 'ENCODER_MISSING',
  });
  expect((await runningServices(config)).redisUrl).toBeUndefined();
});
