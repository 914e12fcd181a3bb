/**
 * What partners can get follows from the cases; whoever has got something is told when it changes. Each step leaves its trace
 * before the next begins, so that the sweeper finds what a crash left undone.
 */
import { requireReal } from '#core/drill.ts';
import { isWeirError, WeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import {
  type Handover,
  type HandoverDraft,
  handoverDelivered,
  handoverFailed,
  isHandoverDue,
  NOTICES,
} from '#core/handover.ts';
import { hashOf, sha256 } from '#core/hash.ts';
import type { Category } from '#core/labels.ts';
import { announceItem, type SharedItem, supportItem, withdrawSupport } from '#core/shared-item.ts';
import { inScope, markShared, type Partner, type ShareableItem, shareableDigest, shareableOf } from '#core/sharing.ts';
import type { Store } from '#store/store.ts';
import { type ExportFormat, exportItems } from '#takedowns/sharing/export.ts';
import { itemId, type Sharer } from '#takedowns/sharing/item.ts';
import { sendNotice } from '#takedowns/sharing/notice.ts';
import { publishChange } from './changes.ts';
import { type PipelineContext, systemActor } from './context.ts';
import type { Outcome } from './jobs.ts';

type Shares = Pick<Store, 'cases' | 'shares' | 'handovers' | 'partners'>;

/** The guard at every way out of sharing. @throws WeirError DRILL_STAYS_INSIDE when an item rests on a case of a drill */
const requireRealItems = async (store: Pick<Store, 'cases'>, items: readonly SharedItem[]): Promise<void> => {
  const caseIds = items.flatMap(({ cases }) => cases.map(({ caseId }) => caseId));
  if (caseIds.length === 0) return;
  for (const marked of await store.cases.drillsAmong(caseIds)) requireReal(marked);
};

const keyOfItem = ({ kind, value }: ShareableItem): string => `${kind}\n${value}`;

/** Lets a case stand for an item, in the first generation of it that was not revoked. */
const support = async (
  store: Shares,
  sharer: Sharer,
  item: ShareableItem,
  from: { caseId: string; categories: Category[] },
): Promise<void> => {
  const actor = systemActor('share');
  for (let generation = 1; ; ) {
    const id = itemId(sharer, item, generation);
    const known = await store.shares.get(id);
    if (known === null) {
      try {
        await store.shares.create(id, { type: 'share.published', data: { ...item, generation, ...from } }, actor);
        return;
      } catch (error) {
        // Another case brought it in the meantime: then this one supports it.
        if (!isWeirError(error, 'ALREADY_EXISTS')) throw error;
      }
      continue;
    }
    const { state } = await store.shares.change(id, actor, (current) =>
      supportItem(current, from.caseId, from.categories),
    );
    if (!state.revoked) return;
    generation++;
  }
};

/** Brings what partners can get in line with one case. What it no longer stands for is revoked first. */
export const shareCase = async (store: Shares, sharer: Sharer, caseId: string): Promise<Outcome> => {
  const subject = await store.cases.get(caseId);
  if (subject === null) throw new WeirError('CASE_UNKNOWN', `There is no case ${caseId}.`, { status: 404 });
  const digest = shareableDigest(subject);
  const { items, categories } = shareableOf(subject);
  const actor = systemActor('share');
  const wanted = new Set(items.map(keyOfItem));
  for (const held of await store.shares.ofCase(caseId))
    if (!wanted.has(keyOfItem(held)))
      await store.shares.change(held.id, actor, (current) => withdrawSupport(current, caseId));
  for (const item of items) await support(store, sharer, item, { caseId, categories });
  // Decided otherwise in the meantime: then it stays due.
  const { events } = await store.cases.change(caseId, actor, (current) =>
    shareableDigest(current) === digest ? markShared(current, digest) : [],
  );
  return events.length === 0 ? 'skipped' : 'done';
};

/** Everything that is due, at once: before a file is made. */
export const shareAllDue = async (store: Shares, sharer: Sharer): Promise<void> => {
  for (let rounds = 0; rounds < 100; rounds++) {
    const due = await store.cases.dueShares(200);
    if (due.length === 0) return;
    for (const caseId of due) await shareCase(store, sharer, caseId);
  }
};

const AT_ONCE = 500;
/** Items in one message. */
const IN_MESSAGE = 100;

/** Whether a partner is to be told of an item as it stands now. Of what was taken back: whoever got it, and nobody else. */
const isFor = (partner: Partner, item: SharedItem, held: ReadonlySet<string> | undefined): boolean => {
  if (held?.has(item.id) === true) return item.revoked || (!partner.suspended && partner.webhook !== null);
  if (item.revoked || partner.suspended || partner.webhook === null) return false;
  const { webhook, categories } = partner;
  return inScope(
    webhook.categories.filter((category) => categories.includes(category)),
    item.categories,
  );
};

/** Makes the messages about what has changed; sending them is work of its own. */
export const announce = async (store: Shares): Promise<Outcome> => {
  const items = await store.shares.unannounced(AT_ONCE);
  if (items.length === 0) return 'skipped';
  const actor = systemActor('announce');
  const holders = await store.handovers.holders(items.map(({ id }) => id));
  await requireRealItems(store, items);
  const made = new Map<string, string[]>();
  for (const partner of await store.partners.list()) {
    const theirs = items.filter((item) => isFor(partner, item, holders.get(partner.id)));
    for (const notice of NOTICES) {
      const told = theirs.filter(({ revoked }) => revoked === (notice === 'revoked'));
      for (let from = 0; from < told.length; from += IN_MESSAGE) {
        const versions = told.slice(from, from + IN_MESSAGE).map(({ id, modifiedAt }) => ({ id, modifiedAt }));
        // The same news give the same message, also after a crash.
        const id = `${partner.id}.${hashOf([notice, versions]).slice(0, 32)}`;
        const data = { partnerId: partner.id, channel: 'webhook' as const, notice, items: versions };
        try {
          await store.handovers.create(id, { type: 'handover.made', data }, actor);
        } catch (error) {
          if (!isWeirError(error, 'ALREADY_EXISTS')) throw error;
        }
        for (const version of versions) made.set(version.id, [...(made.get(version.id) ?? []), id]);
      }
    }
  }
  for (const { id, modifiedAt } of items)
    await store.shares.change(id, actor, (current) => announceItem(current, modifiedAt, made.get(id) ?? []));
  return 'done';
};

/** Why a message cannot be sent, or null. */
const hindrance = (partner: Partner | null, handover: Handover): string | null => {
  if (partner === null) return 'there is no such partner';
  if (partner.webhook === null) return 'the partner has no address for messages: tell it by hand';
  return partner.suspended && handover.notice !== 'revoked' ? 'the partner is suspended' : null;
};

/** Sends one message, once. */
export const notify = async (payload: { handoverId: string }, context: PipelineContext): Promise<Outcome> => {
  const { store, clock, sharer } = context;
  const { handoverId } = payload;
  const handover = await store.handovers.get(handoverId);
  const now = () => clock.now();
  if (sharer === undefined || handover === null || !isHandoverDue(handover, now().toISOString())) return 'skipped';
  const partner = await store.partners.get(handover.partnerId);
  const change = (decide: (state: Handover) => HandoverDraft[]) =>
    store.handovers.change(handoverId, systemActor('notify'), decide);
  const hindered = hindrance(partner, handover);
  const items = await store.shares.getMany(handover.items.map(({ id }) => id));
  await requireRealItems(store, items);
  const result =
    hindered !== null || partner === null || partner.webhook === null
      ? { kind: 'failed' as const, error: hindered ?? '', final: true, retryAfter: 0 }
      : await sendNotice(
          partner.webhook.url,
          { id: handoverId, notice: handover.notice ?? 'published', at: handover.at, items },
          { sharer, key: context.requestKey, send: context.send, now, newNonce: context.newNonce },
        );
  const { state } = await change((current) =>
    result.kind === 'delivered'
      ? handoverDelivered(current)
      : handoverFailed(current, { ...result, at: now().toISOString() }),
  );
  if (state.state === 'dead') {
    context.log.warn(
      { handover: state.id, partner: state.partnerId, error: state.lastError },
      'ALARM: a message to a partner was given up; look at it with weir share partners, and replay it',
    );
    await publishChange(store.redis, store.namespace, {
      ...{ topic: 'sharing', id: state.id, state: state.state, seq: state.seq },
    });
  }
  return 'done';
};

/** Items in one record of what was given. */
const IN_HANDOVER = 1000;

/**
 * Writes down what a partner is about to get, and only then gives it: what was taken back between the two is given as taken
 * back. What the partner has in this very version is not written down again.
 * @throws WeirError CONFLICT (409, retry)
 */
export const handOver = async (
  store: Shares,
  given: {
    partner: Partner;
    items: readonly SharedItem[];
    channel: 'taxii' | 'export' | 'push';
    actor: Actor;
    newId: () => string;
  },
): Promise<SharedItem[]> => {
  const { partner, channel, actor, newId } = given;
  await requireRealItems(store, given.items);
  let items = [...given.items];
  for (let attempt = 0; attempt < 10; attempt++) {
    const news = await store.handovers.news(partner.id, items);
    for (let from = 0; from < news.length; from += IN_HANDOVER) {
      const versions = news.slice(from, from + IN_HANDOVER).map(({ id, modifiedAt }) => ({ id, modifiedAt }));
      await store.handovers.create(
        `${partner.id}.${sha256(newId()).slice(0, 32)}`,
        { type: 'handover.made', data: { partnerId: partner.id, channel, notice: null, items: versions } },
        actor,
      );
    }
    const fresh = new Map((await store.shares.getMany(items.map(({ id }) => id))).map((item) => [item.id, item]));
    if (items.every(({ id, modifiedAt }) => fresh.get(id)?.modifiedAt === modifiedAt)) return items;
    items = items.flatMap(({ id }) => fresh.get(id) ?? []);
    await requireRealItems(store, items);
  }
  throw new WeirError('CONFLICT', 'What is shared is being changed all the time.', { status: 409, retry: true });
};

/**
 * How far behind the clock what partners see ends, in milliseconds: a write that took its time must not appear behind a
 * moment that a partner has already read up to.
 */
export const SETTLING = 5000;

/** What was taken back is shown to those who had got it, and to nobody else. */
export const seenBy = async (store: Shares, partner: Partner, items: readonly SharedItem[]): Promise<SharedItem[]> => {
  const revoked = items.filter((item) => item.revoked).map(({ id }) => id);
  const held = revoked.length === 0 ? undefined : (await store.handovers.holders(revoked)).get(partner.id);
  return items.filter((item) => !item.revoked || held?.has(item.id) === true);
};

/** @throws WeirError PARTNER_SUSPENDED (409) */
const requireActive = (partner: Partner): void => {
  if (partner.suspended)
    throw new WeirError('PARTNER_SUSPENDED', 'This partner is suspended, and gets nothing.', {
      status: 409,
      fix: 'A supervisor lifts the suspension first.',
    });
};

/** Everything that a partner may have, written down as given to it. @throws WeirError PARTNER_SUSPENDED (409) */
export const itemsFor = async (
  store: Shares & Pick<Store, 'clock'>,
  partner: Partner,
  given: { channel: 'export' | 'push'; actor: Actor; newId: () => string },
): Promise<SharedItem[]> => {
  requireActive(partner);
  const items: SharedItem[] = [];
  const until = store.clock.now().toISOString();
  for (let cursor: string | undefined; ; ) {
    const page = await store.shares.page({
      ...{ categories: partner.categories, until, size: AT_ONCE },
      ...(cursor === undefined ? {} : { cursor }),
    });
    items.push(...(await seenBy(store, partner, page.items)));
    if (page.next === null) break;
    cursor = page.next;
  }
  return handOver(store, { partner, items, ...given });
};

/** A file for a partner. @throws WeirError PARTNER_SUSPENDED (409) */
export const exportFor = async (
  store: Shares & Pick<Store, 'clock'>,
  sharer: Sharer,
  asked: { partner: Partner; format: ExportFormat; actor: Actor; newId: () => string },
): Promise<{ text: string; items: number }> => {
  const { partner, format, actor, newId } = asked;
  requireActive(partner);
  await shareAllDue(store, sharer);
  const items = await itemsFor(store, partner, { channel: 'export', actor, newId });
  return { text: exportItems(format, items, sharer), items: items.length };
};
