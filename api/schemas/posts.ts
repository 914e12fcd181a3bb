import { type Static, Type } from 'typebox';
import { Assessment } from '#core/assessment.ts';
import { Assurance, EvidenceKey } from '#core/assurance.ts';
import { CaptureManifest } from '#core/capture.ts';
import { CustodyEntry, LegalHold, PurgeRecord } from '#core/custody.ts';
import { Category } from '#core/labels.ts';
import { Nearness } from '#core/nearness.ts';
import { POST_STATUS, Post } from '#core/post.ts';
import { Reason } from '#core/proposal.ts';
import { SearchQuestion } from '#core/saved-search.ts';
import { Id, Sha256, Strict, Timestamp } from '#core/schema.ts';
import { OperatorName } from './cases.ts';
import { Next, PageQuery } from './envelope.ts';

/** GET /api/v1/posts; `q` may hold "quoted phrases", in any language. */
export const PostSearchQuery = Strict({
  ...SearchQuestion.properties,
  sort: Type.Optional(Type.Enum(['relevance', 'newest', 'oldest'] as const)),
  ...PageQuery,
});
export type PostSearchQuery = Static<typeof PostSearchQuery>;

/** GET /api/v1/posts/export: the same question; needs the header `x-access-reason`. */
export const PostExportQuery = Strict({
  format: Type.Enum(['jsonl', 'csv'] as const),
  ...SearchQuestion.properties,
});
export type PostExportQuery = Static<typeof PostExportQuery>;

/** A stretch of `text` that matched; offsets in UTF-16 units. */
export const Highlight = Strict({ start: Type.Integer(), end: Type.Integer() });
export type Highlight = Static<typeof Highlight>;

export const PostHit = Strict({
  post: Post,
  highlights: Type.Array(Highlight),
  flagged: Type.Boolean(),
  violating: Type.Union([Type.Number(), Type.Null()]),
  leading: Type.Union([Category, Type.Null()]),
  clusterId: Type.Union([Type.String(), Type.Null()]),
  caseId: Type.Union([Id, Type.Null()]),
});
export type PostHit = Static<typeof PostHit>;

const Bucket = Strict({ key: Type.String(), count: Type.Integer() });
export const PostSearchResult = Strict({
  items: Type.Array(PostHit),
  total: Type.Integer(),
  next: Next,
  facets: Strict({
    languages: Type.Array(Bucket),
    operators: Type.Array(Bucket),
    sources: Type.Array(Bucket),
    categories: Type.Array(Bucket),
    flagged: Type.Array(Bucket),
    status: Type.Array(Bucket),
  }),
  /** Posts per interval (`key` = start of the interval, RFC 3339). */
  timeline: Strict({ interval: Type.Enum(['hour', 'day', 'month'] as const), buckets: Type.Array(Bucket) }),
});
export type PostSearchResult = Static<typeof PostSearchResult>;

/** GET /api/v1/posts/:id */
export const PostDetail = Strict({
  post: Post,
  assessment: Type.Union([Assessment, Type.Null()]),
  clusterId: Type.Union([Type.String(), Type.Null()]),
  caseId: Type.Union([Id, Type.Null()]),
  operator: OperatorName,
  versions: Type.Array(Strict({ id: Sha256, collectedAt: Timestamp, text: Type.String() })),
  cluster: Type.Array(
    Strict({
      id: Sha256,
      url: Type.String(),
      platform: Type.String(),
      publishedAt: Timestamp,
      status: Type.Enum(POST_STATUS),
    }),
  ),
});
export type PostDetail = Static<typeof PostDetail>;

/** GET /api/v1/posts/compare */
export const ComparePosts = Strict({ a: Sha256, b: Sha256 });
export type ComparePosts = Static<typeof ComparePosts>;
export const ComparedPosts = Strict({
  /** The first and the second, each with its text as search and model read it. */
  posts: Type.Array(Strict({ detail: PostDetail, normalised: Type.String() }), { minItems: 2, maxItems: 2 }),
  /** Null where one of them has no vector: it was not read yet, or nothing in it could be. */
  nearness: Type.Union([Nearness, Type.Null()]),
});
export type ComparedPosts = Static<typeof ComparedPosts>;

/** GET /api/v1/posts/:id/similar: by meaning (vector), nearest first. */
export const SimilarPosts = Strict({ items: Type.Array(Strict({ hit: PostHit, score: Type.Number() })) });
export type SimilarPosts = Static<typeof SimilarPosts>;

export const CAPTURE_ACTIONS = ['purge', 'hold', 'release'] as const;
/** What the signed-in person may do with a capture now; the server decides, the page only shows. */
export const CaptureAction = Type.Enum(CAPTURE_ACTIONS);
export type CaptureAction = Static<typeof CaptureAction>;

/** POST /api/v1/captures/:id/purge */
export const PurgeCapture = Strict({ reason: Reason });
export type PurgeCapture = Static<typeof PurgeCapture>;
/** POST /api/v1/captures/:id/hold: puts it under a legal hold, or lifts that. */
export const HoldCapture = Strict({ held: Type.Boolean(), reason: Reason });
export type HoldCapture = Static<typeof HoldCapture>;

/** GET /api/v1/evidence/keys, for everybody: what bundles are verified with, in the form that `weir evidence verify --keys` takes. */
export const EvidenceKeys = Strict({
  keys: Type.Array(EvidenceKey),
  /** Of the ledger: SPKI in PEM, by id. */
  ledgerKeys: Type.Record(Type.String(), Type.String()),
});
export type EvidenceKeys = Static<typeof EvidenceKeys>;

/** GET /api/v1/captures/:id; files at GET /api/v1/captures/:id/files/:sha256 (text or PNG, never run). */
export const CaptureDetail = Strict({
  id: Sha256,
  manifest: CaptureManifest,
  verified: Type.Boolean(),
  faults: Type.Array(Type.String()),
  /** What the capture proves, worked out now. */
  assurance: Assurance,
  /** Every touch of it, oldest first. */
  custody: Type.Array(CustodyEntry),
  purge: Type.Union([PurgeRecord, Type.Null()]),
  hold: Type.Union([LegalHold, Type.Null()]),
  actions: Type.Array(CaptureAction),
});
export type CaptureDetail = Static<typeof CaptureDetail>;
