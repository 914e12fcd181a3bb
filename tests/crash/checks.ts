import type { Case } from '#core/case.ts';
import type { LedgerBlock, LedgerLeaf } from '#core/ledger.ts';
import type { Order } from '#core/order.ts';
import { PLATFORMS } from '#fixtures/post.ts';
import type { FixtureWeb } from '#fixtures/web.ts';
import { linesOf } from '#store/ledger/ledger-file.ts';
import type { StoredPost } from '#store/posts.ts';
import type { Store } from '#store/store.ts';
import type { Record } from './driver.ts';

/** Every leaf of the ledger file, in order. */
export const leavesOf = async (store: Store): Promise<LedgerLeaf[]> => {
  const leaves: LedgerLeaf[] = [];
  for await (const line of linesOf(store.ledger.file))
    leaves.push(...(JSON.parse(line.bytes.toString('utf8')) as LedgerBlock).entries);
  return leaves;
};

export const everyPost = async (store: Store): Promise<StoredPost[]> => {
  await store.refresh();
  const posts: StoredPost[] = [];
  for (let after: string | undefined; ; ) {
    const page = await store.posts.search({ sort: 'oldest', size: 100, ...(after === undefined ? {} : { after }) });
    posts.push(...page.items.map(({ post }) => post));
    if (page.next === null) return posts;
    after = page.next;
  }
};

const everyState = async <S>(page: (after?: string) => Promise<{ items: S[]; next: string | null }>): Promise<S[]> => {
  const all: S[] = [];
  for (let after: string | undefined; ; ) {
    const { items, next } = await page(after);
    all.push(...items);
    if (next === null) return all;
    after = next;
  }
};
export const everyCase = (store: Store): Promise<Case[]> =>
  everyState((after) => store.cases.queue({ size: 100, after }));
export const everyOrder = (store: Store): Promise<Order[]> =>
  everyState((after) => store.orders.list({ size: 100, after }));

/** What was acknowledged and is not in the ledger exactly once, by its own person; in words. */
export const lostOrDoubled = (record: Record, leaves: readonly LedgerLeaf[]): string[] => {
  const byId = new Map<string, LedgerLeaf[]>();
  for (const leaf of leaves) byId.set(leaf.id, [...(byId.get(leaf.id) ?? []), leaf]);
  const wrong: string[] = [];
  for (const [id, same] of byId) if (same.length > 1) wrong.push(`${id} is in the ledger ${same.length} times`);
  for (const { type, subject, seq, actor } of record.acts) {
    if (seq === null) continue;
    const id = `${subject.type}:${subject.id}:${seq}`;
    const [leaf] = byId.get(id) ?? [];
    if (leaf === undefined) wrong.push(`${type} ${id} was acknowledged and is not in the ledger`);
    else if (leaf.type !== type || leaf.actor.id !== actor)
      wrong.push(`${id} is ${leaf.type} by ${leaf.actor.id}, acknowledged was ${type} by ${actor}`);
  }
  return wrong;
};

/** Subjects whose state was folded from other events than the ledger holds. */
export const outOfStep = (
  subjects: readonly (Case | Order)[],
  type: string,
  leaves: readonly LedgerLeaf[],
): string[] => {
  const held = new Map<string, number[]>();
  for (const leaf of leaves)
    if (leaf.subject.type === type) held.set(leaf.subject.id, [...(held.get(leaf.subject.id) ?? []), leaf.seq]);
  const wrong = subjects.flatMap(({ id, seq }) => {
    const seqs = held.get(id) ?? [];
    held.delete(id);
    const isWhole = seqs.length === seq && seqs.every((one, position) => one === position + 1);
    return isWhole ? [] : [`${type} ${id} stands at ${seq}, the ledger holds ${seqs.join(' ')}`];
  });
  return [...wrong, ...[...held.keys()].map((id) => `${type} ${id} is in the ledger and not in the index`)];
};

