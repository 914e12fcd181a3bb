import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import type { Clock } from '#core/clock.ts';

export const SESSION_MILLISECONDS = 8 * 3_600_000;
/** The end of a session is moved once a minute and not with every request. */
const PROLONGED_MILLISECONDS = 60_000;
/** The list of a person's sessions outlives each of them, so that none is missing from it. */
const LIST_SECONDS = (2 * SESSION_MILLISECONDS) / 1000;
export const SESSION_COOKIE = 'weir_session';

/** What Redis holds for a session; losing it means signing in again, nothing else. */
interface Kept {
  accountId: string;
  startedAt: string;
  expiresAt: string;
  /** How the person showed who they are. */
  via: SignInWay;
  /** What the browser calls itself, so that people tell their sessions apart. */
  agent: string;
}
export type SignInWay = 'password' | 'provider';

/** A session as its owner and those who manage accounts see it. */
export interface SessionShown {
  key: string;
  startedAt: string;
  expiresAt: string;
  via: SignInWay;
  agent: string;
}

export interface OpenSession {
  accountId: string;
  expiresAt: string;
  csrfToken: string;
  /** Hash of the id: names the session without opening it. */
  key: string;
}

export interface Sessions {
  /** @returns the id for the cookie; it is kept nowhere else. */
  start(accountId: string, from?: { via: SignInWay; agent: string }): Promise<{ id: string; session: OpenSession }>;
  /** The session, its end moved to eight hours from now (or up to a minute less); null where there is none (any more). */
  use(id: string): Promise<OpenSession | null>;
  /** True while the session lasts; does not prolong it. */
  lasts(key: string): Promise<boolean>;
  end(key: string): Promise<void>;
  /** Sessions of one person, newest first. */
  list(accountId: string): Promise<SessionShown[]>;
  /** Ends every session of a person but the one that is named. @returns how many */
  endAll(accountId: string, but?: string): Promise<number>;
  /** Calls when this process ends the session; the rest is told by `lasts`. @returns what stops the listening. */
  onEnd(key: string, listener: () => void): () => void;
}

export const sameSecret = (a: string, b: string): boolean => {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
};

/** Sessions in Redis: the id is 256 random bits, and only its hash is kept, so that a copy of Redis opens no session. */
export const openSessions = (redis: Redis, namespace: string, secret: string, clock: Clock): Sessions => {
  const keyOf = (id: string): string => createHash('sha256').update(id).digest('hex');
  const at = (key: string): string => `${namespace}:session:${key}`;
  const of = (accountId: string): string => `${namespace}:sessions-of:${accountId}`;
  const csrfOf = (key: string): string => createHmac('sha256', secret).update(`csrf\n${key}`).digest('base64url');
  const read = async (key: string): Promise<Kept | null> => {
    const text = await redis.get(at(key));
    if (text === null) return null;
    const kept = JSON.parse(text) as Kept;
    return kept.expiresAt > clock.now().toISOString() ? kept : null;
  };
  const asOpen = (key: string, kept: Kept): OpenSession => ({
    accountId: kept.accountId,
    expiresAt: kept.expiresAt,
    csrfToken: csrfOf(key),
    key,
  });
  const endings = new EventEmitter().setMaxListeners(0);
  const until = (): string => new Date(clock.now().getTime() + SESSION_MILLISECONDS).toISOString();
  const end = async (key: string): Promise<void> => {
    await redis.del(at(key));
    endings.emit(key);
  };
  const list = async (accountId: string): Promise<SessionShown[]> => {
    const keys = await redis.smembers(of(accountId));
    const found = await Promise.all(keys.map(async (key) => ({ key, kept: await read(key) })));
    const over = found.filter(({ kept }) => kept === null).map(({ key }) => key);
    if (over.length > 0) await redis.srem(of(accountId), ...over);
    return found
      .flatMap(({ key, kept }) => {
        if (kept === null) return [];
        // Sessions from before these were noted.
        const { startedAt, expiresAt, via = 'password', agent = '' } = kept as Kept & Partial<Kept>;
        return [{ key, startedAt, expiresAt, via, agent }];
      })
      .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  };
  return {
    start: async (accountId, { via, agent } = { via: 'password', agent: '' }) => {
      const id = randomBytes(32).toString('base64url');
      const key = keyOf(id);
      const kept: Kept = {
        ...{ accountId, startedAt: clock.now().toISOString(), expiresAt: until() },
        ...{ via, agent: agent.slice(0, 200) },
      };
      await redis
        .multi()
        .set(at(key), JSON.stringify(kept), 'PX', SESSION_MILLISECONDS)
        .sadd(of(accountId), key)
        .expire(of(accountId), LIST_SECONDS)
        .exec();
      return { id, session: asOpen(key, kept) };
    },
    use: async (id) => {
      const key = keyOf(id);
      const kept = await read(key);
      if (kept === null) return null;
      const left = Date.parse(kept.expiresAt) - clock.now().getTime();
      if (left > SESSION_MILLISECONDS - PROLONGED_MILLISECONDS) return asOpen(key, kept);
      const next: Kept = { ...kept, expiresAt: until() };
      // XX: a session that was ended meanwhile is not brought back.
      const stillThere = await redis.set(at(key), JSON.stringify(next), 'PX', SESSION_MILLISECONDS, 'XX');
      if (stillThere === null) return null;
      await redis.expire(of(kept.accountId), LIST_SECONDS);
      return asOpen(key, next);
    },
    lasts: async (key) => (await read(key)) !== null,
    end,
    list,
    endAll: async (accountId, but) => {
      const others = (await list(accountId)).filter(({ key }) => key !== but);
      await Promise.all(others.map(({ key }) => end(key)));
      return others.length;
    },
    onEnd: (key, listener) => {
      endings.once(key, listener);
      return () => endings.off(key, listener);
    },
  };
};
