import { Ajv, type Options } from 'ajv';
import type { FastifySchemaCompiler, RouteOptions } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { Strict } from '#core/schema.ts';

const RULES: Options = {
  allErrors: true,
  removeAdditional: false,
  useDefaults: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
};
/** A body says what it means; only a query string has no types of its own. */
const exact = new Ajv({ ...RULES, coerceTypes: false });
const coercing = new Ajv({ ...RULES, coerceTypes: true });

export const compileSchema: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) =>
  (httpPart === 'querystring' ? coercing : exact).compile(schema);

const NoQuery = Strict({});
const NoBody = Type.Union([Type.Null(), Strict({})]);
const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** A route that asks for no query or no body refuses one, like any other unknown field. */
export const refuseUnasked = (route: RouteOptions): void => {
  if (route.schema === undefined) return;
  const schema = route.schema;
  schema.querystring ??= NoQuery;
  if (typeof route.method === 'string' && WITH_BODY.has(route.method)) schema.body ??= NoBody;
};
