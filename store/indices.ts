/** The indices as data: what is asked for is typed, the rest of a document is kept as it is and not looked into. */
import type { Client, estypes } from '@elastic/elasticsearch';
import type { Clock } from '#core/clock.ts';
import { hashOf } from '#core/hash.ts';
import { CATEGORIES } from '#core/labels.ts';
import { isConflict, isErrorType, isMissing } from './elasticsearch.ts';

export const VECTOR_DIMENSIONS = 384;

const keyword: estypes.MappingProperty = { type: 'keyword' };
const date: estypes.MappingProperty = { type: 'date' };
const integer: estypes.MappingProperty = { type: 'integer' };
const double: estypes.MappingProperty = { type: 'double' };
const boolean: estypes.MappingProperty = { type: 'boolean' };
const opaque: estypes.MappingProperty = { type: 'object', enabled: false };
const storedText: estypes.MappingProperty = { type: 'text', index: false };
const storedKeyword: estypes.MappingProperty = { type: 'keyword', index: false, doc_values: false };

/** By category; without a mapping of its own for each, nothing could be counted by threshold. */
const scores: estypes.MappingProperty = {
  properties: Object.fromEntries(CATEGORIES.map((category) => [category, double])),
};

/** What every subject with an outbox has. */
const subject = (fields: Record<string, estypes.MappingProperty>): Record<string, estypes.MappingProperty> => ({
  id: keyword,
  ...fields,
  state: opaque,
  outbox: opaque,
  outboxSize: integer,
  lastWrite: storedKeyword,
});

export const KINDS = [
  'posts',
  'cases',
  'orders',
  'notices',
  'complaints',
  'tips',
  'drills',
  'sources',
  'operators',
  'accounts',
  'policies',
  'lists',
  'partners',
  'shares',
  'handovers',
  'coordination',
  'searches',
  'search-alerts',
  'collections',
  'annotations',
  'reading-samples',
  'exports',
  'search-matches',
  'source-status',
  'source-skips',
  'preferences',
  'ledger',
] as const;
export type Kind = (typeof KINDS)[number];

