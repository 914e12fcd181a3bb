import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { answersTo, coach, makeGolden } from '#core/case-quality.ts';
import { Id, Strict } from '#core/schema.ts';
import { publishCase } from '#pipeline/publish.ts';
import { detailOf } from '../cases/view.ts';
import type { House } from '../dependencies.ts';
import { actorOf, personOf } from '../guard.ts';
import { caseOf } from '../load.ts';
import { answers } from '../responses.ts';
import { CaseDetail } from '../schemas/cases.ts';
import { Done } from '../schemas/envelope.ts';
import {
  AgreementShown,
  Coach,
  DisputedList,
  DisputedQuery,
  MakeGolden,
  NextReading,
  NextTraining,
  ReadAgain,
  TrainingAnswer,
  TrainingFeedback,
} from '../schemas/quality.ts';
import { DrawSample, SampleList, SampleQuery, SampleShown } from '../schemas/reading-samples.ts';
import { agreementOf } from './agreement.ts';
import { nextReading, nextTraining, read, train } from './readings.ts';
import { draw, samples } from './samples.ts';

/** One case in twenty is read twice where the organisation sets nothing. */
const SHARE = 0.05;
const CaseId = Strict({ id: Id });

export const qualityRoutes: FastifyPluginAsyncTypebox<{ deps: House }> = async (app, { deps }) => {
  const { store, config } = deps;
  const tags = ['quality'];

  app.post(
    '/quality/readings/next',
    {
      config: { permission: 'case:decide' },
      schema: { tags, summary: 'A decided case to read without knowing the decision', response: answers(NextReading) },
    },
    async (request) => ({ item: await nextReading(store, personOf(request), config.secondReadingShare ?? SHARE) }),
  );

  app.post(
    '/quality/readings',
    {
      config: { permission: 'case:decide' },
      schema: { tags, summary: 'What I say of it', body: ReadAgain, response: answers(Done) },
    },
    async (request) => {
      await read(store, personOf(request), request.body);
      return { done: true as const };
    },
  );

  app.post(
    '/quality/training/next',
    {
      config: { permission: 'case:decide' },
      schema: { tags, summary: 'A golden item to learn from', body: NextTraining, response: answers(NextReading) },
    },
    async (request) => ({ item: await nextTraining(store, personOf(request), request.body.seen) }),
  );

  app.post(
    '/quality/training/answers',
    {
      config: { permission: 'case:decide' },
      schema: {
        tags,
        summary: 'Whether my answer is right; nothing of it is kept',
        body: TrainingAnswer,
        response: answers(TrainingFeedback),
      },
    },
    async (request) => train(store, personOf(request), request.body),
  );

  app.get(
    '/quality/agreement',
    {
      config: { permission: 'quality:read' },
      schema: { tags, summary: 'How far the house agrees with itself', response: answers(AgreementShown) },
    },
    async () => agreementOf(store),
  );

  app.get(
    '/quality/samples',
    {
      config: { permission: 'quality:read' },
      schema: {
        tags,
        summary: 'Samples that were drawn to be read again, and how far the house agrees on each',
        querystring: SampleQuery,
        response: answers(SampleList),
      },
    },
    async (request) => samples(deps, request.query),
  );

  app.post(
    '/quality/samples',
    {
      config: { permission: 'quality:manage' },
      schema: {
        tags,
        summary: 'Draw decided cases to be read again without knowing the decision',
        body: DrawSample,
        response: answers(SampleShown),
      },
    },
    async (request) => draw(deps, personOf(request), request.body),
  );

  app.get(
    '/quality/disputed',
    {
      config: { permission: 'quality:read' },
      schema: {
        tags,
        summary: 'Cases of which a second reading says something else',
        querystring: DisputedQuery,
        response: answers(DisputedList),
      },
    },
    async (request) => {
      const { size = 25, after } = request.query;
      const page = await store.cases.disputed({ size, after });
      return {
        items: page.items.map((one) => ({
          ...{ caseId: one.id, state: one.state, leading: one.assessment.leading, lang: one.lang },
          ...{ answers: answersTo(one), updatedAt: one.updatedAt },
        })),
        total: page.total,
        next: page.next,
      };
    },
  );

  app.post(
    '/cases/:id/golden',
    {
      config: { permission: 'quality:manage' },
      schema: {
        tags,
        summary: 'Make it a golden item',
        params: CaseId,
        body: MakeGolden,
        response: answers(CaseDetail),
      },
    },
    async (request) => {
      const { id } = request.params;
      await caseOf(store, id);
      const { state } = await store.cases.change(id, actorOf(request), (current) =>
        makeGolden(current, request.body.note),
      );
      await publishCase(deps, state);
      return detailOf(deps, state, personOf(request));
    },
  );

  app.post(
    '/cases/:id/coaching',
    {
      config: { permission: 'quality:manage' },
      schema: {
        tags,
        summary: 'A word to a colleague who decided or read it; the two alone see it',
        params: CaseId,
        body: Coach,
        response: answers(CaseDetail),
      },
    },
    async (request) => {
      const { id } = request.params;
      await caseOf(store, id);
      const actor = actorOf(request);
      const { state } = await store.cases.change(id, actor, (current) => coach(current, { actor, ...request.body }));
      await publishCase(deps, state);
      return detailOf(deps, state, personOf(request));
    },
  );
};
