import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { NOTICE_STATES, type Notice, Transmission } from '#core/notice.ts';
import { may } from '#core/roles.ts';
import { Id, Strict } from '#core/schema.ts';
import { enterAnswer, makeCode } from '../answers/enter-answer.ts';
import { readCommaList } from '../comma-list.ts';
import type { House } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { personOf } from '../guard.ts';
import { noticeOf } from '../load.ts';
import { answers, bytes, sendPdf } from '../responses.ts';
import {
  AnswerCodeMade,
  DraftNotice,
  EditNotice,
  EnterAnswer,
  NoticeDetail,
  NoticeDocumentQuery,
  NoticeList,
  NoticeListQuery,
  NoticePreview,
  PreviewNotice,
  PreviewNoticeEdit,
  ReleaseNotice,
  ServeNotice,
  SignNotice,
  TransmitNotice,
  WithdrawNotice,
} from '../schemas/notices.ts';
import { edit, recheck, release, replay, serve, sign, transmit, undo, withdraw } from './change-notice.ts';
import { printedNotice } from './document.ts';
import { draftNotice } from './draft-notice.ts';
import { previewNotice, previewNoticeEdit } from './preview-notice.ts';
import { noticeDetail, noticeSummary } from './view.ts';

const NoticeId = Strict({ id: Id });