const PROPERTIES: Record<Kind, Record<string, estypes.MappingProperty>> = {
  posts: {
    id: keyword,
    itemId: keyword,
    sourceId: keyword,
    operatorId: keyword,
    platform: keyword,
    url: keyword,
    title: storedText,
    text: storedText,
    lang: keyword,
    tags: keyword,
    authorPseudonym: keyword,
    thread: keyword,
    publishedAt: date,
    editedAt: date,
    collectedAt: date,
    captureId: keyword,
    contentHash: keyword,
    images: opaque,
    pictures: opaque,
    /** It shows images that nobody has tried to read yet. */
    picturesDue: boolean,
    picturesEntry: { type: 'long' },
    status: keyword,
    drill: keyword,
    goneAt: date,
    /** The visit that showed it again after it had been edited away or was gone. */
    returned: opaque,
    analysed: boolean,
    /** Number of the journal entry that the post came from: the highest wins. */
    postEntry: { type: 'long' },
    /** Number of the journal entry that the analysis came from: the highest wins. */
    analysisEntry: { type: 'long' },
    clusterId: keyword,
    // Segmented and stemmed by our own code, so that search, explanation and features see the same tokens.
    tokens: { type: 'text', analyzer: 'whitespace' },
    exact: { type: 'text', analyzer: 'whitespace' },
    bands: { type: 'keyword', doc_values: false },
    signature: storedKeyword,
    vector: {
      type: 'dense_vector',
      dims: VECTOR_DIMENSIONS,
      index: true,
      similarity: 'cosine',
      index_options: { type: 'int8_hnsw' },
    },
    assessment: opaque,
    flagged: boolean,
    violating: double,
    scores,
    leading: keyword,
    /** A list of known content names it. */
    known: boolean,
    policyVersion: keyword,
    novelty: double,
    margin: double,
    sample: keyword,
    dryRuns: opaque,
    /** `policy|effect` for each policy that ran dry when it was scored. */
    dryRun: keyword,
  },
  cases: subject({
    clusterId: keyword,
    caseState: keyword,
    lang: keyword,
    category: keyword,
    purpose: keyword,
    drill: keyword,
    violating: double,
    scores,
    known: boolean,
    operatorIds: keyword,
    sourceIds: keyword,
    priority: double,
    imminentThreat: boolean,
    holdUntil: date,
    openedAt: date,
    updatedAt: date,
    resolvedAt: date,
    /** When the house next goes through its addresses. */
    lookAt: date,
    /** Sources where a text that people had confirmed came up anew. */
    returnedFrom: keyword,
    /** Partners can get other things of it than it stands for now. */
    shareDue: boolean,
    /** Who is asked and has not answered yet. */
    askedOf: keyword,
    /** For whom it is kept, and until when. */
    handedTo: keyword,
    handedUntil: date,
    /** Who decided last: where a second person is due, it is not their case. */
    decidedBy: keyword,
    /** The first answer, the one in force, and who made another of it: what figures are counted from (core/case-facts.ts). */
    answeredAt: date,
    answeredBy: keyword,
    reviewSeconds: double,
    answer: keyword,
    overturned: keyword,
    /** Where it lies in the draw for a second reading, and how many have read it without knowing the decision. */
    draw: double,
    readings: integer,
    golden: boolean,
    disputed: boolean,
    // Splits Chinese into single characters, which phrases put together again.
    text: { type: 'text', analyzer: 'standard', norms: false },
  }),
  orders: subject({
    orderState: keyword,
    caseId: keyword,
    operatorId: keyword,
    reference: keyword,
    breached: boolean,
    /** Hashes of codes with which it can be answered once. */
    answerCodes: keyword,
    drill: keyword,
    /** What its case was when it was drawn up, and what figures are counted from (core/order-facts.ts). */
    lang: keyword,
    category: keyword,
    receivedAt: date,
    removalSeconds: double,
    overruled: keyword,
    undelivered: boolean,
    awaits: keyword,
    workAt: date,
    dueOrder: date,
    /** When the next watched clock runs out; and the next of which nobody was warned, by kind of warning. */
    clockEndsAt: date,
    warnHourAt: date,
    warnDayAt: date,
    letterAt: date,
    finalAt: date,
    /** SHA-256 of each address that it covers. */
    addresses: keyword,
    createdAt: date,
    updatedAt: date,
  }),
  notices: subject({
    noticeState: keyword,
    instrument: keyword,
    caseId: keyword,
    operatorId: keyword,
    reference: keyword,
    answerCodes: keyword,
    drill: keyword,
    undelivered: boolean,
    /** What its case was when it was drawn up, and what figures are counted from (core/notice-facts.ts). */
    lang: keyword,
    category: keyword,
    leftAt: date,
    replySeconds: double,
    reply: keyword,
    overdue: boolean,
    workAt: date,
    createdAt: date,
    updatedAt: date,
  }),
  complaints: subject({
    complaintState: keyword,
    caseId: keyword,
    orderId: keyword,
    receiptHash: keyword,
    /** It was upheld, and what follows from that has not all been set going. */
    isDue: boolean,
    receivedAt: date,
  }),
  tips: subject({ tipState: keyword, receiptHash: keyword, lookAt: date, receivedAt: date }),
  drills: subject({ drillState: keyword, isDue: boolean, startedAt: date }),
  sources: subject({}),
  operators: subject({}),
  accounts: subject({}),
  policies: subject({}),
  lists: subject({}),
  partners: subject({}),
  shares: subject({
    kind: keyword,
    categories: keyword,
    caseIds: keyword,
    modifiedAt: date,
    revoked: boolean,
    announced: boolean,
  }),
  handovers: subject({
    partnerId: keyword,
    channel: keyword,
    notice: keyword,
    handoverState: keyword,
    at: date,
    nextAttemptAt: date,
    itemIds: keyword,
    versions: keyword,
  }),
  /** SHA-256 of each address on a list of another authority. */
  coordination: subject({ addresses: keyword }),
  searches: subject({}),
  collections: subject({ ownerId: keyword, isShared: boolean, isOpen: boolean, createdAt: date }),
  exports: subject({ ownerId: keyword, askedAt: date, dueAt: date }),
  annotations: subject({ postId: keyword, at: date }),
  'reading-samples': subject({ at: date }),
  'search-alerts': {
    id: keyword,
    lookAt: date,
    first: { type: 'long' },
    entry: { type: 'long' },
    ranAt: date,
    seenAt: date,
    toldAt: date,
    bulletin: opaque,
    undelivered: boolean,
  },
  'search-matches': { id: keyword, searchId: keyword, postId: keyword, sourceId: keyword, foundAt: date },
  'source-status': { id: keyword, status: opaque },
  'source-skips': { id: keyword, skips: opaque },
  preferences: { id: keyword, preferences: opaque },
  ledger: { id: keyword, height: { type: 'long' }, at: date, size: { type: 'long' }, eventIds: keyword, block: opaque },
};

/**
 * Settings that an index takes on while it is open. A refresh makes some twenty files that are deleted again soon, which on a busy
 * disk is half of what it costs: where few are asked for, everybody's writes are faster (decision 0069).
 */
const openSettings = (kind: Kind): estypes.IndicesIndexSettings => ({
  // Blocks are read by height, which is real-time. An index that is left to itself is refreshed by the first search after a pause.
  ...(kind === 'ledger' ? {} : { refresh_interval: '1s' }),
  // Seven files for every segment, which spare a look for ids that are new: it is for an index of millions.
  'index.bloom_filter_for_id_field.enabled': kind === 'posts',
});

