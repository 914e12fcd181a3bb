import { type Static, Type } from 'typebox';
import { Id, Sha256, Strict, Timestamp } from './schema.ts';
import { WorkArea } from './work-area.ts';

export const ROLES = ['reviewer', 'liaison', 'analyst', 'supervisor', 'auditor'] as const;
export const Role = Type.Enum(ROLES);
export type Role = (typeof ROLES)[number];

/** Everything that a signed-in person may be allowed to do. A route names exactly one. */
export const PERMISSIONS = [
  'session:own',
  'case:list',
  'case:read',
  'case:claim',
  'case:decide',
  'case:countersign',
  'case:note',
  'quality:read',
  'quality:manage',
  'order:list',
  'order:read',
  'order:draft',
  'order:sign',
  'order:withdraw',
  'order:clarify',
  'order:serve',
  'answer:enter',
  'complaint:read',
  'complaint:decide',
  'tip:read',
  'tip:close',
  'contact:read',
  'operator:read',
  'operator:write',
  'post:search',
  'post:read',
  'post:export',
  'evidence:read',
  'evidence:purge',
  'source:read',
  'source:write',
  'oversight:read',
  'policy:read',
  'policy:change',
  'ledger:read',
  'ledger:verify',
  'account:read',
  'account:manage',
  'sharing:read',
  'sharing:manage',
  'drill:read',
  'drill:manage',
  'report:read',
  'access:name',
] as const;
export const Permission = Type.Enum(PERMISSIONS);
export type Permission = (typeof PERMISSIONS)[number];

/** Least privilege: who may do what. Reviewers cannot send, liaisons cannot decide, auditors change nothing. */
export const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  reviewer: ['session:own', 'case:list', 'case:read', 'case:claim', 'case:decide', 'case:countersign', 'case:note'],
  liaison: [
    'session:own',
    'case:list',
    'case:read',
    'case:note',
    'order:list',
    'order:read',
    'order:draft',
    'order:sign',
    'order:withdraw',
    'order:clarify',
    'order:serve',
    'answer:enter',
    'complaint:read',
    'complaint:decide',
    'tip:read',
    'tip:close',
    'operator:read',
  ],
  analyst: ['session:own', 'post:search', 'post:read', 'post:export', 'evidence:read', 'source:read'],
  supervisor: [
    'session:own',
    'case:list',
    'case:read',
    'case:claim',
    'case:decide',
    'case:countersign',
    'case:note',
    'quality:read',
    'quality:manage',
    'order:list',
    'order:read',
    'order:sign',
    'order:withdraw',
    'order:serve',
    'complaint:read',
    'complaint:decide',
    'tip:read',
    'tip:close',
    'contact:read',
    'operator:read',
    'operator:write',
    'post:search',
    'post:read',
    'post:export',
    'evidence:read',
    'evidence:purge',
    'source:read',
    'source:write',
    'oversight:read',
    'policy:read',
    'policy:change',
    'ledger:read',
    'ledger:verify',
    'account:read',
    'account:manage',
    'sharing:read',
    'sharing:manage',
    'drill:read',
    'drill:manage',
    'report:read',
    'access:name',
  ],
  auditor: [
    'session:own',
    'case:list',
    'quality:read',
    'order:list',
    'order:read',
    'operator:read',
    'source:read',
    'oversight:read',
    'policy:read',
    'ledger:read',
    'ledger:verify',
    'account:read',
    'sharing:read',
    'drill:read',
    'report:read',
  ],
};

export const may = (roles: readonly Role[], permission: Permission): boolean =>
  roles.some((role) => ROLE_PERMISSIONS[role].includes(permission));

/** What a key for programs may be given: looking, never acting. Whatever is decided or sent takes a person. */
export const KEY_SCOPES = [
  'case:list',
  'order:list',
  'order:read',
  'operator:read',
  'post:search',
  'post:read',
  'source:read',
  'oversight:read',
  'policy:read',
  'ledger:read',
  'report:read',
] as const satisfies readonly Permission[];
export const KeyScope = Type.Enum(KEY_SCOPES);
export type KeyScope = (typeof KEY_SCOPES)[number];

