import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { CASE_STATES, type Case } from '#core/case.ts';
import { canonicalJson } from '#core/hash.ts';
import { Id, Strict } from '#core/schema.ts';
import { spreadOf } from '#core/spread.ts';
import { readCommaList } from '../comma-list.ts';
import type { House } from '../dependencies.ts';
import { actorOf, personOf } from '../guard.ts';
import { answers } from '../responses.ts';
import { AlikeCases, Carried, CarryDecision } from '../schemas/carry.ts';
import {
  AddNote,
  AnswerColleague,
  AskColleague,
  CaseDetail,
  CaseExamples,
  CaseFacets,
  CaseList,
  CaseListQuery,
  CasesForMe,
  Claimed,
  ClaimNext,
  Colleagues,
  Countersign,
  CountQueues,
  Decide,
  HandOverCase,
  LabelGuide,
  QueueCounts,
  RefuseCountersign,
  ReleaseClaim,
  SimilarCases,
} from '../schemas/cases.ts';
import { Spread } from '../schemas/spread.ts';
import { alikeCases, carry } from './carry.ts';
import { claimOne, openClaims, renewClaim } from './claim.ts';
import { answer, ask, casesFor, colleaguesFor, handOver } from './colleagues.ts';
import { examplesOf, similarCasesOf } from './compare.ts';
import { addNote, countersign, decide, refuse, release, undo } from './decide.ts';
import { labelGuide } from './label-guide.ts';
import { leasesOf } from './leases.ts';
import { caseFor, reachOf } from './readable.ts';
import { detailOf, summaryOf } from './view.ts';

const CaseId = Strict({ id: Id });

