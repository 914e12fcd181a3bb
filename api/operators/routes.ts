import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { countryOfResponsibility, type Operator } from '#core/operator.ts';
import { Id, Strict } from '#core/schema.ts';
import { scorecardOf } from '#core/scorecard.ts';
import { everyPage } from '#store/state-page.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { isFirstOrder } from '../orders/first-order.ts';
import { answers } from '../responses.ts';
import { OperatorDetail, OperatorList } from '../schemas/oversight.ts';

const PAGE = 500;

export const operatorRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { store, authority } = deps;
  const tags = ['operators'];
  const shown = async ({ channel: _channel, publicKeyPem: _key, keyId: _keyId, ...operator }: Operator) => ({
    ...operator,
    firstOrder: await isFirstOrder(store, operator.id),
  });

  app.get(
    '/operators',
    {
      config: { permission: 'operator:read' },
      schema: { tags, summary: 'The directory of operators, without keys', response: answers(OperatorList) },
    },
    async () => {
      const records = await store.operators.records();
      return {
        items: await Promise.all(records.flatMap(({ record }) => record ?? []).map(shown)),
        proposals: records.flatMap(({ id, record, proposal }) =>
          proposal === null ? [] : [{ id, name: proposal.entry.name, isNew: record === null, at: proposal.at }],
        ),
      };
    },
  );

  app.get(
    '/operators/:operatorId',
    {
      config: { permission: 'operator:read' },
      schema: {
        tags,
        summary: 'An operator, and how it has answered its orders; drills are left out',
        params: Strict({ operatorId: Id }),
        response: answers(OperatorDetail),
      },
    },
    async (request) => {
      const { operatorId } = request.params;
      const operator = await store.operators.get(operatorId);
      if (operator === null) throw apiError('OPERATOR_UNKNOWN');
      await store.orders.refresh();
      const orders = await everyPage((after) => store.orders.list({ operatorId, realOnly: true, size: PAGE, after }));
      return {
        operator: await shown(operator),
        country: countryOfResponsibility(operator),
        channel: operator.channel.kind,
        scorecard: scorecardOf(orders, store.clock.now().toISOString(), authority?.timeZone ?? 'UTC'),
      };
    },
  );
};
