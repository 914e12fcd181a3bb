import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ApiDependencies } from '../dependencies.ts';
import { isFirstOrder } from '../orders/first-order.ts';
import { answers } from '../responses.ts';
import { OperatorList } from '../schemas/oversight.ts';

export const operatorRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  app.get(
    '/operators',
    {
      config: { permission: 'operator:read' },
      schema: {
        tags: ['operators'],
        summary: 'The directory of operators, without keys',
        response: answers(OperatorList),
      },
    },
    async () => {
      const operators = await deps.store.operators.list();
      const items = await Promise.all(
        operators.map(async ({ channel: _channel, publicKeyPem: _key, keyId: _keyId, ...shown }) => ({
          ...shown,
          firstOrder: await isFirstOrder(deps.store, shown.id),
        })),
      );
      return { items };
    },
  );
};
