import { Redis } from 'ioredis';
import { chromium } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { loadConfig } from '#services/config.ts';
import { testNamespace } from './namespace.ts';

const namespace = testNamespace();

test('tests find real services, in the context and in the environment alike', async () => {
  const config = loadConfig({ ...process.env, WEIR_NAMESPACE: namespace });
  expect(config).toMatchObject({
    mode: 'test',
    namespace,
    elasticsearchUrl: inject('elasticsearchUrl'),
    redisUrl: inject('redisUrl'),
    chromiumPath: inject('chromiumPath'),
    encoder: inject('encoder'),
  });
  const created = await fetch(`${config.elasticsearchUrl}/${namespace}-posts`, { method: 'PUT' });
  expect(created.status).toBe(200);

  const redis = new Redis(inject('redisUrl'));
  expect(await redis.set(`${namespace}:lease`, 'x')).toBe('OK');
  redis.disconnect();

  const browser = await chromium.launch({
    executablePath: inject('chromiumPath'),
    args: inject('chromiumArgs'),
    chromiumSandbox: !inject('chromiumArgs').includes('--no-sandbox'),
  });
  const page = await browser.newPage();
  await page.setContent('<h1>好</h1>');
  expect((await page.screenshot()).length).toBeGreaterThan(1000);
  await browser.close();
});
