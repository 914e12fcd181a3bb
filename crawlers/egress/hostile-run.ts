/** Tries every hostile address from Node and from Chromium, and looks at the sockets. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isWeirError } from '#core/errors.ts';
import { type Browser, createBrowser } from '../adapters/browser.ts';
import { createEgress, type Egress, type EgressResponse } from './egress.ts';
import type { Address } from './guard.ts';
import {
  HOSTILE_ADDRESSES,
  HOSTILE_EMBEDS,
  HOSTILE_HOSTS,
  HOSTILE_REBINDINGS,
  HOSTILE_REDIRECTS,
  HOSTILE_SPELLINGS,
} from './hostile.ts';
import { readNetLog, watchSockets } from './watch-sockets.ts';

export interface HostileRow {
  part: 'address' | 'spelling' | 'host' | 'redirect' | 'rebinding' | 'embed';
  name: string;
  from: 'Node' | 'Chromium';
  /** How it ended, in error codes; for Chromium what the proxy said, or that nothing came to it. */
  outcome: string;
  /** Sockets that were opened towards what is forbidden: none. */
  sockets: string[];
}

export interface HostileRun {
  rows: HostileRow[];
  /** Every TCP connection and every datagram that came to the listener on the forbidden addresses. */
  arrived: string[];
  /** What Chromium connected to, sent to and looked up by its own record, its proxy left out. */
  chromium: string[];
  /** Which ways of a page reached the host on the allow-list: that they were tried, and that they can be stopped. */
  reached: string[];
}

interface Listening {
  server: Server;
  port: number;
}

const listen = async (
  host: string,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listening> => {
  const server = createServer(answer).listen(0, host);
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
};

const closed = async (server: Server): Promise<void> => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
};

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'ANSWERED',
    (error: unknown) => (isWeirError(error) ? error.code : String(error)),
  );

const pageOf = (url: string, html: string): EgressResponse => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: Buffer.from(html),
  url,
  redirects: [],
  address: null,
  certificateSha256: null,
  bytes: 0,
  exchange: { url, request: '', status: 200, statusText: 'OK', headers: [], body: Buffer.from(html) },
});

/** What is tried with plain requests: the same from Node and from Chromium. */
interface Target {
  part: HostileRow['part'];
  name: string;
  url: string;
  /** Asked first, and answered. */
  before?: string;
}

const STEP = 60_000;

