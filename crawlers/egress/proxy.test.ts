import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGuard } from './guard.ts';
import { HOSTILE_ADDRESSES } from './hostile.ts';
import { type EgressProxy, startEgressProxy } from './proxy.ts';

let server: Server;
let host: string;
let port: number;
let proxy: EgressProxy;
let connections = 0;
const names = new Map<string, string>();

beforeAll(async () => {
  server = createServer((incoming, response) =>
    response.end(`${incoming.method} ${incoming.url} for ${incoming.headers.host}`),
  );
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  host = `127.0.0.1:${port}`;
  proxy = await startEgressProxy(
    createGuard({
      allowedHosts: () => new Set([host, `hostile.test:${port}`]),
      loopbackExemption: new Set([host]),
      resolve: async (name) => {
        const address = names.get(name) ?? '';
        return [{ address, family: address.includes(':') ? 6 : 4 }];
      },
    }),
  );
});
afterAll(async () => {
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

const through = (url: string): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const target = new URL(proxy.url);
    request(
      { host: target.hostname, port: target.port, path: url, headers: { host: new URL(url).host } },
      (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      },
    )
      .on('error', reject)
      .end();
  });

/** The first line of the proxy's answer to CONNECT. */
const tunnel = async (target: string): Promise<string> => {
  const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
  socket.write(`CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n\r\n`);
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return chunk.toString().split('\r\n')[0] ?? '';
};

describe('the proxy that Chromium goes through', () => {
  it('forwards to a host on the allow-list', async () => {
    expect(await through(`http://${host}/a?b=1`)).toEqual({ status: 200, body: `GET /a?b=1 for ${host}` });
    expect(await tunnel(host)).toBe('HTTP/1.1 200 Connection Established');
  });

  it('refuses any other host, for pages and for tunnels', async () => {
    const before = connections;
    expect(await through(`http://127.0.0.1:${port + 1}/`)).toEqual({ status: 403, body: 'EGRESS_NOT_ALLOWED' });
    expect(await tunnel(`127.0.0.1:${port + 1}`)).toBe('HTTP/1.1 403 Forbidden');
    expect(await tunnel('elsewhere.test:443')).toBe('HTTP/1.1 403 Forbidden');
    expect(await tunnel(`0x7f000001:${port}`)).toBe('HTTP/1.1 403 Forbidden');
    expect(connections).toBe(before);
  });

  it.each(HOSTILE_ADDRESSES)('never connects to a name that leads to $name', async ({ address }) => {
    const before = connections;
    names.set('hostile.test', address);
    expect(await through(`http://hostile.test:${port}/`)).toEqual({ status: 403, body: 'EGRESS_ADDRESS_REFUSED' });
    expect(await tunnel(`hostile.test:${port}`)).toBe('HTTP/1.1 403 Forbidden');
    expect(connections).toBe(before);
  });

  it('answers when the server cannot be reached', async () => {
    const gone = createTcpServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const free = `127.0.0.1:${(gone.address() as AddressInfo).port}`;
    await new Promise((resolve) => gone.close(resolve));
    const lone = await startEgressProxy(
      createGuard({ allowedHosts: () => new Set([free]), loopbackExemption: new Set([free]) }),
    );
    const target = new URL(lone.url);
    const sent = request({ host: target.hostname, port: target.port, path: `http://${free}/` }).end();
    const [response] = await once(sent, 'response');
    expect(response.statusCode).toBe(502);
    response.resume();
    await lone.close();
  });
});
