import { type TObject, type TProperties, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { WeirError } from './errors.ts';

/** An object that refuses fields it does not know. */
export const Strict = <P extends TProperties>(properties: P, options: Record<string, unknown> = {}): TObject<P> =>
  Type.Object(properties, { additionalProperties: false, ...options });

export const Timestamp = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?Z$',
  description: 'RFC 3339 time in UTC',
});
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 as lower-case hex' });
export const Id = Type.String({ pattern: '^[A-Za-z0-9_:.-]{1,128}$' });
export const HttpUrl = Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 4096 });
export const Probability = Type.Number({ minimum: 0, maximum: 1 });
/** ISO 3166-1 alpha-2. */
export const Country = Type.String({ pattern: '^[A-Z]{2}$' });
/** ISO 639-1, or `und` where it could not be told. */
export const Language = Type.String({ pattern: '^([a-z]{2}|und)$' });

/**
 * Compiles a schema to a check that throws a coded error naming every wrong field.
 * @throws WeirError `code` (400) with one detail per wrong field.
 */
export const checker = <S extends TSchema>(schema: S, code: string, what: string) => {
  const compiled = Compile(schema);
  return (value: unknown) => {
    if (compiled.Check(value)) return value;
    const details = compiled.Errors(value).map((error) => ({
      location: error.instancePath === '' ? '/' : error.instancePath,
      message: error.message ?? 'is not valid',
    }));
    throw new WeirError(code, `${what} does not have the right shape.`, {
      status: 400,
      fix: 'Correct the fields listed in details and send it again.',
      details,
    });
  };
};
