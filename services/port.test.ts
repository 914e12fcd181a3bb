import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort, isPortFree, portFrom } from './port.ts';

test('a taken port is passed over', async () => {
  const server = createServer();
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  expect(await isPortFree(port)).toBe(false);
  expect(await portFrom(port)).toBeGreaterThan(port);
  server.close();
  await once(server, 'close');
  expect(await portFrom(port)).toBe(port);
});
