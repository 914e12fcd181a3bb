import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorDetail, isWeirError, WeirError, type WeirErrorOptions } from '#core/errors.ts';
import { type ApiErrorCode, ERROR_CODES } from './error-codes.ts';
import type { ErrorEnvelope } from './schemas/envelope.ts';

/** An error of the registry: sentence and status come from there. */
export const apiError = (
  code: ApiErrorCode,
  options: Omit<WeirErrorOptions, 'status'> & { message?: string } = {},
): WeirError => {
  const { message, ...rest } = options;
  const known = ERROR_CODES[code];
  return new WeirError(code, message ?? known.sentence, { fix: known.meaning, ...rest, status: known.status });
};

const INVALID: Record<string, ApiErrorCode> = {
  body: 'BODY_INVALID',
  querystring: 'QUERY_INVALID',
  params: 'PATH_INVALID',
  headers: 'HEADERS_INVALID',
};

const FIX: Record<string, (params: Record<string, unknown>) => string> = {
  additionalProperties: (params) => `Remove ${String(params.additionalProperty)}.`,
  required: (params) => `Add ${String(params.missingProperty)}.`,
  type: (params) => `Give a value of type ${String(params.type)}.`,
  enum: (params) => `Give one of ${(params.allowedValues as unknown[]).join(', ')}.`,
};

/** One detail for each wrong field, pointing at the field itself even where the schema blames the object around it. */
const detailsOf = (error: FastifyError): ErrorDetail[] =>
  (error.validation ?? []).map((fault) => {
    const inside = fault.params.additionalProperty ?? fault.params.missingProperty;
    const fix = FIX[fault.keyword]?.(fault.params);
    return {
      location: `${fault.instancePath}${typeof inside === 'string' ? `/${inside}` : ''}` || '/',
      message: fault.keyword === 'additionalProperties' ? 'is not a known field' : (fault.message ?? 'is not valid'),
      ...(fix === undefined ? {} : { fix }),
      rule: fault.keyword,
    };
  });

const BY_FASTIFY_CODE: Record<string, ApiErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
};

/** Names of what the clients of Elasticsearch and Redis throw where the service does not answer. */
const UNAVAILABLE: ReadonlySet<string> = new Set([
  'ConnectionError',
  'NoLivingConnectionsError',
  'TimeoutError',
  'MaxRetriesPerRequestError',
]);
/** A busy Elasticsearch answers 429 or 503, which is not the caller's doing. */
const isUnavailable = (error: unknown): boolean =>
  error instanceof Error &&
  (UNAVAILABLE.has(error.name) ||
    (error.name === 'ResponseError' && 'statusCode' in error && [429, 503].includes(Number(error.statusCode))));

/** Turns whatever was thrown into an error of the registry. */
const asWeirError = (error: unknown): WeirError => {
  // What is worth another try is a service that was busy, not something broken in the house.
  if (isWeirError(error))
    return error.status === 500 && error.retry ? apiError('UNAVAILABLE', { cause: error }) : error;
  const thrown = error as FastifyError;
  if (thrown.validation !== undefined)
    return apiError(INVALID[thrown.validationContext ?? 'body'] ?? 'BODY_INVALID', {
      details: detailsOf(thrown),
      fix: 'Correct the fields listed in details and send it again.',
    });
  const known = BY_FASTIFY_CODE[thrown.code];
  if (known !== undefined) return apiError(known, { cause: error });
  if (isUnavailable(error)) return apiError('UNAVAILABLE', { cause: error });
  // A status that Elasticsearch gave is between it and the house, not the caller's doing.
  if (
    thrown.statusCode !== undefined &&
    thrown.statusCode >= 400 &&
    thrown.statusCode < 500 &&
    thrown.name !== 'ResponseError'
  )
    return apiError('REQUEST_INVALID', { cause: error });
  return apiError('INTERNAL', { cause: error });
};

export const envelopeOf = (error: WeirError, requestId: string): ErrorEnvelope => ({
  error: {
    id: requestId,
    code: error.status === 500 ? 'INTERNAL' : error.code,
    // What went wrong inside is for the log, not for whoever asks.
    message: error.status === 500 ? ERROR_CODES.INTERNAL.sentence : error.message,
    fix: error.status === 500 ? ERROR_CODES.INTERNAL.meaning : (error.fix ?? null),
    details: error.status === 500 ? [] : error.details,
  },
});

/** The one error handler: the same envelope for everything. */
export const answerError = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const known = asWeirError(error);
  if (known.status >= 500) request.log.error({ err: error }, known.message);
  else request.log.info({ code: known.code }, known.message);
  return reply
    .code(known.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(envelopeOf(known, request.id));
};