const settingsOf = (kind: Kind): estypes.IndicesIndexSettings => ({
  number_of_shards: 1,
  auto_expand_replicas: '0-1',
  ...openSettings(kind),
  // The vector is part of the record, so it stays readable as it was written.
  ...(kind === 'posts' ? { 'index.mapping.exclude_source_vectors': false } : {}),
});

const mappingOf = (kind: Kind): estypes.MappingTypeMapping => ({ dynamic: 'strict', properties: PROPERTIES[kind] });

/** The name that everybody uses: an alias in front of one versioned index. */
export const aliasOf = (namespace: string, kind: Kind): string => `${namespace}-${kind}`;
export const indexName = (namespace: string, kind: Kind, version: number): string =>
  `${aliasOf(namespace, kind)}-${String(version).padStart(6, '0')}`;

/** The indices behind an alias; none when there is no such alias. */
export const indicesBehind = async (client: Client, alias: string): Promise<string[]> => {
  try {
    return Object.keys(await client.indices.getAlias({ name: alias })).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
};

/** Creates one versioned index, with its alias or without. Another process may create it at the same moment. */
export const createIndex = async (
  client: Client,
  namespace: string,
  kind: Kind,
  version: number,
  withAlias: boolean,
): Promise<string> => {
  const index = indexName(namespace, kind, version);
  try {
    await client.indices.create(
      {
        index,
        settings: settingsOf(kind),
        mappings: mappingOf(kind),
        ...(withAlias ? { aliases: { [aliasOf(namespace, kind)]: {} } } : {}),
        master_timeout: '120s',
        timeout: '120s',
      },
      // One is made after the other, whoever asks for them: on a busy machine the last of many waits long.
      { requestTimeout: 150_000 },
    );
  } catch (error) {
    if (!isErrorType(error, 'resource_already_exists_exception')) throw error;
    if (withAlias) await client.indices.putAlias({ index, name: aliasOf(namespace, kind) });
  }
  return index;
};

/**
 * Waits until an index can be read, whoever made it: another process may have done so just now. Its health is no answer, for an
 * index whose first shard has still to start is yellow already.
 */
const waitUntilReadable = (client: Client, index: string): Promise<unknown> =>
  client.cluster.health({ index, wait_for_active_shards: 1, timeout: '30s' });

/** Creates what is missing, and brings new fields and settings to what is there. Safe to run twice, and in two processes at once. */
export const migrateIndices = async (client: Client, namespace: string, clock: Clock): Promise<void> => {
  const migrations = `${namespace}-migrations`;
  try {
    await client.indices.create({
      index: migrations,
      settings: { number_of_shards: 1, auto_expand_replicas: '0-1' },
      mappings: { dynamic: 'strict', properties: { id: keyword, kind: keyword, at: date, mapping: opaque } },
    });
  } catch (error) {
    if (!isErrorType(error, 'resource_already_exists_exception')) throw error;
  }
  await waitUntilReadable(client, migrations);
  await Promise.all(
    KINDS.map(async (kind) => {
      const behind = await indicesBehind(client, aliasOf(namespace, kind));
      if (behind.length === 0) await createIndex(client, namespace, kind, 1, true);
      await waitUntilReadable(client, aliasOf(namespace, kind));
      const mapping = mappingOf(kind);
      // Null is what Elasticsearch does by itself: an index may have been made with something else.
      const settings = { refresh_interval: null, ...openSettings(kind) } as estypes.IndicesIndexSettings;
      const id = `${kind}-${hashOf({ mapping, settings }).slice(0, 16)}`;
      if (await client.exists({ index: migrations, id })) return;
      const index = aliasOf(namespace, kind);
      await client.indices.putMapping({ index, ...mapping });
      await client.indices.putSettings({ index, settings });
      try {
        await client.create({ index: migrations, id, document: { id, kind, at: clock.now().toISOString(), mapping } });
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
    }),
  );
};

/** Versions of an index that exist, whether or not an alias stands in front of them. */
export const versionsOf = async (client: Client, namespace: string, kind: Kind): Promise<number[]> => {
  const prefix = `${aliasOf(namespace, kind)}-`;
  const found = await client.indices.get({ index: `${prefix}*`, allow_no_indices: true, features: ['aliases'] });
  // `<ns>-source-*` would match another kind too, so only names that go on with a number count.
  return Object.keys(found).flatMap((name) => {
    const rest = name.slice(prefix.length);
    return name.startsWith(prefix) && /^\d{6}$/.test(rest) ? [Number(rest)] : [];
  });
};