export const runHostile = async (chromium: { executablePath: string; args: string[] }): Promise<HostileRun> => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-hostile-'));
  const netLog = join(folder, 'net.json');
  const watch = watchSockets();

  const arrived: string[] = [];
  const forbidden = await listen('::', (request, response) => {
    arrived.push(`request ${request.url}`);
    response.end();
  });
  forbidden.server.on('connection', (socket) => arrived.push(`connection to ${socket.localAddress}`));
  const datagrams = createSocket('udp6').bind(forbidden.port, '::');
  await once(datagrams, 'listening');
  datagrams.on('message', (_bytes, { address }) => arrived.push(`datagram from ${address}`));

  const reached = new Set<string>();
  let onReached = (): void => {};
  const friend = await listen('127.0.0.1', (request, response) => {
    reached.add(request.url ?? '');
    onReached();
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/plain' }).end();
  });
  const friendHost = `127.0.0.1:${friend.port}`;

  const fill = (text: string): string => text.replaceAll('PORT', String(forbidden.port));
  const site = await listen('127.0.0.1', (request, response) => {
    const url = new URL(request.url ?? '/', 'http://site.test');
    const [, part, number] = url.pathname.split('/');
    const redirect = HOSTILE_REDIRECTS[Number(number)];
    if (part === 'redirect' && redirect !== undefined) {
      const location = fill(redirect.location).replace('FORBIDDEN', `http://127.0.0.1:${forbidden.port}`);
      response.writeHead(redirect.status, {
        location: encodeURI(location).replaceAll('%5C', '\\').replaceAll('%09', '\t'),
      });
      response.end();
    } else if (part === 'lead') response.writeHead(302, { location: url.searchParams.get('to') ?? '/' }).end();
    else if (part === 'with') {
      const { name = '', value = '' } = Object.fromEntries(url.searchParams);
      response.writeHead(200, { 'content-type': 'text/html', [name]: value }).end('<img src="/x.png">framed');
    } else if (part === 'done') {
      const wanted = HOSTILE_EMBEDS.flatMap(({ stopped, late }, at) => (stopped || late ? [] : [`/way/${at}`]));
      onReached = () => {
        if (wanted.every((path) => reached.has(path))) response.end('done');
      };
      onReached();
    } else response.writeHead(200, { 'access-control-allow-origin': '*' }).end('ok');
  });
  const siteHost = `127.0.0.1:${site.port}`;

  /** Two look-ups of a name: the first leads to the site. Node and Chromium each have names of their own. */
  const asked = new Map<string, number>();
  const resolve = async (name: string): Promise<Address[]> => {
    const [, hostile] = /^h(\d+)\.hostile\.test$/.exec(name) ?? [];
    const [, rebinding] = /^[nc](\d+)\.rebind\.test$/.exec(name) ?? [];
    const found = ((): readonly string[] => {
      if (hostile !== undefined) return [HOSTILE_ADDRESSES[Number(hostile)]?.address ?? ''];
      if (rebinding === undefined) return ['10.9.9.9'];
      const times = asked.get(name) ?? 0;
      asked.set(name, times + 1);
      return times === 0 ? ['127.0.0.1'] : (HOSTILE_REBINDINGS[Number(rebinding)]?.second ?? []);
    })();
    return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  const named = HOSTILE_ADDRESSES.map((_, at) => `h${at}.hostile.test:${forbidden.port}`);
  const literal = HOSTILE_ADDRESSES.map(({ address }) => {
    const host = address.includes(':') ? new URL(`http://[${address}]`).hostname : address;
    return `${host}:${forbidden.port}`;
  });
  const rebinding = ['n', 'c'].flatMap((from) =>
    HOSTILE_REBINDINGS.map((_, at) => `${from}${at}.rebind.test:${site.port}`),
  );
  // Loopback itself, plainly, is among the hosts that are on no list; here it is on one, and refused for its address.
  const listed = new Set([siteHost, friendHost, `public.test:${forbidden.port}`, ...named, ...literal, ...rebinding]);
  const unlisted = new Set([siteHost, friendHost, `public.test:${forbidden.port}`, ...named, ...rebinding]);
  const exempt = new Set([siteHost, friendHost, ...rebinding]);
  const egressOf = (hosts: ReadonlySet<string>): Egress =>
    createEgress({ allowedHosts: () => hosts, loopbackExemption: exempt, resolve });
  const egress = egressOf(unlisted);
  const allowing = egressOf(listed);

  const targets = (from: 'n' | 'c'): Target[] => [
    ...HOSTILE_ADDRESSES.map(({ name, address }, at) => ({
      part: 'address' as const,
      name: `${name} (${address})`,
      url: `http://${named[at]}/`,
    })),
    ...HOSTILE_SPELLINGS.map(({ name, url }) => ({ part: 'spelling' as const, name, url: fill(url) })),
    ...HOSTILE_HOSTS.map(({ name, url }) => ({ part: 'host' as const, name, url: fill(url) })),
    ...HOSTILE_REDIRECTS.map(({ name }, at) => ({
      part: 'redirect' as const,
      name,
      url: `http://${siteHost}/redirect/${at}`,
    })),
    ...HOSTILE_REBINDINGS.map(({ name }, at) => ({
      part: 'rebinding' as const,
      name,
      url: `http://${from}${at}.rebind.test:${site.port}/`,
      before: `http://${from}${at}.rebind.test:${site.port}/`,
    })),
  ];

  const fromNode = async (): Promise<HostileRow[]> => {
    const rows: HostileRow[] = [];
    for (const [at, { part, name, url, before }] of targets('n').entries()) {
      const begun = watch.tried.length;
      if (before !== undefined && (await codeOf(egress.request(before))) !== 'ANSWERED')
        throw new Error(`${before} did not answer the first time`);
      const outcomes = new Set([await codeOf(egress.request(url, { timeout: STEP }))]);
      if (part !== 'redirect') {
        outcomes.add(await codeOf(egress.open(url, { timeout: STEP })));
        outcomes.add(await codeOf(egress.socket(url)));
      }
      if (part === 'address') outcomes.add(await codeOf(allowing.request(`http://${literal[at]}/`, { timeout: STEP })));
      const sockets = watch.tried.slice(begun).filter((socket) => socket !== siteHost);
      rows.push({ part, name, from: 'Node', outcome: [...outcomes].join(', '), sockets });
    }
    return rows;
  };

  const fromChromium = async (browser: Browser): Promise<HostileRow[]> => {
    const render = async (path: string, html: string): Promise<void> => {
      await browser.render({
        answer: pageOf(`http://${siteHost}${path}`, html),
        waitFor: '#done',
        userAgent: 'Weir',
        signal: undefined,
        images: true,
        // The first line of defence, in the page, is left out: the proxy has to hold alone.
        allows: async () => null,
        refused: () => {},
      });
    };
    const all = targets('c');
    const tries = JSON.stringify(all.map(({ url, before }) => ({ url, before }))).replaceAll('<', '\\u003c');
    await render(
      '/targets',
      `<!doctype html><body><script>
const tagged = (url, at) => url + (url.includes('?') ? '&' : '?') + 'try=' + at + 'end';
const ask = (url) => fetch(url, { mode: 'no-cors', cache: 'no-store' });
const code = 'onmessage = ({ data }) => { let open = data.length; for (const url of data) { const ended = () => { open -= 1; if (open === 0) postMessage("ended"); }; try { const line = new WebSocket(url); line.onerror = line.onopen = ended; } catch { ended(); } } }';
const all = ${tries};
// All at once: a browser lets one that fails wait before the next.
const sockets = new Promise((done) => {
  const worker = new Worker(URL.createObjectURL(new Blob([code])));
  worker.onmessage = worker.onerror = done;
  worker.postMessage(all.map(({ url }) => url).filter((url) => /^http/.test(url)).map((url) => url.replace(/^http/, 'ws')));
});
(async () => {
  await Promise.all(all.map(({ before }) => before && ask(before).catch(() => {})));
  await Promise.allSettled(all.map(async ({ url }, at) => ask(tagged(url, at))));
  await sockets;
  document.body.insertAdjacentHTML('beforeend', '<p id="done">done</p>');
})();
</script>`,
    );
    const seen = [...(browser.proxy?.seen ?? [])];
    const rows: HostileRow[] = all.map(({ part, name }, at) => {
      const said = seen.find(({ target }) => target.includes(`try=${at}end`));
      const outcome = said === undefined ? 'not sent' : said.allowed ? `led to ${said.detail}` : said.detail;
      const sockets = arrived.filter((what) => what.includes(`try=${at}end`));
      return { part, name, from: 'Chromium', outcome, sockets };
    });
    const embedded = (html: string, at: number, host: string): string =>
      html
        .replaceAll('TARGET', `http://${host}/way/${at}`)
        .replaceAll('SOCKET', `ws://${host}/way/${at}`)
        .replaceAll('HOST', host)
        .replaceAll('SITE', `http://${siteHost}`)
        .replaceAll('NUMBER', `${at}of${host.replace(/\D/g, '')}`);
    const ways = HOSTILE_EMBEDS.flatMap(({ html }, at) => [
      embedded(html, at, `127.0.0.1:${forbidden.port}`),
      embedded(html, at, friendHost),
    ]);
    await render(
      '/ways',
      `<!doctype html><body>${ways.join('\n')}<script>
const line = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${forbidden.port}' }] });
const gathered = new Promise((done) => {
  line.onicegatheringstatechange = () => { if (line.iceGatheringState === 'complete') done(); };
});
line.createDataChannel('x');
line.createOffer().then((offer) => line.setLocalDescription(offer));
Promise.all([fetch('/done'), gathered]).then(() => document.body.insertAdjacentHTML('beforeend', '<p id="done">done</p>'));
</script>`,
    );
    const after = (browser.proxy?.seen ?? []).slice(seen.length);
    for (const [at, { name }] of HOSTILE_EMBEDS.entries()) {
      const said = after.find(({ target }) => target === `http://127.0.0.1:${forbidden.port}/way/${at}`);
      const sockets = arrived.filter((what) => what === `request /way/${at}`);
      rows.push({ part: 'embed', name, from: 'Chromium', outcome: said?.detail ?? 'not sent', sockets });
    }
    return rows;
  };

  const browser = createBrowser({
    ...chromium,
    args: [...chromium.args, `--log-net-log=${netLog}`],
    egress,
    slots: 1,
    deadlineMilliseconds: 3 * STEP,
  });
  try {
    const rows = await fromNode();
    const begun = watch.tried.length;
    rows.push(...(await fromChromium(browser)));
    const proxy = new URL(browser.proxy?.url ?? '').host;
    // What the proxy connects to for Chromium is a socket of this process.
    const proxied = watch.tried.slice(begun).filter((socket) => ![siteHost, friendHost].includes(socket));
    await browser.close();
    const own = (await readNetLog(netLog)).filter((socket) => socket !== proxy);
    return {
      rows,
      arrived,
      chromium: [...own, ...proxied],
      reached: HOSTILE_EMBEDS.flatMap(({ name }, at) => (reached.has(`/way/${at}`) ? [name] : [])),
    };
  } finally {
    await browser.close();
    watch.stop();
    datagrams.close();
    for (const { server } of [forbidden, friend, site]) await closed(server);
    rmSync(folder, { recursive: true, force: true });
  }
};
