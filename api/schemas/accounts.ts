import { type Static, Type } from 'typebox';
import { Account, ApiKey, KeyScope, Permission, Role } from '#core/roles.ts';
import { Id, Strict, Timestamp } from '#core/schema.ts';
import { WorkArea } from '#core/work-area.ts';
import { PublicAccount, Session } from './session.ts';

/** Why somebody did something to the account of another; it stands in the record. */
export const AccountReason = Type.String({ minLength: 3, maxLength: 1000 });
const Password = Type.String({ minLength: 1, maxLength: 200 });
/** By length alone (NIST SP 800-63B): rules about signs only make passwords that are alike. */
export const NewPassword = Type.String({ minLength: 12, maxLength: 200 });
const Code = Type.String({ minLength: 6, maxLength: 40 });

export const KeyShown = Strict({
  id: ApiKey.properties.id,
  name: ApiKey.properties.name,
  scopes: ApiKey.properties.scopes,
  createdAt: ApiKey.properties.createdAt,
  expiresAt: ApiKey.properties.expiresAt,
  revokedAt: ApiKey.properties.revokedAt,
});
export type KeyShown = Static<typeof KeyShown>;

export const SessionShown = Strict({
  key: Type.String(),
  startedAt: Timestamp,
  expiresAt: Timestamp,
  via: Type.Enum(['password', 'provider'] as const),
  /** What the browser calls itself. */
  agent: Type.String(),
  /** The one that asks. */
  current: Type.Boolean(),
});
export type SessionShown = Static<typeof SessionShown>;

export const AccountShown = Strict({
  ...PublicAccount.properties,
  disabled: Type.Boolean(),
  createdAt: Timestamp,
  mustChangePassword: Type.Boolean(),
  secondFactor: Type.Boolean(),
  /** Signs in with the provider of the house. */
  provider: Type.Boolean(),
  /** Who gave the password, until another person confirms the account. */
  unconfirmedBy: Type.Union([Id, Type.Null()]),
  keys: Type.Array(KeyShown),
  /** Sources that the archive is for this person; empty: all of it. */
  sourceIds: Type.Array(Id),
  /** The part of the queue that is this person's; empty: all of it. */
  work: WorkArea,
  /** What somebody has proposed instead, until another person confirms it. */
  proposedWork: Type.Union([Strict({ work: WorkArea, by: Id, byName: Type.String(), at: Timestamp }), Type.Null()]),
  changed: Type.Union([
    Strict({ what: Type.String(), by: Id, byName: Type.String(), at: Timestamp, reason: Type.String() }),
    Type.Null(),
  ]),
});
export type AccountShown = Static<typeof AccountShown>;

/** GET /api/v1/accounts */
export const AccountList = Strict({
  items: Type.Array(AccountShown),
  /** What each role may do. */
  roles: Type.Array(Strict({ role: Role, permissions: Type.Array(Permission) })),
});
export type AccountList = Static<typeof AccountList>;

/** POST /api/v1/accounts */
export const AddAccount = Strict({
  login: Account.properties.login,
  displayName: Account.properties.displayName,
  post: Account.properties.post,
  roles: Account.properties.roles,
});
export type AddAccount = Static<typeof AddAccount>;
/** The password is shown once and opens only the page that changes it. */
export const PasswordMade = Strict({ account: AccountShown, password: Type.String() });
export type PasswordMade = Static<typeof PasswordMade>;

