import { Redis } from 'ioredis';
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { testNamespace } from '../tests/namespace.ts';
import { openLeases } from './leases.ts';

const namespace = testNamespace();
const redis = new Redis(inject('redisUrl'));
const other = new Redis(inject('redisUrl'));
let ids = 0;
const newId = (): string => `token-${++ids}`;
const leases = openLeases(redis, namespace, newId);
const elsewhere = openLeases(other, namespace, newId);
afterAll(() => {
  redis.disconnect();
  other.disconnect();
});
beforeEach(async () => {
  for (const id of await leases.claimedIds()) await redis.del(`${namespace}:{leases}:${id}`);
  await redis.del(`${namespace}:{leases}`);
});

describe('a lease', () => {
  it('goes to one of two people who claim at once, and the other is told who has it', async () => {
    const claims = await Promise.all([leases.claim('c1', 'ana'), elsewhere.claim('c1', 'bo')]);
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    const winner = claims[0] === null ? 'bo' : 'ana';
    expect((await leases.holders(['c1', 'c2'])).get('c1')?.accountId).toBe(winner);
    expect(await leases.claimedIds()).toEqual(['c1']);
  });

  it('goes to one person each in ten thousand claims over two connections', async () => {
    const granted = new Map<string, Set<string>>();
    await Promise.all(
      Array.from({ length: 10_000 }, async (_, n) => {
        const caseId = `c${n % 500}`;
        const account = `p${Math.floor(n / 500)}`;
        const lease = await (n % 3 === 0 ? leases : elsewhere).claim(caseId, account);
        if (lease !== null) granted.set(caseId, (granted.get(caseId) ?? new Set()).add(account));
      }),
    );
    expect(granted.size).toBe(500);
    for (const accounts of granted.values()) expect(accounts.size).toBe(1);
    expect((await leases.claimedIds()).length).toBe(500);
  });

  it('stays the same for whoever has it, and is renewed and released only with its token', async () => {
    const lease = await leases.claim('c1', 'ana', 60_000);
    const again = await elsewhere.claim('c1', 'ana', 120_000);
    expect(again?.token).toBe(lease?.token);
    expect(Date.parse(again?.until ?? '')).toBeGreaterThan(Date.parse(lease?.until ?? ''));
    expect(await leases.held('c1', 'ana')).toEqual(again);
    expect(await leases.held('c1', 'bo')).toBeNull();
    expect(await leases.renew('c1', 'wrong')).toBeNull();
    expect(await leases.release('c1', 'wrong')).toBe(false);
    expect(await leases.claim('c1', 'bo')).toBeNull();
    expect((await leases.renew('c1', lease?.token ?? ''))?.token).toBe(lease?.token);
    expect(await leases.release('c1', lease?.token ?? '')).toBe(true);
    expect(await leases.claimedIds()).toEqual([]);
    expect(await leases.claim('c1', 'bo')).not.toBeNull();
  });

  it('can be handed to a colleague, and then the old token is worth nothing', async () => {
    const lease = await leases.claim('c1', 'ana');
    const handed = await leases.transfer('c1', 'bo');
    expect(handed?.token).not.toBe(lease?.token);
    expect(await leases.renew('c1', lease?.token ?? '')).toBeNull();
    expect((await leases.holders(['c1'])).get('c1')?.accountId).toBe('bo');
    expect(await leases.transfer('c2', 'bo')).toBeNull();
  });

  it('ends by itself, and is nobody’s after Redis lost it', async () => {
    await leases.claim('c1', 'ana', 1);
    // Redis answers in order: by the time of these answers more than a millisecond has passed on its own clock.
    await expect.poll(() => leases.claimedIds(), { interval: 1 }).toEqual([]);
    expect((await leases.holders(['c1'])).size).toBe(0);
    const lease = await leases.claim('c2', 'ana');
    await redis.del(`${namespace}:{leases}:c2`, `${namespace}:{leases}`);
    await redis.script('FLUSH');
    expect(await leases.renew('c2', lease?.token ?? '')).toBeNull();
    expect(await leases.claim('c2', 'bo')).not.toBeNull();
  });
});
