import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isWeirError } from '#core/errors.ts';
import { addressRefusal } from './address.ts';
import { createEgress, EGRESS_LIMITS, type Egress } from './egress.ts';
import { HOSTILE_ADDRESSES, HOSTILE_SPELLINGS } from './hostile.ts';
import { hostPorts } from './url.ts';

let server: Server;
let port: number;
let connections = 0;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (isWeirError(error) ? error.code : String(error)),
  );

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  server.on('connection', () => {
    connections += 1;
  });
  // On every interface and family that loopback spellings could reach.
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  connections = 0;
  answer = (_request, response) => response.end('hello');
});

const local = (): string => `http://127.0.0.1:${port}`;
const loopback = (): Egress => {
  const only = new Set([`127.0.0.1:${port}`]);
  return createEgress({ allowedHosts: () => only, loopbackExemption: only });
};

describe('the address filter', () => {
  it.each(HOSTILE_ADDRESSES)('refuses $name ($address)', ({ address }) => {
    expect(addressRefusal(address)).not.toBeNull();
  });

  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2a00:1450:4001::1'])(
    'lets %s pass',
    (address) => expect(addressRefusal(address)).toBeNull(),
  );

  it.each(HOSTILE_ADDRESSES)('never connects to a name that leads to $name', async ({ address }) => {
    const egress = createEgress({
      allowedHosts: () => new Set([`public.test:${port}`]),
      resolve: async () => [{ address, family: address.includes(':') ? 6 : 4 }],
    });
    expect(await codeOf(egress.request(`http://public.test:${port}/`))).toBe('EGRESS_ADDRESS_REFUSED');
    expect(connections).toBe(0);
  });

  it.each(HOSTILE_ADDRESSES)('never connects to the literal address of $name', async ({ address }) => {
    const host = address.includes(':') ? new URL(`http://[${address}]`).hostname : address;
    const egress = createEgress({ allowedHosts: () => new Set([`${host}:${port}`]) });
    expect(await codeOf(egress.request(`http://${host}:${port}/`))).toBe('EGRESS_ADDRESS_REFUSED');
    expect(connections).toBe(0);
  });

  it.each(HOSTILE_SPELLINGS)('refuses the spelling: $name', async ({ url }) => {
    // Even the exemption that reaches this very server does not help a spelling that hides where it leads.
    expect(await codeOf(loopback().request(url.replace('PORT', String(port))))).toBe('EGRESS_URL_REFUSED');
    expect(connections).toBe(0);
  });

  it('looks at the address of every connection, so that a name which changes its address gains nothing', async () => {
    const addresses = ['127.0.0.1', '10.0.0.1'];
    const egress = createEgress({
      allowedHosts: () => new Set([`rebind.test:${port}`]),
      loopbackExemption: new Set([`rebind.test:${port}`]),
      resolve: async () => [{ address: addresses.shift() ?? '', family: 4 }],
    });
    expect((await egress.request(`http://rebind.test:${port}/`)).address).toBe('127.0.0.1');
    expect(await codeOf(egress.request(`http://rebind.test:${port}/`))).toBe('EGRESS_ADDRESS_REFUSED');
    expect(connections).toBe(1);
  });

  it('connects to the addresses that pass when a name has both kinds', async () => {
    const egress = createEgress({
      allowedHosts: () => new Set([`mixed.test:${port}`]),
      loopbackExemption: new Set([`mixed.test:${port}`]),
      resolve: async () => [
        { address: '10.0.0.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    });
    expect((await egress.request(`http://mixed.test:${port}/`)).address).toBe('127.0.0.1');
  });

  it('exempts only the host and port that are named, and only for loopback', async () => {
    const egress = createEgress({
      allowedHosts: () => new Set([`127.0.0.2:${port}`, `inside.test:${port}`]),
      loopbackExemption: new Set([`127.0.0.1:${port}`, `inside.test:${port}`]),
      resolve: async () => [{ address: '192.168.0.1', family: 4 }],
    });
    expect(await codeOf(egress.request(`http://127.0.0.2:${port}/`))).toBe('EGRESS_ADDRESS_REFUSED');
    expect(await codeOf(egress.request(`http://inside.test:${port}/`))).toBe('EGRESS_ADDRESS_REFUSED');
    expect(connections).toBe(0);
  });
});

describe('the allow-list', () => {
  it('refuses a host that is not on it, before anything is looked up', async () => {
    let asked = 0;
    const egress = createEgress({
      allowedHosts: () => new Set(),
      resolve: async () => {
        asked += 1;
        return [];
      },
    });
    expect(await codeOf(egress.request('https://elsewhere.test/'))).toBe('EGRESS_NOT_ALLOWED');
    expect(asked).toBe(0);
  });

  it('knows a port: another one of the same host is another host', async () => {
    expect(await codeOf(loopback().request(`http://127.0.0.1:${port + 1}/`))).toBe('EGRESS_NOT_ALLOWED');
  });

  it('reads a host without a port as 80 and 443', () => {
    expect(hostPorts(['a.example', 'b.example:8443'])).toEqual(
      new Set(['a.example:80', 'a.example:443', 'b.example:8443']),
    );
  });

  it.each(['http://elsewhere.test/', '//elsewhere.test/', 'http://169.254.169.254/latest/', 'http://127.0.0.1:1/'])(
    'is asked again for a redirect to %s',
    async (location) => {
      answer = (_request, response) => response.writeHead(302, { location }).end();
      expect(await codeOf(loopback().request(`${local()}/`))).toBe('EGRESS_NOT_ALLOWED');
      expect(connections).toBe(1);
    },
  );

  it('can be narrowed for one request', async () => {
    const hosts = new Set(['only.test:80']);
    expect(await codeOf(loopback().request(`${local()}/`, { hosts }))).toBe('EGRESS_NOT_ALLOWED');
    expect(connections).toBe(0);
  });
});

describe('a connection that answered', () => {
  it('serves the next request to its host, and each is measured by itself', async () => {
    const egress = loopback();
    const first = await egress.request(`${local()}/a`);
    const second = await egress.request(`${local()}/b`);
    expect(connections).toBe(1);
    expect(second).toMatchObject({ address: '127.0.0.1', status: 200, exchange: { url: `${local()}/b` } });
    expect(second.exchange.request).toContain('GET /b HTTP/1.1');
    expect(second.bytes).toBe(first.bytes);
  });

  it('is left when its name leads to another address', async () => {
    const egress = createEgress({
      allowedHosts: () => new Set([`moved.test:${port}`]),
      loopbackExemption: new Set([`moved.test:${port}`]),
      resolve: async () => [{ address: connections === 0 ? '127.0.0.1' : '127.0.0.2', family: 4 }],
    });
    expect((await egress.request(`http://moved.test:${port}/`)).address).toBe('127.0.0.1');
    expect((await egress.request(`http://moved.test:${port}/`)).address).toBe('127.0.0.2');
    expect(connections).toBe(2);
  });

  it('is replaced, and the request asked again, when its server had closed it', async () => {
    const egress = loopback();
    await egress.request(`${local()}/`);
    let asked = 0;
    answer = (request, response) => {
      asked += 1;
      if (asked === 1) request.socket.destroy();
      else response.end('again');
    };
    expect(Buffer.from((await egress.request(`${local()}/`)).body).toString()).toBe('again');
    expect([connections, asked]).toEqual([2, 2]);
  });

  it('is not asked twice for what breaks off in the middle, and not kept', async () => {
    const egress = loopback();
    await egress.request(`${local()}/`);
    answer = (request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setImmediate(() => request.socket.destroy());
    };
    expect(await codeOf(egress.request(`${local()}/`))).toBe('EGRESS_UNREACHABLE');
    expect(connections).toBe(1);
    answer = (_request, response) => response.end('whole');
    await egress.request(`${local()}/`);
    expect(connections).toBe(2);
  });

  it('is never used for what is not safe to ask twice', async () => {
    const egress = loopback();
    await egress.request(`${local()}/`);
    await egress.request(`${local()}/`, { method: 'POST', body: 'order' });
    expect(connections).toBe(2);
  });
});

describe('redirects', () => {
  it('are followed by hand, with every stop on record', async () => {
    answer = (request, response) => {
      if (request.url === '/c') response.end('there');
      else response.writeHead(302, { location: request.url === '/a' ? '/b' : '/c' }).end();
    };
    const got = await loopback().request(`${local()}/a`);
    expect(got).toMatchObject({ status: 200, url: `${local()}/c`, redirects: [`${local()}/b`, `${local()}/c`] });
  });

  it('end after five', async () => {
    let hops = 0;
    answer = (_request, response) => {
      hops += 1;
      response.writeHead(301, { location: `/${hops}` }).end();
    };
    expect(await codeOf(loopback().request(`${local()}/`))).toBe('EGRESS_REDIRECTS');
    expect(hops).toBe(6);
  });

  it('keep method and body at 307 and turn a POST into a GET at 303', async () => {
    const seen: string[] = [];
    answer = (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        seen.push(`${request.method} ${request.url} ${body}`);
        if (request.url === '/keep') response.writeHead(307, { location: '/turn' }).end();
        else if (request.url === '/turn') response.writeHead(303, { location: '/end' }).end();
        else response.end();
      });
    };
    await loopback().request(`${local()}/keep`, { method: 'POST', body: 'order' });
    expect(seen).toEqual(['POST /keep order', 'POST /turn order', 'GET /end ']);
  });
});

describe('caps', () => {
  it('end a body that is too large while it comes', async () => {
    answer = (_request, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    };
    expect(await codeOf(loopback().request(`${local()}/`, { maxBytes: 256 * 1024 }))).toBe('EGRESS_TOO_LARGE');
  });

  it('end a body that unpacks to more than is allowed', async () => {
    const bomb = gzipSync(Buffer.alloc(EGRESS_LIMITS.decoded + 1));
    answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    expect(bomb.byteLength).toBeLessThan(100_000);
    expect(await codeOf(loopback().request(`${local()}/`))).toBe('EGRESS_TOO_LARGE');
  });

  it('unpack what was packed twice, and refuse what they do not know', async () => {
    answer = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(gzipSync(gzipSync('twice')));
    expect(Buffer.from((await loopback().request(`${local()}/`)).body).toString()).toBe('twice');
    answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'zstd' }).end('x');
    expect(await codeOf(loopback().request(`${local()}/`))).toBe('EGRESS_ENCODING');
  });

  it('refuse headers that are too large', async () => {
    answer = (_request, response) =>
      response.writeHead(200, { 'x-large': 'x'.repeat(EGRESS_LIMITS.headers + 1) }).end();
    expect(await codeOf(loopback().request(`${local()}/`))).toBe('EGRESS_TOO_LARGE');
  });

  it('hold for a server that never answers, and for one that never ends', async () => {
    answer = () => {};
    expect(await codeOf(loopback().request(`${local()}/`, { timeout: 50 }))).toBe('EGRESS_TIMEOUT');
    answer = (_request, response) => void response.writeHead(200).write('a');
    expect(await codeOf(loopback().request(`${local()}/`, { timeout: 50 }))).toBe('EGRESS_TIMEOUT');
  });

  it('let the caller call it off', async () => {
    const controller = new AbortController();
    answer = () => controller.abort();
    expect(await codeOf(loopback().request(`${local()}/`, { signal: controller.signal }))).toBe('EGRESS_ABORTED');
  });
});
