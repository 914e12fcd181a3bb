import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Redis } from 'ioredis';
import { ManualClock } from '#core/clock.ts';
import type { Source } from '#core/source.ts';
import { type Collector, type CollectorOptions, createCollector } from '../crawl.ts';
import { createEgress } from '../egress/egress.ts';
import { createRedisDayCounter } from '../politeness/day-counter.ts';
import { createRedisHostClock } from '../politeness/host-clock.ts';
import { createRedisValidatorStore } from '../politeness/validators.ts';
import { createRedisRobotsCache } from '../robots/robots-gate.ts';

export interface Visited {
  /** Milliseconds since the epoch, when the request arrived. */
  at: number;
  path: string;
  headers: IncomingMessage['headers'];
}

/** A small web server of a test's own, that keeps a record of its visitors. */
export interface Site {
  origin: string;
  /** `host:port` */
  host: string;
  visits: Visited[];
  /** Body of /robots.txt, or a status. */
  robots: string | number;
  answer: (request: IncomingMessage, response: ServerResponse, url: URL) => void;
  /** For a request to change to another protocol (WebSocket). */
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  close(): Promise<void>;
}

export const startSite = async (answer: Site['answer']): Promise<Site> => {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    site.visits.push({ at: Date.now(), path, headers: request.headers });
    if (path !== '/robots.txt') return site.answer(request, response, new URL(path, site.origin));
    if (typeof site.robots === 'number') response.writeHead(site.robots).end();
    else response.writeHead(200, { 'content-type': 'text/plain' }).end(site.robots);
  });
  server.on('upgrade', (request, socket, head) => {
    site.visits.push({ at: Date.now(), path: request.url ?? '/', headers: request.headers });
    if (site.upgrade === undefined) socket.destroy();
    else site.upgrade(request, socket, head);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const site: Site = {
    origin: `http://${host}`,
    host,
    visits: [],
    robots: 404,
    answer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return site;
};

export const sourceOf = (site: Site, fields: Partial<Source>): Source => ({
  id: 'source-1',
  name: 'A source',
  adapter: 'page',
  addresses: [`${site.origin}/`],
  hosts: [site.host],
  operatorId: 'operator-1',
  languages: ['en'],
  everySeconds: 60,
  delayMilliseconds: 0,
  maxRequestsPerPoll: 100,
  legalBasis: 'a basis that a test made up',
  purpose: 'test',
  owner: 'owner',
  approvedBy: 'approver',
  approvedAt: '2026-01-01T00:00:00Z',
  reviewBy: '2027-01-01T00:00:00Z',
  paused: false,
  ...fields,
});

export interface Workshop {
  redis: Redis;
  clock: ManualClock;
  prefix: string;
  /** Bodies that count as stored. */
  stored: Set<string>;
  collector(options?: Partial<CollectorOptions>): Collector;
  close(): Promise<void>;
}

/** A collector for one site, with real Redis under a prefix of its own. */
export const openWorkshop = (prefix: string, sites: readonly Pick<Site, 'host'>[]): Workshop => {
  const redis = new Redis(process.env.REDIS_URL ?? '');
  const clock = new ManualClock(new Date());
  const stored = new Set<string>();
  const hosts = new Set(sites.map(({ host }) => host));
  const made: Collector[] = [];
  return {
    redis,
    clock,
    prefix,
    stored,
    collector: (options = {}) => {
      const collector = createCollector({
        hostClock: createRedisHostClock(redis, prefix),
        dayCounter: createRedisDayCounter(redis, prefix),
        egress: createEgress({ allowedHosts: () => hosts, loopbackExemption: hosts }),
        clock,
        contactUrl: 'https://weir.example/bot',
        version: '0.0.0',
        userAgentEmail: 'bot@weir.example',
        validators: createRedisValidatorStore(redis, prefix, async (hash) => stored.has(hash)),
        robotsCache: createRedisRobotsCache(redis, prefix),
        quietMilliseconds: 20,
        ...options,
      });
      made.push(collector);
      return collector;
    },
    close: async () => {
      for (const collector of made) await collector.close();
      redis.disconnect();
    },
  };
};
