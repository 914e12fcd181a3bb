/** TAXII 2.1 (OASIS Standard of 10 June 2021): what its messages look like, for our server and our client. */
import { type Static, Type } from 'typebox';

export const TAXII_TYPE = 'application/taxii+json;version=2.1';

/** Others may put more into their messages than we read: unknown fields are no fault here. */
const Text = Type.String({ maxLength: 20_000 });
export const Discovery = Type.Object({
  title: Text,
  default: Type.Optional(Text),
  api_roots: Type.Optional(Type.Array(Text, { maxItems: 1000 })),
});
export type Discovery = Static<typeof Discovery>;

export const Collection = Type.Object({
  id: Text,
  title: Text,
  can_read: Type.Boolean(),
  can_write: Type.Boolean(),
  media_types: Type.Optional(Type.Array(Text)),
});
export type Collection = Static<typeof Collection>;
export const Collections = Type.Object({ collections: Type.Optional(Type.Array(Collection, { maxItems: 10_000 })) });

export const Envelope = Type.Object({
  more: Type.Optional(Type.Boolean()),
  next: Type.Optional(Text),
  objects: Type.Optional(Type.Array(Type.Object({ type: Type.String(), id: Type.String() }), { maxItems: 100_000 })),
});
export type Envelope = Static<typeof Envelope>;

export const Status = Type.Object({
  id: Text,
  status: Type.Enum(['complete', 'pending'] as const),
  total_count: Type.Integer({ minimum: 0 }),
  success_count: Type.Integer({ minimum: 0 }),
  failure_count: Type.Integer({ minimum: 0 }),
  pending_count: Type.Integer({ minimum: 0 }),
});
export type Status = Static<typeof Status>;
