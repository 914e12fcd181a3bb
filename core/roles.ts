import { type Static, Type } from 'typebox';
import { Id, Strict, Timestamp } from './schema.ts';

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
  'order:list',
  'order:read',
  'order:draft',
  'order:sign',
  'order:withdraw',
  'order:clarify',
  'complaint:read',
  'complaint:decide',
  'tip:read',
  'tip:close',
  'contact:read',
  'operator:read',
  'operator:write',
  'post:search',
  'post:read',
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
  'sharing:read',
  'sharing:manage',
  'drill:read',
  'drill:manage',
  'report:read',
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
    'complaint:read',
    'complaint:decide',
    'tip:read',
    'tip:close',
    'operator:read',
  ],
  analyst: ['session:own', 'post:search', 'post:read', 'evidence:read', 'source:read'],
  supervisor: [
    'session:own',
    'case:list',
    'case:read',
    'case:claim',
    'case:decide',
    'case:countersign',
    'case:note',
    'order:list',
    'order:read',
    'order:sign',
    'order:withdraw',
    'complaint:read',
    'complaint:decide',
    'tip:read',
    'tip:close',
    'contact:read',
    'operator:read',
    'operator:write',
    'post:search',
    'post:read',
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
    'sharing:read',
    'sharing:manage',
    'drill:read',
    'drill:manage',
    'report:read',
  ],
  auditor: [
    'session:own',
    'case:list',
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

/** A person who works with Weir. The password is kept as an argon2id hash (RFC 9106). */
export const Account = Strict({
  id: Id,
  login: Type.String({ pattern: '^[a-z][a-z0-9._-]{1,63}$' }),
  displayName: Type.String({ minLength: 1, maxLength: 120 }),
  /** Title and grade, printed on orders (Annex I, section E). */
  post: Type.String({ minLength: 1, maxLength: 120 }),
  roles: Type.Array(Role, { minItems: 1, uniqueItems: true }),
  passwordHash: Type.String(),
  disabled: Type.Boolean(),
  createdAt: Timestamp,
});
export type Account = Static<typeof Account>;
