import type { ServerResponse } from 'node:http';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { dueOf } from '#core/account.ts';
import { type Account, may, type Permission, type Role } from '#core/roles.ts';
import type { Change } from '#pipeline/changes.ts';
import { readCounters } from '#pipeline/counters.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { signedInOf } from '../guard.ts';
import { ErrorEnvelope } from '../schemas/envelope.ts';
import type { Sessions } from '../session/sessions.ts';
import { openChangeHub } from './hub.ts';

/** What a person must be allowed to list before changes of it are sent to them. */
const TOPIC_PERMISSION: Record<Change['topic'], Permission> = {
  case: 'case:list',
  order: 'order:list',
  notice: 'order:list',
  alarm: 'case:list',
  sharing: 'sharing:read',
  drift: 'oversight:read',
  search: 'post:search',
  counters: 'session:own',
};
/** Keeps proxies from closing a quiet stream, and notices a session that has ended. */
const HEARTBEAT_MILLISECONDS = 15_000;
/** A page that does not read is cut off rather than kept in memory; it connects again by itself. */
const BACKLOG_BYTES = 256 * 1024;

const dataOf = (change: Change): unknown => {
  if (change.topic === 'counters') return change.counters;
  const { topic: _topic, ...data } = change;
  return data;
};

export const eventRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies; sessions: Sessions }> = async (
  app,
  { deps, sessions },
) => {
  const hub = openChangeHub(deps.config.redisUrl, deps.store.namespace);
  const open = new Set<ServerResponse>();
  app.addHook('preClose', async () => {
    for (const stream of open) stream.end();
  });
  app.addHook('onClose', () => hub.close());

  app.get(
    '/events',
    {
      config: { permission: 'session:own' },
      schema: {
        tags: ['events'],
        summary: 'Live changes as server-sent events: `case`, `order`, `alarm` (ChangeEvent) and `counters` (Counters)',
        response: {
          200: { description: 'text/event-stream', content: { 'text/event-stream': { schema: Type.String() } } },
          '4xx': ErrorEnvelope,
          '5xx': ErrorEnvelope,
        },
      },
    },
    async (request, reply) => {
      const { account, session } = signedInOf(request);
      const stream = reply.raw;
      const early: Change[] = [];
      let send = (change: Change): void => {
        early.push(change);
      };
      // Listening comes before the counters are read, so that no change falls between the two.
      const silence = await hub.listen((change) => send(change));
      const counters = await readCounters(deps.store, deps.queues).catch((error: unknown) => {
        silence();
        throw error;
      });
      if (request.socket.destroyed) return silence();
      reply.hijack();
      stream.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-accel-buffering': 'no',
        connection: 'keep-alive',
      });
      const write = (text: string): void => {
        if (stream.writableEnded || stream.destroyed) return;
        stream.write(text);
        if (stream.writableLength > BACKLOG_BYTES) stream.destroy();
      };
      const rolesOf = (one: Account): readonly Role[] =>
        dueOf(one, deps.config.secondFactorRoles ?? []) === null ? one.roles : [];
      let roles = rolesOf(account);
      send = (change) => {
        if (change.topic === 'search' && change.ownerId !== account.id) return;
        if (may(roles, TOPIC_PERMISSION[change.topic]))
          write(`event: ${change.topic}\ndata: ${JSON.stringify(dataOf(change))}\n\n`);
      };
      /** The person may have signed out elsewhere, lost a role or the account since the stream began. */
      const stillThere = async (): Promise<void> => {
        const [lasts, current] = await Promise.all([
          sessions.lasts(session.key),
          deps.store.accounts.get(session.accountId),
        ]);
        if (!lasts || current === null || current.disabled) stream.end();
        else {
          roles = rolesOf(current);
          write(': still here\n\n');
        }
      };
      const heartbeat = setInterval(() => {
        // Where that cannot be told, the stream ends and the page asks again.
        stillThere().catch(() => stream.end());
      }, HEARTBEAT_MILLISECONDS);
      const ended = sessions.onEnd(session.key, () => stream.end());
      open.add(stream);
      stream.on('close', () => {
        clearInterval(heartbeat);
        silence();
        ended();
        open.delete(stream);
      });
      write('retry: 3000\n\n');
      send({ topic: 'counters', counters: { ...counters } });
      for (const change of early) send(change);
    },
  );
};
