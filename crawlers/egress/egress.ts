import { createHash } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { buildConnector, Client, type Dispatcher } from 'undici';
import { isWeirError, WeirError } from '#core/errors.ts';
import { ACCEPT_ENCODING, decodeBody } from './decode.ts';
import { type Address, createGuard, type Guard, type GuardOptions } from './guard.ts';
import { hostPort, readUrl } from './url.ts';
import { type EgressSocket, openWebSocket } from './web-socket.ts';

const MEBIBYTE = 1024 * 1024;
/** Caps of one request; sizes in bytes, time in milliseconds. */
export const EGRESS_LIMITS = {
  headers: 64 * 1024,
  body: 10 * MEBIBYTE,
  decoded: 32 * MEBIBYTE,
  redirects: 5,
  timeout: 30_000,
} as const;

export type EgressHeaders = Record<string, string | string[]>;

export interface EgressOptions extends GuardOptions {
  /** Certificate authorities beside the system's, as PEM (tests, closed networks). */
  ca?: string | undefined;
}

export interface EgressRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Most bytes of body to read, before decompression. */
  maxBytes?: number;
  maxDecodedBytes?: number;
  /** For all hops together, in milliseconds. */
  timeout?: number;
  maxRedirects?: number;
  signal?: AbortSignal | undefined;
  /** Narrows the allow-list for this request (keys as `host:port`). */
  hosts?: ReadonlySet<string> | undefined;
  /** Sees status and headers before the body is read; throwing ends the request. */
  onHeaders?: (status: number, headers: EgressHeaders) => void;
}

/** What went over the line, for evidence: before decompression, with header names and order as they were sent. */
export interface Exchange {
  url: string;
  /** Request line and headers. */
  request: string;
  status: number;
  statusText: string;
  headers: [name: string, value: string][];
  /** Without the framing of chunks, and else as it came. */
  body: Uint8Array;
}

export interface EgressResponse {
  status: number;
  /** Lower-case names. */
  headers: EgressHeaders;
  /** After decompression. */
  body: Uint8Array;
  /** The address that answered. */
  url: string;
  /** Every address that was redirected to, in order; the last one is `url`. */
  redirects: string[];
  /** IP address of the last hop. */
  address: string | null;
  certificateSha256: string | null;
  /** Bytes read from the network, headers included, over all hops. */
  bytes: number;
  /** Of the last hop. */
  exchange: Exchange;
}

export interface EgressStream {
  status: number;
  headers: EgressHeaders;
  address: string | null;
  certificateSha256: string | null;
  /** What went over the line before the body. */
  exchange: Omit<Exchange, 'body'>;
  body: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** The only way out of the house: allow-list, address filter at connect time, caps, redirects followed by hand. */
export interface Egress {
  readonly guard: Guard;
  /**
   * One request with its redirects.
   * @throws WeirError EGRESS_URL_REFUSED, EGRESS_NOT_ALLOWED, EGRESS_ADDRESS_REFUSED, EGRESS_TOO_LARGE, EGRESS_ENCODING,
   * EGRESS_REDIRECTS, EGRESS_TIMEOUT (retry), EGRESS_UNREACHABLE (retry), EGRESS_ABORTED
   */
  request(url: string, options?: EgressRequest): Promise<EgressResponse>;
  /** Opens a response whose body is read as it comes; no redirects, no decompression. The caller closes it. */
  open(url: string, options?: EgressRequest): Promise<EgressStream>;
  /** Opens a WebSocket at an http or https address; no redirects. The caller closes it. */
  socket(url: string, options?: Pick<EgressRequest, 'headers' | 'hosts' | 'signal'>): Promise<EgressSocket>;
}

interface Connection {
  client: Client;
  socket(): Socket | null;
  /** Bytes that it had read before the request that it is used for. */
  before: number;
}

interface Hop {
  status: number;
  headers: EgressHeaders;
  body: Uint8Array;
  address: string | null;
  certificateSha256: string | null;
  bytes: number;
  exchange: Exchange;
}

/** The head of the request that each connection sent; undici tells it as it writes it. */
const sent = new WeakMap<object, string>();
subscribe('undici:client:sendHeaders', (message) => {
  const { socket, headers } = message as { socket: object; headers: string };
  sent.set(socket, headers);
});

/** Header lines as they came, and by lower-case name. */
const readHeaders = (raw: readonly string[]): { lines: Exchange['headers']; byName: EgressHeaders } => {
  const lines: Exchange['headers'] = [];
  const byName: EgressHeaders = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = '', value = ''] = [raw[index], raw[index + 1]];
    lines.push([name, value]);
    const key = name.toLowerCase();
    if (key === '__proto__') continue;
    const before = Object.hasOwn(byName, key) ? byName[key] : undefined;
    byName[key] = before === undefined ? value : [before, value].flat();
  }
  return { lines, byName };
};