/** Orders and notices under the DSA, and referrals: the instruments beside the removal order. */
export const noticeRoutes: FastifyPluginAsyncTypebox<{ deps: House }> = async (app, { deps }) => {
  const { store } = deps;
  const tags = ['notices'];
  const params = NoticeId;
  const response = answers(NoticeDetail);
  const view = (notice: Notice, request: FastifyRequest) => noticeDetail(deps, notice, personOf(request));

  app.get(
    '/notices',
    {
      config: { permission: 'order:list' },
      schema: {
        tags,
        summary: 'Orders and notices under the DSA, and referrals, last changed first',
        querystring: NoticeListQuery,
        response: answers(NoticeList),
      },
    },
    async (request) => {
      const { states, size, ...query } = request.query;
      const page = await store.notices.list({
        ...query,
        ...(states === undefined ? {} : { states: readCommaList(states, NOTICE_STATES, '/states') }),
        size: size ?? 25,
      });
      const names = await deps.directory.operators(page.items.map(({ operatorId }) => operatorId));
      return {
        items: page.items.map((notice) =>
          noticeSummary(notice, names.get(notice.operatorId) ?? { id: notice.operatorId, name: notice.operatorId }),
        ),
        total: page.total,
        next: page.next,
        states: await store.notices.states(),
      };
    },
  );

  app.get(
    '/notices/:id',
    { config: { permission: 'order:read' }, schema: { tags, summary: 'One notice', params, response } },
    async (request) => view(await noticeOf(store, request.params.id), request),
  );

  app.post(
    '/notices',
    {
      config: { permission: 'order:draft' },
      schema: {
        tags,
        summary: 'Draw up an order or notice under the DSA, or a referral, on a signed case',
        body: DraftNotice,
        response,
      },
    },
    async (request) => view(await draftNotice(deps, personOf(request), request.body), request),
  );

  app.post(
    '/notices/preview',
    {
      config: { permission: 'order:draft' },
      schema: {
        tags,
        summary: 'An order or notice under the DSA, or a referral, as it would be drawn up now; nothing is written',
        body: PreviewNotice,
        response: answers(NoticePreview),
      },
    },
    (request) => previewNotice(deps, personOf(request), request.body),
  );

  app.post(
    '/notices/:id/preview',
    {
      config: { permission: 'order:draft' },
      schema: {
        tags,
        summary: 'A draft as it would be with what is being typed now; nothing is written',
        params,
        body: PreviewNoticeEdit,
        response: answers(NoticePreview),
      },
    },
    (request) => previewNoticeEdit(deps, personOf(request), request.params.id, request.body),
  );

  app.get(
    '/notices/:id/document.pdf',
    {
      config: { permission: 'order:read', rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: { tags, summary: 'It as PDF', params, querystring: NoticeDocumentQuery, response: bytes },
    },
    async (request, reply) => {
      const withCode = may(personOf(request).roles, 'answer:enter');
      const notice = await noticeOf(store, request.params.id);
      return sendPdf(reply, await printedNotice(deps, notice, request.query, withCode));
    },
  );

  app.put(
    '/notices/:id',
    {
      config: { permission: 'order:draft' },
      schema: { tags, summary: 'Change a draft', params, body: EditNotice, response },
    },
    async (request) => view(await edit(deps, personOf(request), request.params.id, request.body), request),
  );

  app.post(
    '/notices/:id/signature',
    {
      config: { permission: 'order:sign' },
      schema: { tags, summary: 'Sign; refused to whoever decided the case', params, body: SignNotice, response },
    },
    async (request) => view(await sign(deps, personOf(request), request.params.id, request.body.seq), request),
  );

  app.post(
    '/notices/:id/release',
    {
      config: { permission: 'order:sign' },
      schema: {
        tags,
        summary: 'Let a draft go in spite of what is at the same address; somebody else signs',
        params,
        body: ReleaseNotice,
        response,
      },
    },
    async (request) => view(await release(deps, personOf(request), request.params.id, request.body), request),
  );

  app.post(
    '/notices/:id/undo',
    {
      config: { permission: 'order:sign' },
      schema: { tags, summary: 'Take the signature back', params, response },
    },
    async (request) => view(await undo(deps, personOf(request), request.params.id), request),
  );

  app.post(
    '/notices/:id/withdrawal',
    {
      config: { permission: 'order:withdraw' },
      schema: {
        tags,
        summary: 'Take it back; where it has left, the operator is told',
        params,
        body: WithdrawNotice,
        response,
      },
    },
    async (request) => view(await withdraw(deps, personOf(request), request.params.id, request.body.reason), request),
  );

  app.post(
    '/notices/:id/service',
    {
      config: { permission: 'order:serve' },
      schema: { tags, summary: 'Record that a person brought it', params, body: ServeNotice, response },
    },
    async (request) => view(await serve(deps, personOf(request), request.params.id, request.body.proof), request),
  );

  app.post(
    '/notices/:id/replay',
    {
      config: { permission: 'order:serve' },
      schema: { tags, summary: 'Have a dead letter tried again', params, response },
    },
    async (request) => view(await replay(deps, personOf(request), request.params.id), request),
  );

  app.post(
    '/notices/:id/recheck',
    {
      config: { permission: 'order:sign' },
      schema: { tags, summary: 'Look now whether it is still up', params, response },
    },
    async (request) => view(await recheck(deps, request.params.id), request),
  );

  app.post(
    '/notices/:id/answers',
    {
      config: { permission: 'answer:enter' },
      schema: { tags, summary: 'Enter an answer that came another way', params, body: EnterAnswer, response },
    },
    async (request) => {
      const { id } = request.params;
      await enterAnswer(deps, personOf(request), { kind: 'notice', subject: await noticeOf(store, id) }, request.body);
      return view(await noticeOf(store, id), request);
    },
  );

  app.post(
    '/notices/:id/answer-code',
    {
      config: { permission: 'answer:enter' },
      schema: {
        tags,
        summary: 'Make a code with which the operator answers once on the public page',
        params,
        response: answers(AnswerCodeMade),
      },
    },
    async (request) =>
      makeCode(deps, personOf(request), { kind: 'notice', subject: await noticeOf(store, request.params.id) }),
  );

  app.post(
    '/notices/:id/transmission',
    {
      config: { permission: 'order:sign' },
      schema: {
        tags,
        summary: 'Record what goes to the Digital Services Coordinator (DSA article 9(4))',
        params,
        body: TransmitNotice,
        response,
      },
    },
    async (request) => view(await transmit(deps, personOf(request), request.params.id, request.body.to), request),
  );

  app.get(
    '/notices/:id/transmission',
    {
      config: { permission: 'order:read' },
      schema: {
        tags,
        summary: 'The last record for the Digital Services Coordinator, as it is to be sent',
        params,
        response: answers(Transmission),
      },
    },
    async (request) => {
      const last = (await noticeOf(store, request.params.id)).transmissions.at(-1);
      if (last === undefined) throw apiError('NOT_FOUND');
      return last.document;
    },
  );
};
