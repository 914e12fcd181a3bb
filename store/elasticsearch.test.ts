/** How long the client waits, asked of a node that answers when it is told to. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errors } from '@elastic/elasticsearch';
import { afterEach, expect, it } from 'vitest';
import { openElasticsearch } from './elasticsearch.ts';
import { createIndex } from './indices.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

it('waits for an index that is made late, though every other request was given up in the meantime', async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const asked = once(server, 'request');
  const { port } = server.address() as AddressInfo;
  const client = openElasticsearch({ url: `http://127.0.0.1:${port}`, ordinaryWait: 50 });
  const made = createIndex(client, 'late', 'posts', 1, true).catch((error: unknown) => error);
  const [, response] = (await asked) as [IncomingMessage, ServerResponse];
  // One that is sent later and never answered: its time is over.
  await expect(client.count()).rejects.toThrow(errors.TimeoutError);
  response.writeHead(200, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' });
  response.end('{"acknowledged":true}');
  expect(await made).toBe('late-posts-000001');
  await client.close();
});