/** A key with which a program reads for a person: never more than its scopes, and never more than the person may. */
export const ApiKey = Strict({
  id: Id,
  name: Type.String({ minLength: 1, maxLength: 120 }),
  scopes: Type.Array(KeyScope, { minItems: 1, uniqueItems: true }),
  /** Of the secret, which is shown once and kept nowhere. */
  secretHash: Sha256,
  createdAt: Timestamp,
  expiresAt: Timestamp,
  revokedAt: Type.Union([Timestamp, Type.Null()]),
});
export type ApiKey = Static<typeof ApiKey>;

/** One-time codes (RFC 6238). The secret is sealed with a key that the index does not hold. */
export const SecondFactor = Strict({
  sealed: Type.String(),
  confirmedAt: Timestamp,
  /** Hashes of the recovery codes that are left; each opens once. */
  recovery: Type.Array(Sha256),
});
export type SecondFactor = Static<typeof SecondFactor>;

/** A person who works with Weir. The password is kept as an argon2id hash (RFC 9106). */
export const Account = Strict({
  id: Id,
  login: Type.String({ pattern: '^[a-z][a-z0-9._-]{1,63}$' }),
  displayName: Type.String({ minLength: 1, maxLength: 120 }),
  /** Title and grade, printed on orders (Annex I, section E). */
  post: Type.String({ minLength: 1, maxLength: 120 }),
  roles: Type.Array(Role, { minItems: 1, uniqueItems: true }),
  /** Null where the person signs in with a provider. */
  passwordHash: Type.Union([Type.String(), Type.Null()]),
  disabled: Type.Boolean(),
  createdAt: Timestamp,
  /** The password was given by somebody else: it opens nothing but the page that changes it. */
  mustChangePassword: Type.Optional(Type.Boolean()),
  secondFactor: Type.Optional(SecondFactor),
  /** Who they are at the provider that they sign in with (OpenID Connect `iss` and `sub`). */
  provider: Type.Optional(Strict({ issuer: Type.String(), subject: Type.String() })),
  keys: Type.Optional(Type.Array(ApiKey)),
  /**
   * Who gave it its present password, until another person who manages accounts has confirmed that it is in the right hands: it opens
   * nothing meanwhile, or one person could be two.
   */
  unconfirmed: Type.Optional(Strict({ by: Id, at: Timestamp })),
  /** Where it is set, the archive is these sources and nothing else. */
  sight: Type.Optional(Strict({ sourceIds: Type.Array(Id, { minItems: 1, maxItems: 200, uniqueItems: true }) })),
  /** Where it is set, the queue is this part of it and nothing else; see `workAreaOf`. */
  work: Type.Optional(WorkArea),
  /** The part that somebody has proposed, until another person who manages accounts has confirmed it: until then `work` holds. */
  proposedWork: Type.Optional(Strict({ work: WorkArea, by: Id, at: Timestamp })),
  /** Who took the password or the second factor away since the person last set one of them. */
  resets: Type.Optional(Strict({ password: Type.Optional(Id), secondFactor: Type.Optional(Id) })),
  /** What somebody else last did to the account, and why. */
  changed: Type.Optional(Strict({ what: Type.String(), by: Id, at: Timestamp, reason: Type.String() })),
});
export type Account = Static<typeof Account>;

/**
 * Whether a part of the queue can be set for somebody with these roles: for who takes cases from it. Who answers for all of it, reads
 * it as a whole, or orders removals from any part is bound by none.
 */
export const canBeBound = (roles: readonly Role[]): boolean =>
  may(roles, 'case:claim') && !may(roles, 'quality:read') && !may(roles, 'order:draft');

/** The part of the queue that is this person's; null: all of it. */
export const workAreaOf = ({ roles, work }: Pick<Account, 'roles' | 'work'>): WorkArea | null =>
  work !== undefined && canBeBound(roles) ? work : null;
