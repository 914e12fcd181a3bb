/** Where an operator without a signed channel answers, with a code that its contact point got. No scripts, no account. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { isWeirError } from '#core/errors.ts';
import { countryOfResponsibility } from '#core/operator.ts';
import { answerCodeHashOf } from '#core/receipt-code.ts';
import { Strict } from '#core/schema.ts';
import { readAnyAnswer } from '#takedowns/answers.ts';
import { type Addressed, byAnswerCode, takeAnswer } from '../answers/take-answer.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { countAddress } from './address-limit.ts';
import { ANSWER_FIELDS, answerOf, fieldOfFault, kindsFor, leftOpen } from './answer-fields.ts';
import { answerForms, answerSent, codeForm } from './answer-page.ts';
import { ANSWER_KINDS, type AnswerKind } from './answer-words.ts';
import { languageOf } from './language.ts';
import { asPublicPages, fieldsOf, PUBLIC_PAGE, sendPage } from './routes.ts';

/** A code has 125 bits: this keeps a program from trying, and a person who mistypes can go on. */
const ANSWERS = { name: 'answer', max: 60, seconds: 3600 };

const AskedLanguage = Strict({ lang: Type.Optional(Type.String({ maxLength: 20 })) });
const Kind = Strict({ kind: Type.Enum(ANSWER_KINDS) });

/** Faults that mean that the code does not open this any more. */
const CLOSED = ['ANSWER_CODE_UNKNOWN', 'ORDER_STATE', 'NOTICE_STATE'];

export const answerPageRoutes: FastifyPluginAsync<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { store } = deps;
  asPublicPages(app);
  const page = { config: PUBLIC_PAGE, schema: { hide: true, querystring: AskedLanguage } };
  const form = { config: PUBLIC_PAGE, schema: { hide: true, body: Type.Record(Type.String(), Type.String()) } };

  const open = async (request: FastifyRequest): Promise<{ to: Addressed; code: string; hash: string } | null> => {
    await countAddress(store.redis, store.namespace, request.ip, ANSWERS);
    const code = fieldsOf(request).code ?? '';
    if (code.length < 20 || code.length > 64) return null;
    const hash = answerCodeHashOf(code);
    const to = await byAnswerCode(store, hash);
    if (to === null) return null;
    const known = to.subject.answerCodes?.find((one) => one.hash === hash);
    return known === undefined || known.expiresAt <= store.clock.now().toISOString() ? null : { to, code, hash };
  };
  /** What the house knows already need not be typed. */
  const known = async (to: Addressed): Promise<Record<string, string>> => {
    const operator = await store.operators.get(to.subject.operatorId);
    const receivedAt = to.subject.receipt?.receivedAt;
    return {
      ...(operator === null
        ? {}
        : {
            name: operator.legalRepresentative?.name ?? operator.name,
            memberState: countryOfResponsibility(operator),
          }),
      ...(receivedAt === undefined ? {} : { receivedAt: receivedAt.slice(0, 16).replace('T', ' ') }),
    };
  };
  const closed = (request: FastifyRequest, reply: FastifyReply): void =>
    sendPage(reply, codeForm(languageOf(request, fieldsOf(request).lang), 'unknownCode'), 404);

  app.get('/public/answer', page, (request, reply) => {
    sendPage(reply, codeForm(languageOf(request, (request.query as { lang?: string }).lang)));
  });

  app.post('/public/answer', form, async (request, reply) => {
    const lang = languageOf(request, fieldsOf(request).lang);
    const opened = await open(request);
    if (opened === null) return closed(request, reply);
    sendPage(reply, answerForms(lang, opened.to, opened.code, await known(opened.to)));
  });

  app.post<{ Params: { kind: AnswerKind } }>(
    '/public/answer/:kind',
    { ...form, schema: { ...form.schema, params: Kind } },
    async (request, reply) => {
      const fields = fieldsOf(request);
      const lang = languageOf(request, fields.lang);
      const opened = await open(request);
      const { kind } = request.params;
      if (opened === null || !kindsFor(opened.to).includes(kind)) return closed(request, reply);
      const { to, code, hash } = opened;
      const typed = Object.fromEntries(ANSWER_FIELDS[kind].map(({ name }) => [name, fields[`${kind}-${name}`] ?? '']));
      const again = async (faults: string[]): Promise<void> =>
        sendPage(reply, answerForms(lang, to, code, await known(to), { kind, typed, faults }), 422);
      const missing = leftOpen(kind, typed);
      if (missing.length > 0) return again(missing);
      try {
        const answer = readAnyAnswer(answerOf(kind, to, typed, store.clock.now().toISOString()));
        const actor = { kind: 'operator' as const, id: to.subject.operatorId };
        const isNew = await takeAnswer(deps, to, answer, { via: 'page', codeHash: hash }, actor);
        sendPage(reply, answerSent(lang, to.subject.reference, isNew));
      } catch (error) {
        if (!isWeirError(error)) throw error;
        // Used up while this was being typed, or taken back by the authority.
        if (CLOSED.includes(error.code)) return closed(request, reply);
        if (error.code !== 'ANSWER_INVALID' && error.code !== 'STATEMENT_INVALID') throw error;
        await again(error.details.map(({ location }) => fieldOfFault(location)));
      }
    },
  );
};
