import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Strict } from '#core/schema.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { answers } from '../responses.ts';
import { LedgerPage, LedgerProof, LedgerVerification } from '../schemas/oversight.ts';

const LedgerQuery = Strict({
  from: Type.Optional(Type.Integer({ minimum: 0, default: 0, description: 'height of the first block' })),
  size: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 25 })),
});
/** An event's id: subject, its id, sequence (`case:case-12:3`). */
const EventId = Strict({ eventId: Type.String({ pattern: '^[A-Za-z0-9_:.-]{1,200}$' }) });

export const ledgerRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { ledger } = deps.store;
  const tags = ['ledger'];

  app.get(
    '/ledger',
    {
      config: { permission: 'ledger:read' },
      schema: { tags, summary: 'Blocks, lowest first', querystring: LedgerQuery, response: answers(LedgerPage) },
    },
    async (request) => {
      const [head, blocks] = await Promise.all([
        ledger.head(),
        ledger.blocks(request.query.from ?? 0, request.query.size ?? 25),
      ]);
      return { head, blocks };
    },
  );

  app.post(
    '/ledger/verification',
    {
      config: { permission: 'ledger:verify', rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: { tags, summary: 'Verify the whole ledger now', response: answers(LedgerVerification) },
    },
    async () => ({ ...(await ledger.verify()), at: deps.store.clock.now().toISOString() }),
  );

  app.get(
    '/ledger/proofs/:eventId',
    {
      config: { permission: 'ledger:read' },
      schema: { tags, summary: 'Proof that an act is in the ledger', params: EventId, response: answers(LedgerProof) },
    },
    async (request) => ledger.proof(request.params.eventId),
  );
};