const exchangeOf = (
  url: URL,
  answer: Dispatcher.ResponseData,
  socket: Socket | null,
  headers: Exchange['headers'],
): Omit<Exchange, 'body'> => ({
  url: url.href,
  request: (socket === null ? undefined : sent.get(socket)) ?? '',
  status: answer.statusCode,
  statusText: answer.statusText,
  headers,
});

/** The first value of a header, or undefined. */
export const header = (headers: EgressHeaders, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** A connection has one certificate for as long as it stands. */
const certificates = new WeakMap<Socket, string>();
const certificateHash = (socket: Socket | null): string | null => {
  if (socket === null) return null;
  const known = certificates.get(socket);
  if (known !== undefined) return known;
  const certificate = (socket as TLSSocket).getPeerCertificate?.();
  if (certificate?.raw === undefined) return null;
  const hash = createHash('sha256').update(certificate.raw).digest('hex');
  certificates.set(socket, hash);
  return hash;
};

/** A kept connection may have been closed by the other side before the request that was to use it went out. */
const wasClosed = (error: unknown): boolean =>
  ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes((error as { code?: string }).code ?? '');

/** Headers that hold a credential or a signature are for one origin only. */
const PRIVATE_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization', 'signature', 'signature-input']);

const afterRedirect = (request: EgressRequest, status: number, crossOrigin: boolean): EgressRequest => {
  const headers = Object.fromEntries(
    Object.entries(request.headers ?? {}).filter(([name]) => !(crossOrigin && PRIVATE_HEADERS.has(name.toLowerCase()))),
  );
  const keepsMethod = status === 307 || status === 308 || request.method === 'HEAD';
  if (keepsMethod) return { ...request, headers };
  const { body: _body, ...rest } = request;
  return { ...rest, method: 'GET', headers };
};

/** A connection waits this long for the next request to its host, if its server does not end it sooner. */
const KEPT_MILLISECONDS = 4000;
const KEPT_MOST = 64;

export const createEgress = (options: EgressOptions): Egress => {
  const guard = createGuard(options);
  const addressesOf = (url: URL): Promise<Address[]> =>
    guard.addresses(url.hostname, Number(url.port) || (url.protocol === 'https:' ? 443 : 80));

  /** Connections that answered a moment ago, by origin: a host is asked one thing at a time, and so one of each is enough. */
  const kept = new Map<string, Connection>();

  const connect = (url: URL): Connection => {
    let last: Socket | null = null;
    const client = new Client(url.origin, {
      maxHeaderSize: EGRESS_LIMITS.headers,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEPT_MILLISECONDS,
      keepAliveMaxTimeout: KEPT_MILLISECONDS,
      connect: (target, callback) => {
        addressesOf(url).then(
          (addresses) => {
            const [first] = addresses;
            const connector = buildConnector({
              maxCachedSessions: 0,
              timeout: 10_000,
              ...(options.ca === undefined ? {} : { ca: options.ca }),
              lookup: (_name, wanted, answer) => {
                if (wanted.all) answer(null, addresses);
                else answer(null, first?.address ?? '', first?.family ?? 0);
              },
            });
            connector(target, (...[error, socket]) => {
              if (error !== null) return callback(error, null);
              last = socket;
              socket.once('close', () => {
                if (kept.get(url.origin)?.client === client) kept.delete(url.origin);
              });
              if (addresses.some(({ address }) => address === socket.remoteAddress)) return callback(null, socket);
              socket.destroy();
              callback(
                new WeirError('EGRESS_ADDRESS_REFUSED', `${target.hostname} answered from another address.`),
                null,
              );
            });
          },
          (error: Error) => callback(error, null),
        );
      },
    });
    return { client, socket: () => last, before: 0 };
  };

  /**
   * The connection that answered last, if it still stands. The name is looked up for every request, and a connection is used
   * again only where it goes to one of the addresses that pass now: a name that has changed its address gains nothing. The
   * address and the certificate in the evidence are those of the connection that answered.
   * @throws WeirError EGRESS_ADDRESS_REFUSED, EGRESS_UNREACHABLE
   */
  const takeKept = async (url: URL): Promise<Connection | null> => {
    const line = kept.get(url.origin);
    if (line === undefined) return null;
    kept.delete(url.origin);
    try {
      const socket = line.socket();
      const allowed = await addressesOf(url);
      if (socket !== null && !socket.destroyed && allowed.some(({ address }) => address === socket.remoteAddress))
        return { ...line, before: socket.bytesRead };
    } catch (error) {
      await line.client.destroy();
      throw error;
    }
    await line.client.destroy();
    return null;
  };

  /** Keeps a connection whose answer was read to its end. Idle, it ends by itself and keeps no process from ending. */
  const keep = (url: URL, line: Connection): boolean => {
    const socket = line.socket();
    if (socket === null || socket.destroyed || kept.has(url.origin) || kept.size >= KEPT_MOST) return false;
    kept.set(url.origin, line);
    return true;
  };

  const dispatch = (
    client: Client,
    url: URL,
    request: EgressRequest,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> =>
    client.request({
      responseHeaders: 'raw',
      path: url.pathname + url.search,
      method: request.method ?? 'GET',
      headers: request.headers ?? {},
      body: request.body ?? null,
      signal,
    });

  const permit = (url: URL, request: EgressRequest): void => {
    guard.permit(hostPort(url));
    if (request.hosts?.has(hostPort(url)) === false) {
      throw new WeirError('EGRESS_NOT_ALLOWED', `${hostPort(url)} is not a host of this source.`, { status: 403 });
    }
  };

  const hop = async (url: URL, request: EgressRequest, signal: AbortSignal): Promise<Hop> => {
    permit(url, request);
    // What is not safe to repeat never meets a connection that may be closing.
    if (request.method !== undefined && request.method !== 'GET') return hopOver(connect(url), url, request, signal);
    const line = await takeKept(url);
    if (line === null) return hopOver(connect(url), url, request, signal);
    let hasAnswered = false;
    const onHeaders: EgressRequest['onHeaders'] = (status, headers) => {
      hasAnswered = true;
      request.onHeaders?.(status, headers);
    };
    try {
      return await hopOver(line, url, { ...request, onHeaders }, signal);
    } catch (error) {
      if (hasAnswered || signal.aborted || !wasClosed(error)) throw error;
      return hopOver(connect(url), url, request, signal);
    }
  };

  const hopOver = async (line: Connection, url: URL, request: EgressRequest, signal: AbortSignal): Promise<Hop> => {
    const { client, socket } = line;
    let isKept = false;
    try {
      const headers = { 'accept-encoding': ACCEPT_ENCODING, ...request.headers };
      const answer = await dispatch(client, url, { ...request, headers }, signal);
      const { lines, byName: found } = readHeaders(answer.headers as unknown as string[]);
      request.onHeaders?.(answer.statusCode, found);
      const limit = request.maxBytes ?? EGRESS_LIMITS.body;
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
        size += chunk.byteLength;
        if (size > limit) throw new WeirError('EGRESS_TOO_LARGE', `${url.href} is larger than ${limit} bytes.`);
        chunks.push(chunk);
      }
      const wire = Buffer.concat(chunks);
      const used = socket();
      const address = used?.remoteAddress ?? null;
      const certificateSha256 = certificateHash(used);
      const bytes = used === null ? size : used.bytesRead - line.before;
      const exchange = { ...exchangeOf(url, answer, used, lines), body: wire };
      isKept = (request.method ?? 'GET') === 'GET' && keep(url, line);
      const body = await decodeBody(
        wire,
        header(found, 'content-encoding') ?? '',
        request.maxDecodedBytes ?? EGRESS_LIMITS.decoded,
      );
      return { status: answer.statusCode, headers: found, body, address, certificateSha256, bytes, exchange };
    } finally {
      if (!isKept) await client.destroy();
    }
  };

  const explain = (error: unknown, url: string, deadline: AbortSignal, caller: AbortSignal | undefined): WeirError => {
    if (isWeirError(error)) return error;
    if (caller?.aborted)
      return new WeirError('EGRESS_ABORTED', `The request to ${url} was called off.`, { cause: error });
    if (deadline.aborted) {
      return new WeirError('EGRESS_TIMEOUT', `${url} did not answer in time.`, {
        retry: true,
        status: 504,
        cause: error,
      });
    }
    const { code, message } = error as { code?: string; message?: string };
    if (code === 'UND_ERR_HEADERS_OVERFLOW') {
      return new WeirError('EGRESS_TOO_LARGE', `${url} sends more than ${EGRESS_LIMITS.headers} bytes of headers.`);
    }
    return new WeirError('EGRESS_UNREACHABLE', `${url} cannot be reached: ${code ?? message ?? 'unknown'}.`, {
      retry: true,
      status: 502,
      cause: error,
    });
  };

  const signals = (request: EgressRequest): { deadline: AbortSignal; signal: AbortSignal } => {
    const deadline = AbortSignal.timeout(request.timeout ?? EGRESS_LIMITS.timeout);
    return { deadline, signal: request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]) };
  };

  return {
    guard,
    request: async (address, asked = {}) => {
      const { deadline, signal } = signals(asked);
      const limit = asked.maxRedirects ?? EGRESS_LIMITS.redirects;
      const redirects: string[] = [];
      let request = asked;
      let bytes = 0;
      let url = readUrl(address);
      for (;;) {
        let answer: Hop;
        try {
          answer = await hop(url, request, signal);
        } catch (error) {
          throw explain(error, url.href, deadline, asked.signal);
        }
        bytes += answer.bytes;
        const location = header(answer.headers, 'location');
        const redirected = [301, 302, 303, 307, 308].includes(answer.status) && location !== undefined;
        if (!redirected || limit === 0) return { ...answer, url: url.href, redirects, bytes };
        if (redirects.length >= limit) {
          throw new WeirError('EGRESS_REDIRECTS', `${address} redirects more than ${limit} times.`);
        }
        const next = followed(location, url);
        request = afterRedirect(request, answer.status, next.origin !== url.origin);
        redirects.push(next.href);
        url = next;
      }
    },
    socket: async (address, request = {}) => {
      const url = readUrl(address);
      permit(url, request);
      return openWebSocket(guard, url, { headers: request.headers ?? {}, signal: request.signal, ca: options.ca });
    },
    open: async (address, request = {}) => {
      const url = readUrl(address);
      permit(url, request);
      const { client, socket } = connect(url);
      const { deadline, signal } = signals(request);
      const stop = new AbortController();
      const onAbort = (): void => stop.abort();
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        const answer = await dispatch(client, url, request, stop.signal);
        const { lines, byName } = readHeaders(answer.headers as unknown as string[]);
        const used = socket();
        // The deadline is for the answer to begin; the caller's signal stays in force for as long as it is read.
        signal.removeEventListener('abort', onAbort);
        request.signal?.addEventListener('abort', onAbort, { once: true });
        return {
          status: answer.statusCode,
          headers: byName,
          address: used?.remoteAddress ?? null,
          certificateSha256: certificateHash(used),
          exchange: exchangeOf(url, answer, used, lines),
          body: answer.body as AsyncIterable<Uint8Array>,
          close: async () => {
            request.signal?.removeEventListener('abort', onAbort);
            await client.destroy();
          },
        };
      } catch (error) {
        await client.destroy();
        throw explain(error, address, deadline, request.signal);
      }
    },
  };
};

/**
 * Where a `Location` leads, read as strictly as a first address.
 * @throws WeirError EGRESS_URL_REFUSED
 */
export const followed = (location: string, from: URL): URL => {
  const text = location.trim();
  const next = readUrl(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : resolved(text, from));
  next.hash = '';
  return next;
};

const resolved = (location: string, from: URL): string => {
  if (location.startsWith('//')) return `${from.protocol}${location}`;
  try {
    return new URL(location, from).href;
  } catch (cause) {
    throw new WeirError('EGRESS_URL_REFUSED', `The redirect to ${location.slice(0, 200)} cannot be read.`, { cause });
  }
};
