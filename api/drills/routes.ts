import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Drill, endDrill } from '#core/drill.ts';
import { drillTotals } from '#core/drill-totals.ts';
import type { Order } from '#core/order.ts';
import { Id, Strict } from '#core/schema.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf } from '../guard.ts';
import { answers } from '../responses.ts';
import { DrillList, DrillListQuery, DrillShown, StartDrill } from '../schemas/drills.ts';
import { startDrill } from './start.ts';

const DrillId = Strict({ id: Id });

/** A drill with its totals. Records behind them are named once it has ended: until then somebody may still have to decide them. */
const shown = async ({ store }: ApiDependencies, drill: Drill): Promise<DrillShown> => {
  const cases = (await Promise.all(drill.items.map(({ caseId }) => store.cases.get(caseId)))).filter(
    (subject) => subject !== null,
  );
  const orders = (
    await Promise.all(cases.flatMap((subject) => subject.orders.map(({ orderId }) => store.orders.get(orderId))))
  ).filter((order): order is Order => order !== null);
  const { items, seq: _, ...facts } = drill;
  const ordersOf = new Map(cases.map((subject) => [subject.id, subject.orders.map(({ orderId }) => orderId)]));
  return {
    ...facts,
    totals: drillTotals(drill, cases, orders, await store.notices.ofDrill(drill.id)),
    records:
      drill.state === 'running'
        ? []
        : items.map(({ caseId, exampleId, expected }) => ({
            ...{ caseId, exampleId, expected },
            orderIds: ordersOf.get(caseId) ?? [],
          })),
  };
};

export const drillRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { store } = deps;
  const tags = ['drills'];

  app.get(
    '/drills',
    {
      config: { permission: 'drill:read' },
      schema: { tags, summary: 'Drills, newest first', querystring: DrillListQuery, response: answers(DrillList) },
    },
    async (request) => {
      const { size, after } = request.query;
      const page = await store.drills.list({ size: size ?? 25, after });
      return {
        items: await Promise.all(page.items.map((drill) => shown(deps, drill))),
        total: page.total,
        next: page.next,
      };
    },
  );

  app.post(
    '/drills',
    {
      config: { permission: 'drill:manage' },
      schema: {
        tags,
        summary: 'Start a drill: invented cases go into the queue, marked, and never leave the house',
        body: StartDrill,
        response: answers(DrillShown),
      },
    },
    async (request) => shown(deps, await startDrill(deps, actorOf(request), request.body, randomUUID)),
  );

  app.get(
    '/drills/:id',
    {
      config: { permission: 'drill:read' },
      schema: { tags, summary: 'One drill with its totals', params: DrillId, response: answers(DrillShown) },
    },
    async (request) => {
      const drill = await store.drills.get(request.params.id);
      if (drill === null) throw apiError('NOT_FOUND');
      return shown(deps, drill);
    },
  );

  app.post(
    '/drills/:id/end',
    {
      config: { permission: 'drill:manage' },
      schema: { tags, summary: 'End a drill and close its cases', params: DrillId, response: answers(DrillShown) },
    },
    async (request) => {
      const { id } = request.params;
      if ((await store.drills.get(id)) === null) throw apiError('NOT_FOUND');
      const { state } = await store.drills.change(id, actorOf(request), endDrill);
      await deps.queues.enqueue('drill', { drillId: id });
      return shown(deps, state);
    },
  );
};
