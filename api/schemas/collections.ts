import { type Static, Type } from 'typebox';
import { Annotation, AnnotationText, WithdrawalReason } from '#core/annotation.ts';
import { CollectionEntry } from '#core/collection.ts';
import { Id, Sha256, Strict, Timestamp } from '#core/schema.ts';
import { PostHit } from './posts.ts';

/** POST /api/v1/collections and PUT /api/v1/collections/:id */
export const DescribeCollection = CollectionEntry;
export type DescribeCollection = Static<typeof DescribeCollection>;

/** POST /api/v1/collections/:id/posts and /removals */
export const NamedPosts = Strict({ postIds: Type.Array(Sha256, { minItems: 1, maxItems: 100, uniqueItems: true }) });
export type NamedPosts = Static<typeof NamedPosts>;

export const CollectionShown = Strict({
  id: Id,
  ...CollectionEntry.properties,
  isMine: Type.Boolean(),
  owner: Type.String(),
  createdAt: Timestamp,
  changedAt: Timestamp,
  /** Posts in it that whoever asks may see. */
  count: Type.Integer(),
});
export type CollectionShown = Static<typeof CollectionShown>;
export const CollectionList = Strict({ items: Type.Array(CollectionShown), total: Type.Integer() });
export type CollectionList = Static<typeof CollectionList>;

/** GET /api/v1/collections/:id, the posts last added first; `from`: how many to leave out. */
export const CollectionQuery = Strict({ from: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })) });
export const CollectionDetail = Strict({
  collection: CollectionShown,
  items: Type.Array(Strict({ hit: PostHit, addedBy: Type.String(), addedAt: Timestamp, until: Timestamp })),
  total: Type.Integer(),
});
export type CollectionDetail = Static<typeof CollectionDetail>;

/** GET /api/v1/posts/:id/annotations */
export const AnnotationShown = Strict({
  id: Id,
  at: Timestamp,
  author: Type.String(),
  isMine: Type.Boolean(),
  text: Annotation.properties.text,
  withdrawn: Annotation.properties.withdrawn,
});
export type AnnotationShown = Static<typeof AnnotationShown>;
export const AnnotationList = Strict({ items: Type.Array(AnnotationShown), total: Type.Integer() });
export type AnnotationList = Static<typeof AnnotationList>;
export const WriteAnnotation = Strict({ text: AnnotationText });
export type WriteAnnotation = Static<typeof WriteAnnotation>;
/** POST /api/v1/annotations/:id/withdrawal */
export const WithdrawAnnotation = Strict({ reason: WithdrawalReason });
export type WithdrawAnnotation = Static<typeof WithdrawAnnotation>;