/** PUT /api/v1/accounts/:id */
export const DescribeAccount = Strict({
  displayName: Account.properties.displayName,
  post: Account.properties.post,
  roles: Account.properties.roles,
  /** The archive is these sources and nothing else; empty: all of it. Left out: as it was. */
  sourceIds: Type.Optional(Type.Array(Id, { maxItems: 200, uniqueItems: true })),
  /**
   * The queue is this part of it and nothing else, once another person has confirmed that; empty: all of it. The part in force: what
   * was proposed is taken back. Left out: as it was.
   */
  work: Type.Optional(WorkArea),
  reason: AccountReason,
});
export type DescribeAccount = Static<typeof DescribeAccount>;
/** POST /api/v1/accounts/:id/work/confirmation: with the part that was read. */
export const ConfirmWork = Strict({ work: WorkArea, reason: AccountReason });
export type ConfirmWork = Static<typeof ConfirmWork>;
/** POST /api/v1/accounts/:id/state */
export const DisableAccount = Strict({ disabled: Type.Boolean(), reason: AccountReason });
export type DisableAccount = Static<typeof DisableAccount>;
/** POST /api/v1/accounts/:id/confirmation, /password-reset, /second-factor-reset, /sessions/end and /keys/:keyId/revocation */
export const ResetAccount = Strict({ reason: AccountReason });
export type ResetAccount = Static<typeof ResetAccount>;

/** GET /api/v1/accounts/:id/sessions and GET /api/v1/account/sessions */
export const SessionList = Strict({ items: Type.Array(SessionShown) });
export type SessionList = Static<typeof SessionList>;

/** GET /api/v1/account: the account of whoever asks. */
export const OwnAccount = Strict({
  account: AccountShown,
  /** Recovery codes that are left. */
  recoveryCodes: Type.Integer(),
  /** A role of this person opens nothing without a second factor. */
  secondFactorNeeded: Type.Boolean(),
  sessions: Type.Array(SessionShown),
  /** What a key of this person can be given. */
  scopes: Type.Array(KeyScope),
});
export type OwnAccount = Static<typeof OwnAccount>;

/** POST /api/v1/account/password */
export const ChangePassword = Strict({ password: Password, next: NewPassword });
export type ChangePassword = Static<typeof ChangePassword>;
/** POST /api/v1/account/second-factor: begins the set-up. */
export const StartSecondFactor = Strict({ password: Password });
export type StartSecondFactor = Static<typeof StartSecondFactor>;
export const SecondFactorStarted = Strict({
  /** Base32, for typing; `uri` for a picture that devices read. */
  secret: Type.String(),
  uri: Type.String(),
});
export type SecondFactorStarted = Static<typeof SecondFactorStarted>;
/** POST /api/v1/account/second-factor/confirmation */
export const ConfirmSecondFactor = Strict({ code: Code });
export type ConfirmSecondFactor = Static<typeof ConfirmSecondFactor>;
export const RecoveryCodes = Strict({ recoveryCodes: Type.Array(Type.String()) });
export type RecoveryCodes = Static<typeof RecoveryCodes>;
/** POST /api/v1/account/second-factor/removal */
export const RemoveSecondFactor = Strict({ password: Password, code: Code });
export type RemoveSecondFactor = Static<typeof RemoveSecondFactor>;

/** POST /api/v1/account/keys */
export const MakeKey = Strict({
  name: ApiKey.properties.name,
  scopes: ApiKey.properties.scopes,
  days: Type.Integer({ minimum: 1, maximum: 366 }),
});
export type MakeKey = Static<typeof MakeKey>;
export const KeyMade = Strict({ key: KeyShown, token: Type.String() });
export type KeyMade = Static<typeof KeyMade>;

/** GET /api/v1/session/ways, for everybody: how one gets in. */
export const SignInWays = Strict({
  /** Name of the provider that people may sign in with. */
  provider: Type.Union([Type.String(), Type.Null()]),
  /** Nobody has an account yet: the first one is made with the code that the start printed. */
  empty: Type.Boolean(),
});
export type SignInWays = Static<typeof SignInWays>;

/** POST /api/v1/setup: the first person of an empty installation, who is signed in by it. */
export const FirstAccount = Strict({
  code: Type.String({ minLength: 1, maxLength: 100 }),
  login: Account.properties.login,
  displayName: Account.properties.displayName,
  post: Account.properties.post,
  password: NewPassword,
});
export type FirstAccount = Static<typeof FirstAccount>;
export const FirstSession = Session;