export const caseRoutes: FastifyPluginAsyncTypebox<{ deps: House }> = async (app, { deps }) => {
  const { store } = deps;
  const tags = ['cases'];
  const claimNext = openClaims(deps);
  const view = (subject: Case, request: FastifyRequest) => detailOf(deps, subject, personOf(request));
  /** Whoever is shown a case leaves a trace before the text goes out. */
  const opened = async (subject: Case, request: FastifyRequest) => {
    await store.access.record(actorOf(request), { type: 'case.viewed', subject: subject.id });
    return view(subject, request);
  };

  app.get(
    '/cases',
    {
      config: { permission: 'case:list' },
      schema: { tags, summary: 'The queue, by priority', querystring: CaseListQuery, response: answers(CaseList) },
    },
    async (request) => {
      const { states, size, ...query } = request.query;
      const person = personOf(request);
      const page = await store.cases.queue({
        ...query,
        ...reachOf(person),
        states: readCommaList(states ?? 'open', CASE_STATES, '/states'),
        size: size ?? 25,
        fresh: true,
      });
      const leases = await leasesOf(
        deps,
        page.items.map(({ id }) => id),
        person.id,
      );
      return {
        items: page.items.map((subject) => summaryOf(subject, person, leases.get(subject.id) ?? null)),
        total: page.total,
        next: page.next,
      };
    },
  );

  app.get(
    '/cases/facets',
    {
      config: { permission: 'case:list' },
      schema: { tags, summary: 'Counts for the filters of the queue', response: answers(CaseFacets) },
    },
    async (request) => store.cases.facets(reachOf(personOf(request))),
  );

  app.post(
    '/cases/counts',
    {
      config: { permission: 'case:list' },
      schema: {
        tags,
        summary: 'How many cases several filters find',
        body: CountQueues,
        response: answers(QueueCounts),
      },
    },
    async (request) => ({
      items: await store.cases.counts(
        request.body.filters.map(({ queue, ...filter }) => ({
          ...filter,
          ...reachOf(personOf(request)),
          states: [queue],
        })),
      ),
    }),
  );

  app.get(
    '/cases/for-me',
    {
      config: { permission: 'case:read' },
      schema: {
        tags,
        summary: 'Questions that wait for my answer, and cases handed to me',
        response: answers(CasesForMe),
      },
    },
    async (request) => casesFor(deps, personOf(request)),
  );

  app.post(
    '/cases/claim',
    {
      config: { permission: 'case:claim' },
      schema: {
        tags,
        summary: 'Claim the next case that nobody else holds',
        body: ClaimNext,
        response: answers(Claimed),
      },
    },
    async (request) => claimNext(personOf(request), request.body, (claimed) => view(claimed, request)),
  );

  app.get(
    '/cases/:id',
    {
      config: { permission: 'case:read' },
      schema: { tags, summary: 'One case', params: CaseId, response: answers(CaseDetail) },
    },
    async (request) => opened(await caseFor(store, personOf(request), request.params.id), request),
  );

  app.get(
    '/cases/:id/examples',
    {
      config: { permission: 'case:read' },
      schema: {
        tags,
        summary: 'Labelled examples nearest to the text, of those that the model has learned from',
        params: CaseId,
        response: answers(CaseExamples),
      },
    },
    async (request) => examplesOf(deps, await caseFor(store, personOf(request), request.params.id)),
  );

  app.get(
    '/cases/:id/similar',
    {
      config: { permission: 'case:read' },
      schema: {
        tags,
        summary: 'Decided cases whose texts mean nearly the same, nearest first',
        params: CaseId,
        response: answers(SimilarCases),
      },
    },
    async (request) => {
      const subject = await caseFor(store, personOf(request), request.params.id);
      // Texts of other cases are shown: a trace comes first.
      await store.access.record(actorOf(request), {
        type: 'search.run',
        subject: canonicalJson({ similarToCase: subject.id }),
      });
      return similarCasesOf(deps, subject, personOf(request));
    },
  );

  app.get(
    '/cases/:id/alike',
    {
      config: { permission: 'case:decide' },
      schema: {
        tags,
        summary: 'Open cases to which I may carry my decision: their texts mean nearly the same, nearest first',
        params: CaseId,
        response: answers(AlikeCases),
      },
    },
    async (request) => alikeCases(deps, personOf(request), request.params.id),
  );

  app.post(
    '/cases/:id/carry',
    {
      config: { permission: 'case:decide' },
      schema: {
        tags,
        summary: 'Carry my decision to the open cases that I have read and named, each by a decision of its own',
        params: CaseId,
        body: CarryDecision,
        response: answers(Carried),
      },
    },
    async (request) => carry(deps, personOf(request), request.params.id, request.body),
  );

  app.get(
    '/cases/:id/spread',
    {
      config: { permission: 'case:read' },
      schema: {
        tags,
        summary: 'How the text spread: first seen, where next, how fast, and every copy that is still there',
        params: CaseId,
        response: answers(Spread),
      },
    },
    async (request) =>
      spreadOf(await caseFor(store, personOf(request), request.params.id), store.clock.now().toISOString()),
  );

  app.post(
    '/cases/:id/claim',
    {
      config: { permission: 'case:claim' },
      schema: { tags, summary: 'Claim this case', params: CaseId, response: answers(CaseDetail) },
    },
    async (request) => claimOne(store, personOf(request), request.params.id, (claimed) => view(claimed, request)),
  );

  app.post(
    '/cases/:id/claim/renewal',
    {
      config: { permission: 'case:claim' },
      schema: { tags, summary: 'Keep the claim for ten more minutes', params: CaseId, response: answers(CaseDetail) },
    },
    async (request) => view(await renewClaim(store, personOf(request), request.params.id), request),
  );

  app.post(
    '/cases/:id/release',
    {
      config: { permission: 'case:claim' },
      schema: {
        tags,
        summary: 'Give the claim back, or skip with a reason',
        params: CaseId,
        body: ReleaseClaim,
        response: answers(CaseDetail),
      },
    },
    async (request) => view(await release(deps, personOf(request), request.params.id, request.body.reason), request),
  );

  app.post(
    '/cases/:id/decisions',
    {
      config: { permission: 'case:decide' },
      schema: { tags, summary: 'Decide', params: CaseId, body: Decide, response: answers(CaseDetail) },
    },
    async (request) => view(await decide(deps, personOf(request), request.params.id, request.body), request),
  );

  app.post(
    '/cases/:id/undo',
    {
      config: { permission: 'case:decide' },
      schema: { tags, summary: 'Take the decision back', params: CaseId, response: answers(CaseDetail) },
    },
    async (request) => view(await undo(deps, personOf(request), request.params.id), request),
  );

  app.post(
    '/cases/:id/countersignature',
    {
      config: { permission: 'case:countersign' },
      schema: {
        tags,
        summary: 'A second person agrees',
        params: CaseId,
        body: Countersign,
        response: answers(CaseDetail),
      },
    },
    async (request) => view(await countersign(deps, personOf(request), request.params.id, request.body), request),
  );

  app.post(
    '/cases/:id/countersignature/refusal',
    {
      config: { permission: 'case:countersign' },
      schema: {
        tags,
        summary: 'A second person disagrees',
        params: CaseId,
        body: RefuseCountersign,
        response: answers(CaseDetail),
      },
    },
    async (request) => view(await refuse(deps, personOf(request), request.params.id, request.body), request),
  );

  app.post(
    '/cases/:id/notes',
    {
      config: { permission: 'case:note' },
      schema: { tags, summary: 'Add a note', params: CaseId, body: AddNote, response: answers(CaseDetail) },
    },
    async (request) => view(await addNote(deps, personOf(request), request.params.id, request.body.text), request),
  );

  app.get(
    '/cases/:id/colleagues',
    {
      config: { permission: 'case:note' },
      schema: {
        tags,
        summary: 'Whom one may ask about it, and who of them may act on it next',
        params: CaseId,
        response: answers(Colleagues),
      },
    },
    async (request) => colleaguesFor(store, personOf(request), request.params.id),
  );

  app.post(
    '/cases/:id/questions',
    {
      config: { permission: 'case:note' },
      schema: { tags, summary: 'Ask a colleague', params: CaseId, body: AskColleague, response: answers(CaseDetail) },
    },
    async (request) => view(await ask(deps, personOf(request), request.params.id, request.body), request),
  );

  app.post(
    '/cases/:id/questions/:question/answer',
    {
      config: { permission: 'case:note' },
      schema: {
        tags,
        summary: 'Answer a question of a colleague',
        params: Strict({ id: Id, question: Type.String({ pattern: '^[1-9]\\d{0,8}$' }) }),
        body: AnswerColleague,
        response: answers(CaseDetail),
      },
    },
    async (request) => {
      const { id, question } = request.params;
      return view(
        await answer(deps, personOf(request), id, { question: Number(question), text: request.body.text }),
        request,
      );
    },
  );

  app.post(
    '/cases/:id/handover',
    {
      config: { permission: 'case:claim' },
      schema: {
        tags,
        summary: 'Hand the case to a colleague',
        params: CaseId,
        body: HandOverCase,
        response: answers(CaseDetail),
      },
    },
    async (request) => view(await handOver(deps, personOf(request), request.params.id, request.body), request),
  );

  app.get(
    '/label-guide',
    {
      config: { permission: 'session:own' },
      schema: { tags, summary: 'The label guide and the templates of reasons', response: answers(LabelGuide) },
    },
    async () => labelGuide,
  );
};
