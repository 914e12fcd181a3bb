import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ApiDependencies } from '../dependencies.ts';
import { ErrorEnvelope } from '../schemas/envelope.ts';
import { AnyAnswer } from '../schemas/notices.ts';
import { AnswerAccepted } from '../schemas/orders.ts';
import { receiveAnswer } from './receive-answer.ts';

const BODY_LIMIT = 256 * 1024;

export const answerRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  // The digest covers the bytes as they came, so they are kept; what they say is read after the signature.
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  );

  app.post(
    '/answers',
    {
      config: { public: true, rateLimit: { max: 120, timeWindow: 60_000 } },
      bodyLimit: BODY_LIMIT,
      validatorCompiler: () => () => true,
      schema: {
        tags: ['answers'],
        summary: 'An operator answers an order, notice or referral, signed with its key (RFC 9421)',
        body: AnyAnswer,
        response: { 202: AnswerAccepted, '4xx': ErrorEnvelope, '5xx': ErrorEnvelope },
      },
    },
    async (request, reply) => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined),
      );
      const body: unknown = request.body;
      const accepted = await receiveAnswer(deps, {
        method: request.method,
        // The address that the operator was given, whatever proxy the request came through.
        url: `${deps.config.publicUrl}${request.url}`,
        headers,
        body: body instanceof Uint8Array ? body : new Uint8Array(),
      });
      return reply.code(202).send(accepted);
    },
  );
};
