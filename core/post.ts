import { type Static, Type } from 'typebox';
import { Assessment } from './assessment.ts';
import { Sample } from './case.ts';
import { sha256 } from './hash.ts';
import { ImageLink, Picture } from './picture.ts';
import { DryRunVerdict } from './policy.ts';
import { HttpUrl, Id, Language, Sha256, Strict, Timestamp } from './schema.ts';

/** What an adapter finds: one item of a source, before it becomes a post. The author's handle never leaves the pipeline step that makes the pseudonym. */
export const CollectedItem = Strict({
  nativeId: Type.String({ minLength: 1, maxLength: 1000 }),
  url: HttpUrl,
  title: Type.Optional(Type.String()),
  text: Type.String(),
  lang: Type.Optional(Language),
  author: Type.Optional(Type.String()),
  publishedAt: Type.Optional(Timestamp),
  editedAt: Type.Optional(Timestamp),
  thread: Type.Optional(Type.String()),
  tags: Type.Array(Type.String()),
  images: Type.Optional(Type.Array(ImageLink, { maxItems: 100 })),
  captureId: Sha256,
});
export type CollectedItem = Static<typeof CollectedItem>;

/** An item that the platform says is gone (stream delete, 404, 410). `by`: who took it away, where the platform says so. */
export const Disappearance = Strict({
  nativeId: Type.String(),
  url: HttpUrl,
  at: Timestamp,
  by: Type.Optional(Type.Union([Type.Literal('author'), Type.Literal('operator')])),
});
export type Disappearance = Static<typeof Disappearance>;

export const POST_STATUS = ['live', 'gone', 'superseded'] as const;

/** One version of one item: an edit is a new post of the same thread of versions (`itemId`). */
export const Post = Strict({
  id: Sha256,
  /** hash(source, native id): what all versions of the item share. */
  itemId: Sha256,
  sourceId: Id,
  operatorId: Id,
  platform: Type.String(),
  url: HttpUrl,
  title: Type.Optional(Type.String()),
  text: Type.String(),
  lang: Language,
  tags: Type.Array(Type.String()),
  /** Keyed HMAC of the author's handle with a key that rotates: it joins posts of one thread, and names nobody. */
  authorPseudonym: Type.Optional(Type.String()),
  thread: Type.Optional(Type.String()),
  publishedAt: Timestamp,
  editedAt: Type.Optional(Timestamp),
  collectedAt: Timestamp,
  captureId: Sha256,
  /** The images that it shows, as its source names them. */
  images: Type.Optional(Type.Array(ImageLink, { maxItems: 100 })),
  /** What reading them brought; not there until then. */
  pictures: Type.Optional(Type.Array(Picture)),
  /** SHA-256 of the text as it was collected, and of the addresses of its images. */
  contentHash: Sha256,
  status: Type.Enum(POST_STATUS),
  /** The drill that invented it. */
  drill: Type.Optional(Id),
});
export type Post = Static<typeof Post>;

/** What text analysis and the model add to a post. */
export const Analysis = Strict({
  clusterId: Type.String(),
  /** Segmented, stemmed text: the tokens that search sees, joined by spaces. */
  tokens: Type.String(),
  /** The words as they stand in the text, every Han or kana character by itself: what exact phrases are looked for in. */
  exact: Type.String(),
  bands: Type.Array(Type.String()),
  /** MinHash signature, base64 of little-endian uint32. */
  signature: Type.String(),
  vector: Type.Array(Type.Number()),
  assessment: Assessment,
  flagged: Type.Boolean(),
  /** How far the vector is from the nearest one seen before: cosine distance, 0..1. */
  novelty: Type.Optional(Type.Number()),
  /** Unflagged: how far under the nearest threshold of the policy. */
  margin: Type.Optional(Type.Number()),
  /** Unflagged, and shown to people all the same. */
  sample: Type.Optional(Sample),
  /** What policies in dry run would have said, beside the live one. */
  dryRuns: Type.Optional(Type.Array(DryRunVerdict)),
});
export type Analysis = Static<typeof Analysis>;

export const itemIdOf = (sourceId: string, nativeId: string): string => sha256(`item\n${sourceId}\n${nativeId}`);
/** A query of an image's address is left out: servers put signatures there that change with every visit. */
const withoutQuery = ({ url, alt }: ImageLink): string => `${url.replace(/[?#].*$/, '')}\n${alt ?? ''}`;
export const contentHashOf = (title: string | undefined, text: string, images: readonly ImageLink[] = []): string =>
  sha256(['content', title ?? '', text, ...images.map(withoutQuery)].join('\n'));
export const postIdOf = (itemId: string, contentHash: string): string => sha256(`post\n${itemId}\n${contentHash}`);
