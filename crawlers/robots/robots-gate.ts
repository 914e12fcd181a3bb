import type { Redis } from 'ioredis';
import type { Clock } from '#core/clock.ts';
import { isWeirError } from '#core/errors.ts';
import type { Egress } from '../egress/egress.ts';
import { hostPort } from '../egress/url.ts';
import { crawlDelayOf, decideBy, ROBOTS_MAX_BYTES, type RobotsDecision, type RulesFor, rulesFor } from './robots.ts';

/** What is known of one origin's robots.txt. */
export interface RobotsEntry {
  /** The last answer that settles the matter (2xx: its text, 4xx: its status) and when it came; null when there was none. */
  answer: { robots: string | number; at: string } | null;
  /** When and how the last attempt failed, if it did after `answer`. */
  failure: { detail: string; at: string } | null;
}

export interface RobotsCache {
  get(origin: string): Promise<RobotsEntry | null>;
  put(origin: string, entry: RobotsEntry): Promise<void>;
}

const HOUR = 3_600_000;
/** After this an answer is asked for again. */
const FRESH = HOUR;
/** RFC 9309 section 2.4: a cached copy is not used for longer than 24 hours. */
const USABLE = 24 * HOUR;
/** How long a failure is believed before the next attempt. */
const FAILURE = HOUR / 12;

export interface RobotsVerdict extends RobotsDecision {
  /** Milliseconds. */
  crawlDelay: number;
  /** For the manifest: the decision, in a sentence. */
  sentence: string;
}

export interface RobotsGate {
  /** `counted` hears of every request that was made for robots.txt, with its bytes. */
  verdict(
    url: URL,
    visit: {
      hosts: ReadonlySet<string>;
      headers: Record<string, string>;
      signal?: AbortSignal | undefined;
      /** Waits for the host's turn; false when the wait would be too long. */
      turn: (url: URL) => Promise<{ done(): Promise<void> } | null>;
      counted: (bytes: number) => void | Promise<void>;
    },
  ): Promise<RobotsVerdict | null>;
}

/** Origins whose rules are kept read. */
const READ = 500;

/** Decides by robots.txt, for every host, with no way to turn it off. */
export const createRobotsGate = (options: {
  egress: Egress;
  cache: RobotsCache;
  clock: Clock;
  agent: string;
}): RobotsGate => {
  const { egress, cache, clock, agent } = options;
  /** What was answered less than an hour ago holds whatever the cache says; its rules are read once and not for every page. */
  const read = new Map<string, { at: string; rules: RulesFor }>();
  const keep = (origin: string, at: string, robots: string | number): RulesFor => {
    const known = read.get(origin);
    if (known?.at === at) return known.rules;
    read.delete(origin);
    const rules = rulesFor(robots, agent);
    read.set(origin, { at, rules });
    for (const oldest of read.keys()) {
      if (read.size <= READ) break;
      read.delete(oldest);
    }
    return rules;
  };
  const age = (at: string): number => clock.now().getTime() - Date.parse(at);

  const ask = async (
    url: URL,
    visit: Parameters<RobotsGate['verdict']>[1],
    known: RobotsEntry | null,
  ): Promise<RobotsEntry> => {
    const at = clock.now().toISOString();
    const failed = (detail: string): RobotsEntry => ({ answer: known?.answer ?? null, failure: { detail, at } });
    try {
      const answer = await egress.request(`${url.origin}/robots.txt`, {
        headers: visit.headers,
        hosts: visit.hosts,
        signal: visit.signal,
        maxBytes: 4 * ROBOTS_MAX_BYTES,
      });
      await visit.counted(answer.bytes);
      const { status } = answer;
      if (status === 429 || status >= 500) return failed(`status ${status}`);
      const robots = status >= 200 && status < 300 ? new TextDecoder().decode(answer.body) : status;
      return { answer: { robots, at }, failure: null };
    } catch (error) {
      if (isWeirError(error, 'EGRESS_ABORTED')) throw error;
      await visit.counted(0);
      // RFC 9309 section 2.3.1.2: more than five redirects may be read as "there is none".
      if (isWeirError(error, 'EGRESS_REDIRECTS')) return { answer: { robots: 404, at }, failure: null };
      return failed(isWeirError(error) ? `${error.code}: ${error.message}` : String(error));
    }
  };

  const verdictBy = (rules: RulesFor, url: URL): RobotsVerdict => {
    const decision = decideBy(rules, url.pathname + url.search);
    const where = decision.line === null ? decision.rule : `line ${decision.line} of robots.txt: ${decision.rule}`;
    return {
      ...decision,
      crawlDelay: crawlDelayOf(rules) * 1000,
      sentence: `${decision.allowed ? 'allowed' : 'disallowed'}; ${where}`,
    };
  };

  return {
    verdict: async (url, visit) => {
      const origin = `${url.protocol}//${hostPort(url)}`;
      const known = read.get(origin);
      if (known !== undefined && age(known.at) < FRESH) return verdictBy(known.rules, url);
      let entry = await cache.get(origin);
      const answered = entry?.answer != null && age(entry.answer.at) < FRESH;
      const refused = entry?.failure != null && age(entry.failure.at) < FAILURE;
      if (!answered && !refused) {
        const turn = await visit.turn(url);
        if (turn === null) return null;
        try {
          entry = await ask(url, visit, entry);
        } finally {
          await turn.done();
        }
        await cache.put(origin, entry);
      }
      const usable = entry?.answer != null && age(entry.answer.at) < USABLE ? entry.answer : null;
      if (usable === null) {
        const rule = `robots.txt could not be had (${entry?.failure?.detail ?? 'no answer'}): nothing may be visited`;
        return { allowed: false, rule, line: null, crawlDelay: 0, sentence: rule };
      }
      return verdictBy(keep(origin, usable.at, usable.robots), url);
    },
  };
};

/** The robots cache that all processes share. Keys leave by themselves after 24 hours. */
export const createRedisRobotsCache = (redis: Redis, prefix: string): RobotsCache => ({
  get: async (origin) => {
    const text = await redis.get(`${prefix}robots:${origin}`);
    return text === null ? null : (JSON.parse(text) as RobotsEntry);
  },
  put: async (origin, entry) => {
    await redis.set(`${prefix}robots:${origin}`, JSON.stringify(entry), 'PX', USABLE);
  },
});
