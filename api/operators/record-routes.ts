/** Changes of the directory. What decides where orders go and whose answers count takes two people, whatever their roles. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { changedOperatorFields, entryOf, type OperatorRecord, operatorActions } from '#core/operator-record.ts';
import { may } from '#core/roles.ts';
import { Id, Strict } from '#core/schema.ts';
import { createOperatorRegister } from '#pipeline/operator-register.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf, personOf } from '../guard.ts';
import { answers } from '../responses.ts';
import {
  ApproveOperator,
  EditOperator,
  ImportOperators,
  OperatorRecordView,
  OperatorsImported,
  ProposeOperator,
  RefuseOperator,
} from '../schemas/operators.ts';
import { publicAccount } from '../session/public-account.ts';

const BODY_BYTES = 1_200_000;
const OperatorPath = Strict({ operatorId: Id });

export const operatorRecordRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { store } = deps;
  const register = createOperatorRegister(store);
  const tags = ['operators'];
  const write = { permission: 'operator:write' } as const;
  const view = async (request: FastifyRequest, subject: OperatorRecord): Promise<OperatorRecordView> => {
    const { id, seq, record, proposal, history } = subject;
    const person = personOf(request);
    const named = new Set([...(proposal?.authors ?? []), ...history.map(({ actor }) => actor.id)]);
    const entry = record === null ? null : entryOf(record);
    return {
      ...{ id, version: seq, entry, history },
      proposal: proposal === null ? null : { ...proposal, changes: changedOperatorFields(entry, proposal.entry) },
      actions: may(person.roles, 'operator:write') ? operatorActions(subject, person.id) : [],
      people: (await store.accounts.list()).filter((account) => named.has(account.id)).map(publicAccount),
    };
  };

  app.get(
    '/operators/:operatorId/record',
    {
      config: { permission: 'operator:read' },
      schema: {
        tags,
        summary: 'An entry of the directory with what waits for a second person, and its history',
        params: OperatorPath,
        response: answers(OperatorRecordView),
      },
    },
    async (request) => {
      const subject = await store.operators.record(request.params.operatorId);
      if (subject === null) throw apiError('OPERATOR_UNKNOWN');
      return view(request, subject);
    },
  );

  app.post(
    '/operators',
    {
      config: write,
      schema: { tags, summary: 'Propose an operator', body: ProposeOperator, response: answers(OperatorRecordView) },
    },
    async (request) => {
      const { entry, reason } = request.body;
      return view(request, await register.propose(entry, { actor: actorOf(request), reason }, '/entry'));
    },
  );

  app.put(
    '/operators/:operatorId',
    {
      config: write,
      schema: {
        tags,
        summary: 'Change an entry; keys, channel, contact point and establishment wait for a second person',
        params: OperatorPath,
        body: EditOperator,
        response: answers(OperatorRecordView),
      },
    },
    async (request) => {
      const { entry, ...change } = request.body;
      const by = { ...change, actor: actorOf(request) };
      return view(request, await register.edit(request.params.operatorId, entry, by, '/entry'));
    },
  );

  app.post(
    '/operators/:operatorId/approval',
    {
      config: write,
      schema: {
        tags,
        summary: 'A second person puts a proposal in force',
        params: OperatorPath,
        body: ApproveOperator,
        response: answers(OperatorRecordView),
      },
    },
    async (request) => {
      const { version, reason = null } = request.body;
      const by = { version, reason, actor: actorOf(request) };
      return view(request, await register.approve(request.params.operatorId, by));
    },
  );

  app.post(
    '/operators/:operatorId/refusal',
    {
      config: write,
      schema: {
        tags,
        summary: 'Take a proposal from the table; what is in force stays',
        params: OperatorPath,
        body: RefuseOperator,
        response: answers(OperatorRecordView),
      },
    },
    async (request) =>
      view(request, await register.refuse(request.params.operatorId, { ...request.body, actor: actorOf(request) })),
  );

  app.post(
    '/operators/import',
    {
      config: write,
      bodyLimit: BODY_BYTES,
      schema: {
        tags,
        summary: 'Read a file of operators (CSV), whole or not at all; says what each row comes to',
        body: ImportOperators,
        response: answers(OperatorsImported),
      },
    },
    async (request) => {
      const { csv, reason, dryRun } = request.body;
      const rows = await register.importCsv(csv, { actor: actorOf(request), reason, dryRun });
      return { done: !dryRun && rows.every(({ effect }) => effect !== 'refused'), rows };
    },
  );
};
