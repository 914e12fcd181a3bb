import { type Static, Type } from 'typebox';
import { Id, Strict, Timestamp } from '#core/schema.ts';

const Days = Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 30 }));
export const LooksQuery = Strict({ days: Days });
export type LooksQuery = Static<typeof LooksQuery>;

/** What was done (`post.viewed`, `evidence.read` ...), and as whom: the roles that the account has now, joined by a plus. */
const group = { type: Type.String(), role: Type.String(), looks: Type.Integer() };

/** GET /api/v1/oversight/looks: looks at what is sensitive, as the ledger holds them, by kind and role. Nobody is named. */
export const Looks = Strict({
  from: Timestamp,
  to: Timestamp,
  total: Type.Integer(),
  /** False where there were more than are counted: then the newest. */
  isAll: Type.Boolean(),
  kinds: Type.Array(Strict(group)),
});
export type Looks = Static<typeof Looks>;

/** GET /api/v1/oversight/looks/reasons: the reasons given with the newest looks, word by word. Null: the kind of look asks for none. */
export const LookReasons = Strict({
  from: Timestamp,
  to: Timestamp,
  /** How many looks were read for it. */
  read: Type.Integer(),
  isAll: Type.Boolean(),
  reasons: Type.Array(Strict({ ...group, reason: Type.Union([Type.String(), Type.Null()]) })),
});
export type LookReasons = Static<typeof LookReasons>;

/** POST /api/v1/oversight/looks/named: who looked at a record, or what a person looked at. The reason stands in the ledger. */
export const NameLooks = Strict({
  of: Type.Enum(['record', 'person'] as const),
  /** Of a post, case, capture or contact; or the id of the account. */
  id: Type.String({ minLength: 1, maxLength: 200 }),
  days: Days,
  reason: Type.String({ minLength: 10, maxLength: 300 }),
});
export type NameLooks = Static<typeof NameLooks>;
export const NamedLooks = Strict({
  isAll: Type.Boolean(),
  items: Type.Array(
    Strict({
      at: Timestamp,
      type: Type.String(),
      by: Id,
      name: Type.String(),
      subject: Type.String(),
      reason: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});
export type NamedLooks = Static<typeof NamedLooks>;
