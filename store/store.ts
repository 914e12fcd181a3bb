/** The door to everything that is kept: whoever opens a store closes it. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Client } from '@elastic/elasticsearch';
import { Redis } from 'ioredis';
import type { Annotation, AnnotationDraft } from '#core/annotation.ts';
import type { Case, CaseDraft } from '#core/case.ts';
import type { Clock } from '#core/clock.ts';
import type { Collection, CollectionDraft } from '#core/collection.ts';
import type { Complaint, ComplaintDraft } from '#core/complaint.ts';
import type { CoordinationDraft, CoordinationRecord } from '#core/deconfliction.ts';
import type { Drill, DrillDraft } from '#core/drill.ts';
import { WeirError } from '#core/errors.ts';
import type { ExportRun, ExportRunDraft } from '#core/export-run.ts';
import type { Handover, HandoverDraft } from '#core/handover.ts';
import type { KnownList } from '#core/known-list.ts';
import type { LedgerLeaf } from '#core/ledger.ts';
import type { Notice, NoticeDraft } from '#core/notice.ts';
import type { Order, OrderDraft } from '#core/order.ts';
import type { Policy } from '#core/policy.ts';
import type { PolicyDraft, PolicyRecord } from '#core/policy-record.ts';
import type { ReadingSample, ReadingSampleDraft } from '#core/reading-sample.ts';
import type { Account } from '#core/roles.ts';
import type { SavedSearch } from '#core/saved-search.ts';
import type { SharedItem, SharedItemDraft } from '#core/shared-item.ts';
import type { Partner } from '#core/sharing.ts';
import type { Tip, TipDraft } from '#core/tip.ts';
import { type AccessTrail, openAccessTrail } from './access.ts';
import { type AnnotationRepository, annotationKind, annotationQueries } from './annotations.ts';
import { type CaseRepository, caseKind, caseQueries } from './cases.ts';
import { type CollectionRepository, collectionKind, collectionQueries } from './collections.ts';
import { type ComplaintRepository, complaintKind, complaintQueries } from './complaints.ts';
import { type CoordinationRepository, coordinationKind, coordinationQueries } from './coordination.ts';
import { type WeekOfSource, weeksOfSources } from './drift.ts';
import { type DrillRepository, drillKind, drillQueries } from './drills.ts';
import { countDryRun, type DryRunCounts } from './dry-runs.ts';
import { openElasticsearch } from './elasticsearch.ts';
import type { Trust } from './evidence/assurance.ts';
import { type EvidenceStore, openEvidenceStore } from './evidence/evidence-store.ts';
import { openS3Blobs, type S3Place } from './evidence/s3-blobs.ts';
import { type EvidenceTrail, openEvidenceTrail } from './evidence/trail.ts';
import {
  type ExportFiles,
  type ExportProgress,
  type ExportRunRepository,
  exportRunKind,
  exportRunQueries,
  openExportFiles,
  openExportProgress,
} from './export-runs.ts';
import { type Exposures, openExposures } from './exposures.ts';
import type { FigureSlice } from './figure-slices.ts';
import { countFigures, type FigureRecords, type Figures, figureRecords, type RecordsAsked } from './figures.ts';
import { aliasOf, migrateIndices } from './indices.ts';
import { type Leases, openLeases } from './leases.ts';
import { type EntriesAsked, hasLedgerEntry, ledgerEntries } from './ledger/entries.ts';
import { type Ledger, openLedger } from './ledger/ledger.ts';
import type { SigningKey, TrustedKeys } from './ledger/signing.ts';
import { type ModelTrail, openModelTrail } from './model-trail.ts';
import { type NoticeRepository, noticeKind, noticeQueries } from './notices.ts';
import { type OperatorRepository, openOperators } from './operators.ts';
import { type OrderRepository, orderKind, orderQueries } from './orders.ts';
import { type PolicyRepository, policyKind, policyQueries } from './policies.ts';
import { openPosts, type PostRepository } from './posts.ts';
import { openPreferences, type PreferenceRepository } from './preferences.ts';
import { type ReadingSampleRepository, readingSampleKind, readingSampleQueries } from './reading-samples.ts';
import { openRegistry, type RegistryRepository } from './registries.ts';
import { openSearchAlerts, type SearchAlerts } from './search-alerts.ts';
import {
  type HandoverRepository,
  handoverKind,
  handoverQueries,
  type SharedItemRepository,
  sharedItemKind,
  sharedItemQueries,
} from './sharing.ts';
import { type Simulation, simulate } from './simulate.ts';
import { openSourceSkips, type SourceSkipRepository } from './source-skips.ts';
import { openSourceStatus, type SourceStatusRepository } from './source-status.ts';
import { type SourceYield, sourceYields } from './source-yield.ts';
import { openSources, type SourceRepository } from './sources.ts';
import { openSubjectRepository } from './subject-repository.ts';
import { type TipRepository, tipKind, tipQueries } from './tips.ts';

export interface StoreOptions {
  elasticsearchUrl: string;
  elasticsearchApiKey?: string | undefined;
  redisUrl: string;
  /** Prefix of every index and key: several installations may share the services. */
  namespace: string;
  evidenceDir: string;
  /** Where the objects of the evidence store lie; in `evidenceDir` where left out. */
  evidenceBucket?: S3Place | undefined;
  ledgerFile: string;
  /** Signs the checkpoints of blocks that this process writes. */
  signingKey: SigningKey;
  /** Other keys that blocks may be signed with, by key id (SPKI PEM). */
  trustedKeys?: TrustedKeys | undefined;
  /** Signs captures; without it they stay at A0. */
  evidenceKey?: SigningKey | undefined;
  /** What captures are verified against; ledger keys are added. Nothing is trusted where it is left out. */
  evidenceTrust?: Pick<Trust, 'keys' | 'roots'> | undefined;
  clock: Clock;
  newId?: (() => string) | undefined;
}

