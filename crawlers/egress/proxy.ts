import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { isWeirError } from '#core/errors.ts';
import type { Guard } from './guard.ts';
import { hostPort, readUrl } from './url.ts';

/** Most bytes that one tunnel or response may bring into the browser. */
const MAX_BYTES = 32 * 1024 * 1024;

export interface EgressProxy {
  /** `http://127.0.0.1:port`, for Chromium's --proxy-server. */
  url: string;
  /** What was asked for and what became of it, newest last; for tests and for the log. */
  readonly seen: { target: string; allowed: boolean; detail: string }[];
  close(): Promise<void>;
}

const hopByHop = new Set(['proxy-connection', 'proxy-authorization', 'connection', 'keep-alive', 'te', 'upgrade']);

/**
 * A forward proxy on a random loopback port with the same allow-list and address filter as the egress: Chromium resolves
 * names by itself, so it gets no other way out than this one.
 */
export const startEgressProxy = async (guard: Guard): Promise<EgressProxy> => {
  const seen: EgressProxy['seen'] = [];
  const sockets = new Set<Socket>();
  const note = (target: string, allowed: boolean, detail: string): void => {
    seen.push({ target, allowed, detail });
    if (seen.length > 1000) seen.shift();
  };
  const why = (error: unknown): string => (isWeirError(error) ? error.code : 'EGRESS_UNREACHABLE');

  const forward = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const target = incoming.url ?? '';
    try {
      const url = readUrl(target);
      const key = hostPort(url);
      guard.permit(key);
      const [first] = await guard.addresses(url.hostname, Number(key.slice(key.lastIndexOf(':') + 1)));
      if (url.protocol !== 'http:' || first === undefined) throw new Error('only plain http is forwarded');
      note(target, true, first.address);
      const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !hopByHop.has(name)));
      const upstream = httpRequest({
        host: first.address,
        port: url.port || 80,
        path: url.pathname + url.search,
        method: incoming.method,
        headers: { ...headers, host: url.host },
        timeout: 30_000,
      });
      upstream.on('response', (answer) => {
        let size = 0;
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on('data', (chunk: Buffer) => {
          size += chunk.byteLength;
          if (size > MAX_BYTES) upstream.destroy(new Error('too large'));
        });
        answer.pipe(outgoing);
      });
      upstream.on('timeout', () => upstream.destroy(new Error('timeout')));
      upstream.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
      outgoing.on('close', () => upstream.destroy());
      incoming.pipe(upstream);
    } catch (error) {
      note(target, false, why(error));
      outgoing.writeHead(403, { 'content-type': 'text/plain' }).end(why(error));
    }
  };

  const tunnel = async (incoming: IncomingMessage, client: Socket): Promise<void> => {
    const target = incoming.url ?? '';
    client.on('error', () => client.destroy());
    try {
      const key = hostPort(readUrl(`https://${target}`));
      guard.permit(key);
      const port = Number(key.slice(key.lastIndexOf(':') + 1));
      const [first] = await guard.addresses(key.slice(0, key.lastIndexOf(':')), port);
      if (first === undefined) throw new Error('no address');
      note(target, true, first.address);
      const upstream = connect({ host: first.address, port });
      sockets.add(upstream);
      upstream.setTimeout(30_000, () => upstream.destroy());
      upstream.on('close', () => {
        sockets.delete(upstream);
        client.destroy();
      });
      upstream.on('error', () => client.destroy());
      upstream.on('connect', () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        upstream.pipe(client);
        client.pipe(upstream);
      });
      upstream.on('data', () => {
        if (upstream.bytesRead > MAX_BYTES) upstream.destroy();
      });
      client.on('close', () => upstream.destroy());
    } catch (error) {
      note(target, false, why(error));
      client.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
    }
  };

  const server = createServer((incoming, outgoing) => void forward(incoming, outgoing));
  server.on('connect', (incoming: IncomingMessage, client: Socket) => void tunnel(incoming, client));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
