import { type Static, Type } from 'typebox';
import { Strict } from '#core/schema.ts';

/** The one shape of every error that the API gives. */
export const ErrorEnvelope = Strict({
  error: Strict({
    /** Request id: name it when asking for help. */
    id: Type.String(),
    code: Type.String(),
    message: Type.String(),
    fix: Type.Union([Type.String(), Type.Null()]),
    details: Type.Array(
      Strict({
        location: Type.String(),
        message: Type.String(),
        fix: Type.Optional(Type.String()),
        /** Name of the rule that is broken, for pages that say it in another language. */
        rule: Type.Optional(Type.String()),
      }),
    ),
  }),
});
export type ErrorEnvelope = Static<typeof ErrorEnvelope>;

export const Done = Strict({ done: Type.Literal(true) });
export type Done = Static<typeof Done>;

/** Paging: `next` is opaque; null at the end. */
export const Next = Type.Union([Type.String(), Type.Null()]);
export const PageQuery = {
  size: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 25 })),
  after: Type.Optional(Type.String({ maxLength: 2000 })),
};
/** A list in a query string: comma-separated. */
export const CommaList = Type.String({ pattern: '^[a-z0-9_,-]+$', maxLength: 400 });
