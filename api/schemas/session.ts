import { type Static, Type } from 'typebox';
import { DUES } from '#core/account.ts';
import { Account, Permission } from '#core/roles.ts';
import { Strict, Timestamp } from '#core/schema.ts';
import { WorkArea } from '#core/work-area.ts';

/** POST /api/v1/session */
export const SignIn = Strict({
  login: Type.String({ minLength: 1, maxLength: 64 }),
  password: Type.String({ minLength: 1, maxLength: 200 }),
  /** Of the second factor, or a recovery code; asked for (CODE_REQUIRED) once the password is right. */
  code: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
});
export type SignIn = Static<typeof SignIn>;

export const PublicAccount = Strict({
  id: Account.properties.id,
  login: Account.properties.login,
  displayName: Account.properties.displayName,
  post: Account.properties.post,
  roles: Account.properties.roles,
});
export type PublicAccount = Static<typeof PublicAccount>;

/** GET /api/v1/session; the CSRF token goes into the header `x-csrf-token` of every request that is not a GET. */
export const Session = Strict({
  account: PublicAccount,
  permissions: Type.Array(Permission),
  /** The part of the queue that is this person's; null: all of it. */
  work: Type.Union([WorkArea, Type.Null()]),
  csrfToken: Type.String(),
  expiresAt: Timestamp,
  /** Seconds during which a decision or signature can be undone. */
  undoSeconds: Type.Integer(),
  /** What has to be done before the account opens anything: another password, or a second factor. */
  due: Type.Union([Type.Enum(DUES), Type.Null()]),
  /** True where the fixture web is running: the pages say so. */
  demo: Type.Boolean(),
});
export type Session = Static<typeof Session>;
