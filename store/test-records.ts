/** Invented records for tests of the store. */
import type { Assessment } from '#core/assessment.ts';
import type { CaseDraft, Location } from '#core/case.ts';
import type { Actor } from '#core/event.ts';
import { sha256 } from '#core/hash.ts';
import type { OrderDraft } from '#core/order.ts';
import type { Policy } from '#core/policy.ts';
import type { PolicyDraft } from '#core/policy-record.ts';
import { type Analysis, contentHashOf, itemIdOf, type Post, postIdOf } from '#core/post.ts';
import type { Source } from '#core/source.ts';
import type { RemovalOrder } from '#core/wire.ts';
import { VECTOR_DIMENSIONS } from './indices.ts';
import { START } from './test-store.ts';

export const person = (id: string): Actor => ({ kind: 'human', id });
export const machine: Actor = { kind: 'system', id: 'test' };

export const aPost = (native: string, text: string, changes: Partial<Post> = {}): Post => {
  const itemId = itemIdOf('lanternfish', native);
  const contentHash = contentHashOf(undefined, text);
  return {
    id: postIdOf(itemId, contentHash),
    itemId,
    sourceId: 'lanternfish',
    operatorId: 'lanternfish-bv',
    platform: 'Lanternfish',
    url: `https://lanternfish.example/@reed/${native}`,
    text,
    lang: 'en',
    tags: [],
    publishedAt: START,
    collectedAt: START,
    captureId: sha256('capture'),
    contentHash,
    status: 'live',
    ...changes,
  };
};

const scores = { threat: 0, instruction: 0, incitement: 0.9, solicitation: 0, recruitment: 0.1, glorification: 0.2 };

export const anAssessment = (changes: Partial<Assessment> = {}): Assessment => ({
  modelVersion: 'm1',
  policyVersion: 'p1',
  lang: 'en',
  violating: 0.9,
  categories: scores,
  context: 'other',
  contextProbability: 0.8,
  spans: [{ start: 0, end: 4, weight: 0.5 }],
  routingReason: 'violating 0.90 at or over 0.50',
  assessedAt: START,
  ...changes,
});

/** A vector that points nearly the way of one axis. */
export const aVector = (axis: number): number[] =>
  Array.from({ length: VECTOR_DIMENSIONS }, (_, index) => (index === axis ? 0.987654321 : 0.001 / (index + 1)));

export const anAnalysis = (tokens: string, clusterId: string, changes: Partial<Analysis> = {}): Analysis => ({
  clusterId,
  tokens,
  exact: tokens,
  bands: [`band-${clusterId}`, 'band-shared'],
  signature: 'c2lnbmF0dXJl',
  vector: aVector(0),
  assessment: anAssessment(),
  flagged: true,
  ...changes,
});

export const aLocation = (n: number, changes: Partial<Location> = {}): Location => ({
  postId: sha256(`post ${n}`),
  url: `https://lanternfish.example/p/${n}`,
  sourceId: 'lanternfish',
  operatorId: 'lanternfish-bv',
  platform: 'Lanternfish',
  contentHash: sha256('text'),
  captureId: sha256('capture'),
  publishedAt: START,
  firstSeenAt: START,
  status: 'up',
  checkedAt: null,
  ...changes,
});

type Opened = Extract<CaseDraft, { type: 'case.opened' }>;

export const caseOpened = (clusterId: string, changes: Partial<Opened['data']> = {}): Opened => ({
  type: 'case.opened',
  data: {
    clusterId,
    title: null,
    text: 'The Order of the Ashen Reed calls on everybody to [redacted]',
    lang: 'en',
    contentHash: sha256('text'),
    imminentThreat: false,
    location: aLocation(0),
    assessment: {
      modelVersion: 'm1',
      policyVersion: 'p1',
      violating: 0.9,
      categories: scores,
      leading: 'incitement',
      context: 'other',
      contextProbability: 0.8,
      spans: [],
      routingReason: 'violating 0.90 at or over 0.50',
    },
    ...changes,
  },
});

export const noted = (text: string): CaseDraft => ({ type: 'case.noted', data: { text } });

export const aPolicy = (version: string, violating = 0.5, changes: Partial<Policy> = {}): Policy => {
  const never = { default: 1, byLanguage: {} };
  return {
    version,
    violating: { default: violating, byLanguage: {} },
    categories: {
      threat: never,
      instruction: never,
      incitement: never,
      solicitation: never,
      recruitment: never,
      glorification: never,
    },
    samplingShare: 0,
    uncertainShare: 0,
    novelShare: 0,
    dailyCap: 0,
    ...changes,
  };
};
export const policyDrafted = (version: string, violating = 0.5, changes: Partial<Policy> = {}): PolicyDraft => ({
  type: 'policy.drafted',
  data: { policy: aPolicy(version, violating, changes), note: 'too many song lyrics' },
});

type Drafted = Extract<OrderDraft, { type: 'order.drafted' }>;
export const orderDrafted = (reference: string, changes: Partial<Drafted['data']> = {}): Drafted => ({
  type: 'order.drafted',
  data: {
    caseId: 'case-1',
    operatorId: 'lanternfish-bv',
    reference,
    // The store looks for its addresses and whether it crosses a border, and into nothing else of it.
    document: {
      ...{ form: 'tco-annex-1', version: 1 },
      sectionB: { urls: ['https://lanternfish.example/posts/0'] },
      sectionD: { crossBorder: false, copySentTo: null },
    } as unknown as RemovalOrder,
    form: {
      statementOfReasons: 'It calls for violence against people, in the words quoted.',
      nonDisclosure: false,
      nonDisclosureReason: null,
      emergencyReason: null,
    },
    postIds: [sha256('post 0')],
    decidedBy: 'ana',
    countersignedBy: 'bo',
    firstOrder: false,
    priorInformationSentAt: null,
    ...changes,
  },
});

export const aSource = (id: string, changes: Partial<Source> = {}): Source => ({
  id,
  name: 'Lanternfish',
  adapter: 'mastodon',
  addresses: ['https://lanternfish.example/api/v1/timelines/public'],
  hosts: ['lanternfish.example'],
  operatorId: 'lanternfish-bv',
  languages: ['en'],
  everySeconds: 60,
  delayMilliseconds: 1000,
  maxRequestsPerPoll: 20,
  legalBasis: 'Police act, section 12',
  purpose: 'terrorist content',
  owner: 'Unit 4',
  approvedBy: 'sam',
  approvedAt: START,
  reviewBy: '2027-03-01T10:00:00.000Z',
  paused: false,
  ...changes,
});
