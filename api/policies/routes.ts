import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { loadPolicy } from '#classifiers/policy/load.ts';
import { isWeirError } from '#core/errors.ts';
import {
  approveLive,
  type PolicyDraft,
  type PolicyRecord,
  proposeLive,
  startDryRun,
  withdrawPolicy,
} from '#core/policy-record.ts';
import { caseIdOf } from '#pipeline/analyse.ts';
import { openPolicies, retireFollowed } from '#pipeline/policies.ts';
import { simulateAgainst } from '#pipeline/simulation.ts';
import type { House } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf, personOf } from '../guard.ts';
import { answers } from '../responses.ts';
import {
  DraftPolicy,
  PolicyList,
  PolicyPath,
  Simulate,
  SimulationResult,
  WithdrawPolicy,
} from '../schemas/policies.ts';
import { casesOf, listPolicies } from './view.ts';

export const policyRoutes: FastifyPluginAsyncTypebox<{ deps: House }> = async (app, { deps }) => {
  const { store, config } = deps;
  const tags = ['policies'];
  const shipped = loadPolicy();
  const { dryRunPosts: least } = config;
  const listed = (request: FastifyRequest) => listPolicies(deps, shipped, personOf(request));
  /** @throws NOT_FOUND · whatever `decide` refuses */
  const change = async (
    request: FastifyRequest,
    version: string,
    decide: (state: PolicyRecord) => PolicyDraft[],
  ): Promise<PolicyList> => {
    if ((await store.policies.get(version)) === null) throw apiError('NOT_FOUND');
    await store.policies.change(version, actorOf(request), decide);
    return listed(request);
  };

  app.get(
    '/policies',
    {
      config: { permission: 'policy:read' },
      schema: { tags, summary: 'Every version of the routing policy', response: answers(PolicyList) },
    },
    listed,
  );

  app.post(
    '/policies',
    {
      config: { permission: 'policy:change' },
      schema: { tags, summary: 'Draft a version', body: DraftPolicy, response: answers(PolicyList) },
    },
    async (request) => {
      const { policy, note } = request.body;
      if (policy.version === shipped.version) throw apiError('POLICY_EXISTS');
      try {
        await store.policies.create(
          policy.version,
          { type: 'policy.drafted', data: { policy, note } },
          actorOf(request),
        );
      } catch (error) {
        if (isWeirError(error, 'ALREADY_EXISTS')) throw apiError('POLICY_EXISTS');
        throw error;
      }
      return listed(request);
    },
  );

  app.post(
    '/policies/simulate',
    {
      config: { permission: 'policy:read', rateLimit: { max: 30, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'What a policy would have flagged in the history, compared with the live one',
        body: Simulate,
        response: answers(SimulationResult),
      },
    },
    async (request) => {
      const { policy, ...options } = request.body;
      const { live } = await openPolicies(store, shipped).current();
      const { samples, ...result } = await simulateAgainst(store, live, policy, options);
      const both = [...samples.newlyFlagged, ...samples.noLongerFlagged];
      const cases = await casesOf(
        store,
        both.map(({ clusterId }) => caseIdOf(clusterId)),
      );
      const linked = (list: typeof both) =>
        list.map(({ clusterId, ...post }) => {
          const caseId = caseIdOf(clusterId);
          return { ...post, caseId: cases.has(caseId) ? caseId : null };
        });
      return {
        ...result,
        samples: { newlyFlagged: linked(samples.newlyFlagged), noLongerFlagged: linked(samples.noLongerFlagged) },
      };
    },
  );

  app.post(
    '/policies/:version/dry-run',
    {
      config: { permission: 'policy:change' },
      schema: { tags, summary: 'Ask it about every new post', params: PolicyPath, response: answers(PolicyList) },
    },
    (request) => change(request, request.params.version, startDryRun),
  );

  app.post(
    '/policies/:version/proposal',
    {
      config: { permission: 'policy:change' },
      schema: { tags, summary: 'Propose to put it in force', params: PolicyPath, response: answers(PolicyList) },
    },
    async (request) => {
      const { version } = request.params;
      const { posts } = await store.history.dryRun(version);
      return change(request, version, (state) => proposeLive(state, { posts, least }));
    },
  );

  app.post(
    '/policies/:version/approval',
    {
      config: { permission: 'policy:change' },
      schema: {
        tags,
        summary: 'A second person puts it in force',
        params: PolicyPath,
        response: answers(PolicyList),
      },
    },
    async (request) => {
      const { version } = request.params;
      const { posts } = await store.history.dryRun(version);
      const actor = actorOf(request);
      await change(request, version, (state) => approveLive(state, { actor, posts, least }));
      await retireFollowed(store);
      return listed(request);
    },
  );

  app.post(
    '/policies/:version/withdrawal',
    {
      config: { permission: 'policy:change' },
      schema: {
        tags,
        summary: 'Take a version back that is not in force',
        params: PolicyPath,
        body: WithdrawPolicy,
        response: answers(PolicyList),
      },
    },
    (request) => change(request, request.params.version, (state) => withdrawPolicy(state, request.body.reason)),
  );
};
