/** One answer of a server to a request for robots.txt: `drop` ends the connection without a word. */
export interface RobotsAnswer {
  status?: number;
  body?: string | Uint8Array;
  headers?: Record<string, string>;
  drop?: true;
}

/** What is asked of the gate, one after the other, and what it must say. */
export interface GateLook {
  /** Hours since the look before. */
  afterHours?: number;
  path: string;
  allowed: boolean;
  /** Seconds that the host is to be left between two requests. */
  crawlDelay?: number;
}

/** A sentence that only shows over a line: redirects, statuses, copies, character sets. */
export interface GateCase {
  name: string;
  /** In the order of the requests; the last one stays. */
  answers: RobotsAnswer[];
  looks: GateLook[];
  /** How many requests the server must have seen in the end. */
  requests: number;
}

const text = (...lines: string[]): RobotsAnswer => ({ body: `${lines.join('\n')}\n` });
const FORBIDS_A = text('User-agent: *', 'Disallow: /a');
const redirects = (count: number): RobotsAnswer[] =>
  Array.from({ length: count }, (_, index) => ({ status: 301, headers: { location: `/robots-${index + 1}.txt` } }));
const a = (allowed: boolean, afterHours?: number): GateLook => ({
  path: '/a',
  allowed,
  ...(afterHours === undefined ? {} : { afterHours }),
});

/** Sections 2.3.1 (access), 2.4 (caching) and 2.3 (encoding) of RFC 9309, as cases for a real server. */
export const GATE_CASES: readonly GateCase[] = [
  // Redirects (section 2.3.1.2).
  { name: 'one redirect is followed', answers: [...redirects(1), FORBIDS_A], looks: [a(false)], requests: 2 },
  { name: 'five redirects are followed', answers: [...redirects(5), FORBIDS_A], looks: [a(false)], requests: 6 },
  {
    name: 'after a sixth redirect there is no robots.txt',
    answers: [...redirects(6), FORBIDS_A],
    looks: [a(true)],
    requests: 6,
  },
  {
    name: 'a redirect to a host that is not allowed leads nowhere: nothing may be visited',
    answers: [{ status: 302, headers: { location: 'http://elsewhere.example/robots.txt' } }],
    looks: [a(false)],
    requests: 1,
  },
  {
    name: 'a redirect that ends in 404: there is none',
    answers: [...redirects(1), { status: 404 }],
    looks: [a(true)],
    requests: 2,
  },
  {
    name: 'a redirect that ends in 500: nothing may be visited',
    answers: [...redirects(1), { status: 500 }],
    looks: [a(false)],
    requests: 2,
  },
  // Statuses (sections 2.3.1.3 and 2.3.1.4).
  { name: '404 over the line', answers: [{ status: 404 }], looks: [a(true)], requests: 1 },
  { name: '403 over the line', answers: [{ status: 403 }], looks: [a(true)], requests: 1 },
  { name: '500 over the line', answers: [{ status: 500 }], looks: [a(false)], requests: 1 },
  { name: '503 over the line', answers: [{ status: 503 }], looks: [a(false)], requests: 1 },
  { name: '429 over the line', answers: [{ status: 429 }], looks: [a(false)], requests: 1 },
  {
    name: 'a connection that breaks: nothing may be visited',
    answers: [{ drop: true }],
    looks: [a(false)],
    requests: 1,
  },
  {
    name: 'the body of an error is not read as rules',
    answers: [{ status: 404, body: 'User-agent: *\nDisallow: /\n' }],
    looks: [a(true)],
    requests: 1,
  },
  // Copies (section 2.4).
  {
    name: 'a copy serves for an hour',
    answers: [FORBIDS_A, { status: 404 }],
    looks: [a(false), a(false, 0.9)],
    requests: 1,
  },
  {
    name: 'after an hour it is asked for again',
    answers: [FORBIDS_A, { status: 404 }],
    looks: [a(false), a(true, 1.1)],
    requests: 2,
  },
  {
    name: 'while the server fails, a copy younger than 24 hours serves',
    answers: [FORBIDS_A, { status: 500 }],
    looks: [a(false), { path: '/b', allowed: true, afterHours: 23 }],
    requests: 2,
  },
  {
    name: 'after 24 hours it serves no longer',
    answers: [FORBIDS_A, { status: 500 }],
    looks: [a(false), { path: '/b', allowed: false, afterHours: 25 }],
    requests: 2,
  },
  {
    name: 'that there is none is remembered too',
    answers: [{ status: 404 }, FORBIDS_A],
    looks: [a(true), a(true, 0.5)],
    requests: 1,
  },
  {
    name: 'a failure is believed for five minutes',
    answers: [{ status: 500 }, { status: 404 }],
    looks: [a(false), a(false, 0.05), a(true, 0.1)],
    requests: 2,
  },
  {
    name: 'an answer after a failure counts',
    answers: [{ drop: true }, FORBIDS_A],
    looks: [a(false), { path: '/b', allowed: true, afterHours: 1 }, a(false)],
    requests: 2,
  },
  // Encoding: UTF-8, whatever the header says (section 2.3).
  {
    name: 'UTF-8 under the name of another character set is UTF-8',
    answers: [{ body: 'User-agent: *\nDisallow: /ä\n', headers: { 'content-type': 'text/plain; charset=iso-8859-1' } }],
    looks: [{ path: '/%C3%A4', allowed: false }],
    requests: 1,
  },
  {
    name: 'octets that are no UTF-8 do not harm the lines around them',
    answers: [{ body: Buffer.from('User-agent: *\n# caf\xe9\nDisallow: /a\n', 'latin1') }],
    looks: [a(false)],
    requests: 1,
  },
  {
    name: 'a byte order mark over the line is passed over',
    answers: [{ body: Buffer.from('\uFEFFUser-agent: *\nDisallow: /a\n') }],
    looks: [a(false)],
    requests: 1,
  },
  {
    name: 'another type than text/plain is read all the same',
    answers: [{ ...FORBIDS_A, headers: { 'content-type': 'application/octet-stream' } }],
    looks: [a(false)],
    requests: 1,
  },
  // Crawl-delay: not of the RFC, but asked for by sites and obeyed as a floor.
  {
    name: 'Crawl-delay is obeyed',
    answers: [text('User-agent: Weir', 'Crawl-delay: 7', 'Allow: /')],
    looks: [{ path: '/a', allowed: true, crawlDelay: 7 }],
    requests: 1,
  },
  {
    name: 'Crawl-delay is capped at 60 seconds',
    answers: [text('User-agent: *', 'Crawl-delay: 86400')],
    looks: [{ path: '/a', allowed: true, crawlDelay: 60 }],
    requests: 1,
  },
  {
    name: 'Crawl-delay of another agent is not ours',
    answers: [text('User-agent: Other', 'Crawl-delay: 9', 'Disallow: /', 'User-agent: *', 'Disallow:')],
    looks: [{ path: '/a', allowed: true, crawlDelay: 0 }],
    requests: 1,
  },
  {
    name: 'the longest Crawl-delay of merged groups counts',
    answers: [text('User-agent: Weir', 'Crawl-delay: 2', 'Allow: /', 'User-agent: Weir', 'Crawl-delay: 4', 'Allow: /')],
    looks: [{ path: '/a', allowed: true, crawlDelay: 4 }],
    requests: 1,
  },
  {
    name: 'a Crawl-delay that is no number is passed over',
    answers: [text('User-agent: *', 'Crawl-delay: often', 'Disallow: /a')],
    looks: [{ path: '/b', allowed: true, crawlDelay: 0 }],
    requests: 1,
  },
];
