/** What stands where: for people who keep the house running. Nothing of it is content. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readCounters } from '#pipeline/counters.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { HealthParts } from '../schemas/setup.ts';

type Part = HealthParts['parts'][number];
type Facts = Record<string, string | number | boolean | undefined>;

/** Below this share of free room somebody should look. */
const LEAST_FREE = 0.1;
const MANY_WAITING = 1000;

const factsOf = (facts: Facts): Part['facts'] =>
  Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));

/** A part that does not answer is down; the others are told all the same. */
const partOf = async (id: Part['id'], look: () => Promise<{ state: Part['state']; facts: Facts }>): Promise<Part> => {
  try {
    const { state, facts } = await look();
    return { id, state, facts: factsOf(facts) };
  } catch (error) {
    return { id, state: 'down', facts: factsOf({ error: error instanceof Error ? error.name : 'Error' }) };
  }
};

const lineOf = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim();

export const readHealthParts = async (deps: ApiDependencies): Promise<HealthParts> => {
  const { store, queues, config } = deps;
  const { elasticsearch: client, redis, namespace } = store;
  const now = store.clock.now().toISOString();
  const parts = await Promise.all([
    partOf('elasticsearch', async () => {
      const [health, info] = await Promise.all([
        client.cluster.health({ index: `${namespace}-*` }),
        client.nodes.info({ metric: 'os' }),
      ]);
      return {
        state: health.status === 'red' ? 'down' : 'well',
        facts: { version: Object.values(info.nodes)[0]?.version, status: health.status, nodes: health.number_of_nodes },
      };
    }),
    partOf('redis', async () => {
      const info = await redis.info();
      const policy = lineOf(info, 'maxmemory_policy');
      const isKept = lineOf(info, 'aof_enabled') === '1';
      return {
        state: isKept && (policy === undefined || policy === 'noeviction') ? 'well' : 'look',
        facts: {
          version: lineOf(info, 'redis_version'),
          memoryBytes: Number(lineOf(info, 'used_memory') ?? 0),
          appendOnly: isKept,
          eviction: policy,
        },
      };
    }),
    partOf('disk', async () => {
      const { bavail, blocks, bsize } = await statfs(dirname(store.ledger.file));
      return {
        state: bavail / blocks < LEAST_FREE ? 'look' : 'well',
        facts: { freeBytes: bavail * bsize, totalBytes: blocks * bsize },
      };
    }),
    partOf('ledger', async () => {
      const { height, size } = await store.ledger.head();
      const { count } = await client.count({
        index: `${namespace}-*`,
        query: { range: { outboxSize: { gt: 0 } } },
        ignore_unavailable: true,
      });
      return { state: count > MANY_WAITING ? 'look' : 'well', facts: { height, entries: size, outboxes: count } };
    }),
    partOf('queues', async () => {
      const counts = (await readCounters(store, queues)).queues;
      const sum = (of: 'waiting' | 'active' | 'failed'): number => counts.reduce((total, one) => total + one[of], 0);
      const facts = { waiting: sum('waiting'), active: sum('active'), failed: sum('failed') };
      return { state: facts.failed > 0 || facts.waiting > MANY_WAITING ? 'look' : 'well', facts };
    }),
    partOf('sources', async () => {
      const sources = await store.sources.list();
      const overdue = sources.filter(({ reviewBy }) => reviewBy <= now).length;
      const paused = sources.filter((one) => one.paused).length;
      return { state: overdue > 0 ? 'look' : 'well', facts: { sources: sources.length, overdue, paused } };
    }),
    partOf('channels', async () => ({
      state: deps.authority === null ? 'look' : 'well',
      facts: {
        authority: deps.authority !== null,
        mail: deps.mail !== undefined,
        provider: deps.provider !== undefined,
        contactKeepers: deps.contactKeys?.length ?? 0,
      },
    })),
    partOf('people', async () => {
      const able = (await store.accounts.list()).filter(({ disabled }) => !disabled);
      const without = able.filter((one) => one.secondFactor === undefined && one.provider === undefined).length;
      const supervisors = able.filter(({ roles }) => roles.includes('supervisor')).length;
      // What takes two supervisors cannot be done by one.
      return { state: supervisors < 2 ? 'look' : 'well', facts: { able: able.length, supervisors, without } };
    }),
  ]);
  const indices = await client.cat
    .indices({ index: `${namespace}-*`, format: 'json', bytes: 'b', h: ['index', 'docs.count', 'store.size'] })
    .then(
      (rows) =>
        rows.map((row) => ({
          name: String(row.index).slice(namespace.length + 1),
          documents: Number(row['docs.count'] ?? 0),
          bytes: Number(row['store.size'] ?? 0),
        })),
      () => [],
    );
  return {
    at: now,
    version: config.version,
    parts,
    indices: indices.sort((a, b) => b.bytes - a.bytes),
  };
};