/** Notes that are missing though acknowledged, or there twice. */
export const wrongNotes = (record: Record, cases: readonly Case[]): string[] => {
  const texts = new Map(cases.map((subject) => [subject.id, subject.notes.map((note) => note.text)]));
  return record.notes.flatMap(({ caseId, text, acknowledged }) => {
    const times = (texts.get(caseId) ?? []).filter((one) => one === text).length;
    return times > 1 || (acknowledged && times === 0) ? [`${caseId}: "${text}" stands there ${times} times`] : [];
  });
};

/** What reached the operators and should not have, or not as often. */
export const wrongAtOperators = (
  web: FixtureWeb,
  orders: readonly Order[],
  leaves: readonly LedgerLeaf[],
): string[] => {
  const byReference = new Map(orders.map((order) => [order.reference, order]));
  const wrong: string[] = [];
  for (const { reference, timesReceived, timesExecuted, urls } of web.control.orders()) {
    const order = byReference.get(reference);
    byReference.delete(reference);
    if (order === undefined) {
      wrong.push(`${reference} reached an operator and nobody drafted it`);
      continue;
    }
    const mine = leaves.filter((leaf) => leaf.subject.type === 'order' && leaf.subject.id === order.id);
    const signed = mine.findIndex((leaf) => leaf.type === 'order.signed' && leaf.actor.kind === 'human');
    const sent = mine.findIndex((leaf) => leaf.type === 'order.attempted');
    if (signed < 0 || sent < signed) wrong.push(`${reference} was sent without a signature`);
    if (order.decidedBy === order.countersignedBy) wrong.push(`${reference} rests on one person`);
    if (timesExecuted !== 1) wrong.push(`${reference} was executed ${timesExecuted} times`);
    if (timesReceived !== 1) wrong.push(`${reference} was received ${timesReceived} times`);
    if (urls.join(' ') !== order.document.sectionB.urls.join(' ')) wrong.push(`${reference} named other addresses`);
  }
  for (const [reference, order] of byReference)
    if (order.state !== 'draft' && order.state !== 'withdrawn') wrong.push(`${reference} never reached its operator`);
  return wrong;
};

/** Posts that are up and not stored as exactly one live version that says the same. */
export const wronglyStored = (web: FixtureWeb, posts: readonly StoredPost[]): string[] => {
  const byUrl = new Map<string, StoredPost[]>();
  for (const post of posts) byUrl.set(post.url, [...(byUrl.get(post.url) ?? []), post]);
  const versions = new Set<string>();
  const wrong: string[] = [];
  for (const { itemId, contentHash, url } of posts) {
    const version = `${itemId} ${contentHash}`;
    if (versions.has(version)) wrong.push(`${url} has the same version twice`);
    versions.add(version);
  }
  for (const { post, text, status } of PLATFORMS.flatMap((platform) => web.control.posts(platform))) {
    const url = web.control.urlOf(post.key);
    const live = (byUrl.get(url) ?? []).filter((one) => one.status === 'live');
    if (status !== 'live') continue;
    if (live.length !== 1) wrong.push(`${post.key} at ${url} has ${live.length} live versions`);
    else if (!same(live[0]?.text ?? '', text)) wrong.push(`${post.key} is stored with another text`);
  }
  return wrong;
};

const bare = (text: string): string => text.replace(/\s+/gu, '');
const same = (stored: string, said: string): boolean => bare(stored).includes(bare(said));

/** Live flagged posts whose address does not stand in exactly one case as up. */
export const wronglyPlaced = (posts: readonly StoredPost[], cases: readonly Case[]): string[] =>
  posts
    .filter((post) => post.status === 'live' && post.analysis?.flagged === true)
    .flatMap((post) => {
      const holders = cases.filter((subject) =>
        subject.locations.some((location) => location.url === post.url && location.status === 'up'),
      );
      return holders.length === 1
        ? []
        : [`${post.url} is in ${holders.length} cases: ${holders.map((one) => one.id).join(' ')}`];
    });
