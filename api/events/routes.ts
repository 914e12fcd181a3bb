import type { ServerResponse } from 'node:http';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { may, type Permission } from '#core/roles.ts';
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
        summary: 'Live changes as server-sent events: `case`, `order` (ChangeEvent) and `counters` (Counters)',
        response: {
          200: { description: 'text/event-stream', content: { 'text/event-stream': { schema: Type.String() } } },
          '4xx': ErrorEnvelope,
          '5xx': ErrorEnvelope,
        },
      },
    },
    async (request, reply) => {
      const { account, session } = signedInOf(request);
      const counters = await readCounters(deps.store, deps.queues);
      const stream = reply.raw;
      reply.hijack();
      stream.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-accel-buffering': 'no',
        connection: 'keep-alive',
      });
      const send = (change: Change): void => {
        if (!may(account.roles, TOPIC_PERMISSION[change.topic])) return;
        stream.write(`event: ${change.topic}\ndata: ${JSON.stringify(dataOf(change))}\n\n`);
        if (stream.writableLength > BACKLOG_BYTES) stream.destroy();
      };
      const silence = hub.listen(send);
      open.add(stream);
      const heartbeat = setInterval(() => {
        sessions.lasts(session.key).then(
          (lasts) => (lasts ? stream.write(': still here\n\n') : stream.end()),
          // Redis did not answer: whether the session lasts is not known, so the stream ends and the page asks again.
          () => stream.end(),
        );
      }, HEARTBEAT_MILLISECONDS);
      const ended = sessions.onEnd(session.key, () => stream.end());
      stream.on('close', () => {
        clearInterval(heartbeat);
        silence();
        ended();
        open.delete(stream);
      });
      stream.write('retry: 3000\n\n');
      send({ topic: 'counters', counters: { ...counters } });
    },
  );
};
