import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { WeirError } from '#core/errors.ts';
import type { Address, Guard } from './guard.ts';
import { hostPort } from './url.ts';

/** The largest single message, in bytes. */
const MAX_MESSAGE = 1024 * 1024;
const HANDSHAKE = 15_000;
/** Messages that wait to be read; the line is stopped when there are more. */
const WAITING = 1000;

export interface EgressSocket {
  /** IP address of the other side. */
  address: string | null;
  /** Text messages as they come, until the line ends. */
  messages: AsyncIterable<string>;
  /** Resolves when the other side has answered a ping: everything that it said before has arrived then. */
  ping(): Promise<void>;
  close(): void;
}

export interface SocketOptions {
  headers: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Certificate authorities beside the system's, as PEM. */
  ca?: string | undefined;
}

/** Names are resolved once, by the guard; the connection goes to exactly these addresses. */
const pinned =
  (addresses: readonly Address[]) =>
  (
    _name: string,
    wanted: { all?: boolean },
    answer: (error: null, found: string | Address[], family?: number) => void,
  ): void => {
    const [first] = addresses;
    if (wanted.all) answer(null, [...addresses]);
    else answer(null, first?.address ?? '', first?.family ?? 0);
  };

/** Messages from the moment on at which the line is made, whether somebody reads already or not. */
const readerOf = (socket: WebSocket): AsyncIterable<string> => {
  const waiting: string[] = [];
  let wake: (() => void) | null = null;
  let ended = false;
  const woken = (): void => {
    wake?.();
    wake = null;
  };
  socket.on('message', (data, isBinary) => {
    if (isBinary) return;
    waiting.push(String(data));
    if (waiting.length > WAITING) socket.pause();
    woken();
  });
  socket.on('close', () => {
    ended = true;
    woken();
  });
  return (async function* () {
    for (;;) {
      const next = waiting.shift();
      if (next !== undefined) {
        if (waiting.length === 0 && socket.isPaused) socket.resume();
        yield next;
      } else if (ended) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  })();
};

/**
 * Opens a WebSocket (RFC 6455) through the guard: allow-list first, addresses at connect time, no redirect, no compression (a
 * small message may hold gigabytes), messages of bounded size. `url` is the http or https address; the caller has asked the
 * allow-list of its source.
 * @throws WeirError EGRESS_NOT_ALLOWED, EGRESS_ADDRESS_REFUSED, EGRESS_UNREACHABLE
 */
export const openWebSocket = async (guard: Guard, url: URL, options: SocketOptions): Promise<EgressSocket> => {
  const key = hostPort(url);
  guard.permit(key);
  const addresses = await guard.addresses(url.hostname, Number(key.slice(key.lastIndexOf(':') + 1)));
  const socket = new WebSocket(url.href.replace(/^http/, 'ws'), {
    headers: options.headers,
    followRedirects: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE,
    handshakeTimeout: HANDSHAKE,
    // Both are handed on to the connection.
    ...{ lookup: pinned(addresses) },
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  });
  let address: string | null = null;
  let status: number | null = null;
  socket.on('upgrade', (response: IncomingMessage) => {
    address = response.socket.remoteAddress ?? null;
  });
  socket.on('unexpected-response', (request, response) => {
    status = response.statusCode ?? null;
    request.destroy();
    socket.terminate();
  });
  // What breaks the line ends the messages; the reader sees that. Before the line is open: what breaks it may come with the very
  // answer that opens it, and an error that nobody hears would end the process.
  socket.on('error', () => socket.terminate());
  const messages = readerOf(socket);
  const stop = (): void => socket.terminate();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    await once(socket, 'open');
  } catch (cause) {
    const why = status === null ? (cause instanceof Error ? cause.message : 'unknown') : `it answered ${status}`;
    throw new WeirError('EGRESS_UNREACHABLE', `${url.href} cannot be opened as a WebSocket: ${why}.`, {
      retry: true,
      status: 502,
      cause,
    });
  }
  if (!addresses.some((one) => one.address === address)) {
    socket.terminate();
    throw new WeirError('EGRESS_ADDRESS_REFUSED', `${url.hostname} answered from another address.`);
  }
  return {
    address,
    messages,
    ping: async () => {
      if (socket.readyState !== WebSocket.OPEN) return;
      const answered = Promise.race([once(socket, 'pong'), once(socket, 'close')]);
      socket.ping();
      await answered;
    },
    close: () => {
      options.signal?.removeEventListener('abort', stop);
      socket.terminate();
    },
  };
};