export interface Store {
  redis: Redis;
  elasticsearch: Client;
  namespace: string;
  clock: Clock;
  /** Creates and extends the indices and brings ledger file and index to one height. Idempotent, and safe at the same time. */
  migrate(): Promise<void>;
  posts: PostRepository;
  cases: CaseRepository;
  orders: OrderRepository;
  /** Orders and notices under the DSA, and referrals. */
  notices: NoticeRepository;
  complaints: ComplaintRepository;
  tips: TipRepository;
  drills: DrillRepository;
  sources: SourceRepository;
  operators: OperatorRepository;
  accounts: RegistryRepository<Account>;
  /** By version. */
  policies: PolicyRepository;
  /** What a change of policy does to the history, and whether scores shift. */
  history: {
    simulate(question: { before: Policy; after: Policy; from: string | null }): Promise<Simulation>;
    dryRun(version: string): Promise<DryRunCounts>;
    weeks(since: string): Promise<WeekOfSource[]>;
    /** How the work went. See every acknowledged write. */
    figures(slice: FigureSlice): Promise<Figures>;
    /** Whether the ledger's index has an event, whichever process entered it. Sees every acknowledged write. */
    hasEntry(eventId: string): Promise<boolean>;
    /** Entries of the ledger, newest block first. */
    entries(asked: EntriesAsked): AsyncGenerator<LedgerLeaf>;
    figureRecords(asked: RecordsAsked): Promise<FigureRecords>;
    /** What each source came to, by id; `confirmed` names the states of cases that count as such. */
    yields(confirmed: readonly string[]): Promise<Map<string, SourceYield>>;
  };
  /** Lists of known content; their entries lie in the evidence store. */
  lists: RegistryRepository<KnownList>;
  partners: RegistryRepository<Partner>;
  /** What partners can get. */
  shares: SharedItemRepository;
  /** What each of them got. */
  handovers: HandoverRepository;
  /** What other authorities are at, by list. */
  coordination: CoordinationRepository;
  /** Questions to the archive that people have kept. */
  searches: RegistryRepository<SavedSearch>;
  /** Posts that people keep together for a purpose. */
  collections: CollectionRepository;
  readingSamples: ReadingSampleRepository;
  /** Files that are made in the background. */
  exports: ExportRunRepository;
  exportFiles: ExportFiles;
  /** How many posts each has read; forgotten after a day. */
  exportProgress: ExportProgress;
  /** Notes on posts. */
  annotations: AnnotationRepository;
  /** What those that are watched have found; outside the ledger. */
  searchAlerts: SearchAlerts;
  sourceStatus: SourceStatusRepository;
  sourceSkips: SourceSkipRepository;
  ledger: Ledger & { file: string; trustedKeys: TrustedKeys };
  evidence: EvidenceStore;
  evidenceTrail: EvidenceTrail;
  /** What this house trusts when it verifies a capture. */
  evidenceTrust: Trust;
  leases: Leases;
  /** How each person works; their own, and outside the ledger. */
  preferences: PreferenceRepository;
  /** What each person was shown today; their own, and forgotten after the day. */
  exposures: Exposures;
  access: AccessTrail;
  models: ModelTrail;
  /** Drains every outbox that a crash left full. @returns events that were in them */
  drainOutboxes(limit: number): Promise<number>;
  /** Makes every write visible to searches. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

const NAMESPACE = /^[a-z][a-z0-9-]{0,60}$/;

export const openStore = async (options: StoreOptions): Promise<Store> => {
  const { namespace, clock, newId = randomUUID } = options;
  if (!NAMESPACE.test(namespace))
    throw new WeirError('NAMESPACE_INVALID', `"${namespace}" cannot be the prefix of an index.`, {
      fix: 'Use lower-case letters, digits and hyphens, beginning with a letter.',
    });
  const client = openElasticsearch({ url: options.elasticsearchUrl, apiKey: options.elasticsearchApiKey });
  const evidence = await openEvidenceStore({
    dir: options.evidenceDir,
    clock,
    newId,
    signingKey: options.evidenceKey,
    ...(options.evidenceBucket === undefined ? {} : { blobs: openS3Blobs(options.evidenceBucket) }),
  });
  const ledger = openLedger({
    client,
    index: aliasOf(namespace, 'ledger'),
    file: options.ledgerFile,
    evidence,
    signingKey: options.signingKey,
    trustedKeys: options.trustedKeys ?? {},
    clock,
  });
  const redis = new Redis(options.redisUrl, { maxRetriesPerRequest: 5 });
  // Whoever asks gets the error; without a listener a lost connection would end the process.
  redis.on('error', () => {});

  const deps = { client, ledger, clock, newId };
  const cases = openSubjectRepository<Case, CaseDraft>(caseKind(aliasOf(namespace, 'cases')), deps);
  const orders = openSubjectRepository<Order, OrderDraft>(orderKind(aliasOf(namespace, 'orders')), deps);
  const notices = openSubjectRepository<Notice, NoticeDraft>(noticeKind(aliasOf(namespace, 'notices')), deps);
  const complaints = openSubjectRepository<Complaint, ComplaintDraft>(
    complaintKind(aliasOf(namespace, 'complaints')),
    deps,
  );
  const tips = openSubjectRepository<Tip, TipDraft>(tipKind(aliasOf(namespace, 'tips')), deps);
  const drills = openSubjectRepository<Drill, DrillDraft>(drillKind(aliasOf(namespace, 'drills')), deps);
  const sources = openSources(aliasOf(namespace, 'sources'), deps);
  const operators = openOperators(aliasOf(namespace, 'operators'), deps);
  const accounts = openRegistry<Account>('account', aliasOf(namespace, 'accounts'), (one) => one.id, deps);
  const policies = openSubjectRepository<PolicyRecord, PolicyDraft>(policyKind(aliasOf(namespace, 'policies')), deps);
  const lists = openRegistry<KnownList>('list', aliasOf(namespace, 'lists'), (one) => one.id, deps);
  const partners = openRegistry<Partner>('partner', aliasOf(namespace, 'partners'), (one) => one.id, deps);
  const shares = openSubjectRepository<SharedItem, SharedItemDraft>(sharedItemKind(aliasOf(namespace, 'shares')), deps);
  const handovers = openSubjectRepository<Handover, HandoverDraft>(handoverKind(aliasOf(namespace, 'handovers')), deps);
  const coordination = openSubjectRepository<CoordinationRecord, CoordinationDraft>(
    coordinationKind(aliasOf(namespace, 'coordination')),
    deps,
  );
  const searches = openRegistry<SavedSearch>('search', aliasOf(namespace, 'searches'), (one) => one.id, deps);
  const collections = openSubjectRepository<Collection, CollectionDraft>(
    collectionKind(aliasOf(namespace, 'collections')),
    deps,
  );
  const readingSamples = openSubjectRepository<ReadingSample, ReadingSampleDraft>(
    readingSampleKind(aliasOf(namespace, 'reading-samples')),
    deps,
  );
  const exportRuns = openSubjectRepository<ExportRun, ExportRunDraft>(
    exportRunKind(aliasOf(namespace, 'exports')),
    deps,
  );
  const annotations = openSubjectRepository<Annotation, AnnotationDraft>(
    annotationKind(aliasOf(namespace, 'annotations')),
    deps,
  );
  const figureIndices = {
    cases: aliasOf(namespace, 'cases'),
    orders: aliasOf(namespace, 'orders'),
    notices: aliasOf(namespace, 'notices'),
  };
  const posts = openPosts(client, aliasOf(namespace, 'posts'), evidence.journal);
  const subjects = [
    cases,
    orders,
    notices,
    complaints,
    tips,
    drills,
    sources.subjects,
    operators.subjects,
    accounts.subjects,
    policies,
    lists.subjects,
    partners.subjects,
    shares,
    handovers,
    coordination,
    searches.subjects,
    collections,
    annotations,
    readingSamples,
    exportRuns,
  ];

  return {
    redis,
    elasticsearch: client,
    namespace,
    clock,
    migrate: async () => {
      await migrateIndices(client, namespace, clock);
      await ledger.open();
    },
    posts,
    cases: { ...cases, ...caseQueries(client, aliasOf(namespace, 'cases'), clock) },
    orders: { ...orders, ...orderQueries(client, aliasOf(namespace, 'orders')) },
    notices: { ...notices, ...noticeQueries(client, aliasOf(namespace, 'notices')) },
    complaints: { ...complaints, ...complaintQueries(client, aliasOf(namespace, 'complaints')) },
    tips: {
      ...tips,
      ...tipQueries(client, { tips: aliasOf(namespace, 'tips'), posts: aliasOf(namespace, 'posts') }),
    },
    drills: { ...drills, ...drillQueries(client, aliasOf(namespace, 'drills')) },
    sources: sources.registry,
    operators: operators.registry,
    accounts: accounts.registry,
    policies: { ...policies, ...policyQueries(client, aliasOf(namespace, 'policies')) },
    history: {
      simulate: (question) =>
        simulate(
          client,
          { posts: aliasOf(namespace, 'posts'), cases: aliasOf(namespace, 'cases') },
          { ...question, now: clock.now().toISOString() },
        ),
      dryRun: (version) => countDryRun(client, aliasOf(namespace, 'posts'), version),
      weeks: (since) => weeksOfSources(client, aliasOf(namespace, 'posts'), since),
      hasEntry: (eventId) => hasLedgerEntry(client, aliasOf(namespace, 'ledger'), eventId),
      entries: (asked) => ledgerEntries(client, aliasOf(namespace, 'ledger'), asked),
      figures: (slice) => countFigures(client, figureIndices, slice),
      figureRecords: (asked) => figureRecords(client, figureIndices, asked),
      yields: (confirmed) =>
        sourceYields(client, { posts: aliasOf(namespace, 'posts'), cases: aliasOf(namespace, 'cases') }, confirmed),
    },
    lists: lists.registry,
    partners: partners.registry,
    shares: { ...shares, ...sharedItemQueries(client, aliasOf(namespace, 'shares')) },
    handovers: { ...handovers, ...handoverQueries(client, aliasOf(namespace, 'handovers')) },
    coordination: { ...coordination, ...coordinationQueries(client, aliasOf(namespace, 'coordination')) },
    collections: { ...collections, ...collectionQueries(client, aliasOf(namespace, 'collections')) },
    readingSamples: {
      ...readingSamples,
      ...readingSampleQueries(client, aliasOf(namespace, 'reading-samples')),
    },
    exports: { ...exportRuns, ...exportRunQueries(client, aliasOf(namespace, 'exports')) },
    exportFiles: openExportFiles(join(options.evidenceDir, 'exports'), newId),
    exportProgress: openExportProgress(redis, namespace),
    annotations: { ...annotations, ...annotationQueries(client, aliasOf(namespace, 'annotations')) },
    searches: searches.registry,
    searchAlerts: openSearchAlerts(client, {
      alerts: aliasOf(namespace, 'search-alerts'),
      matches: aliasOf(namespace, 'search-matches'),
      posts: aliasOf(namespace, 'posts'),
    }),
    sourceStatus: openSourceStatus(client, aliasOf(namespace, 'source-status'), evidence.journal),
    sourceSkips: openSourceSkips(client, aliasOf(namespace, 'source-skips')),
    ledger,
    evidence,
    evidenceTrail: openEvidenceTrail(ledger, evidence, clock, newId),
    evidenceTrust: { keys: [], roots: [], ...options.evidenceTrust, ledgerKeys: ledger.trustedKeys },
    leases: openLeases(redis, namespace, newId),
    preferences: openPreferences(client, aliasOf(namespace, 'preferences')),
    exposures: openExposures(redis, namespace, clock),
    access: openAccessTrail(ledger, clock, newId),
    models: openModelTrail(ledger, clock, newId),
    drainOutboxes: async (limit) => {
      let drained = 0;
      for (const repository of subjects)
        for (const id of await repository.pendingOutbox(limit)) drained += await repository.drain(id);
      return drained;
    },
    refresh: async () => {
      await Promise.all([posts.refresh(), ...subjects.map((repository) => repository.refresh())]);
    },
    close: async () => {
      // What was acknowledged is in the ledger; this only saves the sweeper the outboxes that are being emptied.
      await ledger.settle();
      await Promise.all(subjects.map((repository) => repository.settle()));
      await evidence.close();
      await redis.quit().catch(() => redis.disconnect());
      await client.close();
    },
  };
};
