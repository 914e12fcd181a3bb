import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ApiDependencies } from '../dependencies.ts';
import { answers } from '../responses.ts';
import { ErrorEnvelope } from '../schemas/envelope.ts';
import { Health } from '../schemas/oversight.ts';
import { HealthParts } from '../schemas/setup.ts';
import { readHealthParts } from './parts.ts';

const answersNow = (probe: Promise<unknown>): Promise<boolean> =>
  probe.then(
    () => true,
    () => false,
  );

export const healthRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  app.get(
    '/health',
    {
      config: { public: true },
      schema: {
        tags: ['health'],
        summary: 'Whether the services answer; 503 where one does not',
        response: { 200: Health, 503: Health, '4xx': ErrorEnvelope, '5xx': ErrorEnvelope },
      },
    },
    async (_request, reply) => {
      const [elasticsearch, redis] = await Promise.all([
        answersNow(deps.store.cases.facets()),
        answersNow(deps.store.redis.ping()),
      ]);
      const ok = elasticsearch && redis;
      return reply.code(ok ? 200 : 503).send({ ok, version: deps.config.version, elasticsearch, redis });
    },
  );

  app.get(
    '/health/parts',
    {
      config: { permission: 'account:read', rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: { tags: ['health'], summary: 'How every part of the house is', response: answers(HealthParts) },
    },
    () => readHealthParts(deps),
  );
};
