/** Looks at what is sensitive, as the ledger holds them. Each look is an entry; its payload says at what and why. */
import { addMilliseconds } from '#core/clock.ts';
import { isWeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { canonicalJson } from '#core/hash.ts';
import type { LedgerLeaf } from '#core/ledger.ts';
import type { Account } from '#core/roles.ts';
import type { Store } from '#store/store.ts';
import type { LookReasons, Looks, NamedLooks, NameLooks } from '../schemas/looks.ts';

const DAY = 86_400_000;
const PREFIX = 'access:';
/** Looks that are counted; of those, whose reasons are read; and that a list of names has. */
const MOST_COUNTED = 100_000;
const MOST_READ = 1000;
const MOST_NAMED = 200;

type Kept = Pick<Store, 'clock' | 'history' | 'evidence' | 'accounts' | 'access'>;

const spanOf = ({ clock }: Kept, days: number): { from: string; to: string } => {
  // What is recorded in this very moment is among them.
  const to = addMilliseconds(clock.now().toISOString(), 1);
  return { from: addMilliseconds(to, -days * DAY), to };
};

const roleOf = (accounts: ReadonlyMap<string, Account>, { actor }: LedgerLeaf): string => {
  if (actor.kind !== 'human') return actor.kind;
  return accounts.get(actor.id)?.roles.toSorted().join('+') ?? 'unknown';
};
const accountsOf = async ({ accounts }: Kept): Promise<Map<string, Account>> =>
  new Map((await accounts.list()).map((account) => [account.id, account]));

/** Counts by key; the most first, then by key. */
const counted = <T extends object>(groups: ReadonlyMap<string, T & { looks: number }>): (T & { looks: number })[] =>
  [...groups].sort(([a, x], [b, y]) => y.looks - x.looks || (a < b ? -1 : 1)).map(([, group]) => group);

const add = <T extends object>(groups: Map<string, T & { looks: number }>, facts: T): void => {
  const key = canonicalJson(facts);
  const known = groups.get(key);
  if (known === undefined) groups.set(key, { ...facts, looks: 1 });
  else known.looks += 1;
};

export const readLooks = async (store: Kept, days: number): Promise<Looks> => {
  const span = spanOf(store, days);
  const accounts = await accountsOf(store);
  const groups = new Map<string, { type: string; role: string; looks: number }>();
  let total = 0;
  let isAll = true;
  for await (const leaf of store.history.entries({ prefix: PREFIX, ...span })) {
    if (total === MOST_COUNTED) {
      isAll = false;
      break;
    }
    total += 1;
    add(groups, { type: leaf.type, role: roleOf(accounts, leaf) });
  }
  return { ...span, total, isAll, kinds: counted(groups) };
};

interface Payload {
  subject: string;
  reason: string | null;
}

/** Null where it was erased. */
const payloadOf = async ({ evidence }: Kept, leaf: LedgerLeaf, actor: Actor, why: string): Promise<Payload | null> => {
  try {
    return JSON.parse((await evidence.get(leaf.payloadHash, { actor, why })).toString('utf8')) as Payload;
  } catch (error) {
    if (isWeirError(error, 'EVIDENCE_UNKNOWN')) return null;
    throw error;
  }
};

export const readReasons = async (store: Kept, days: number, actor: Actor): Promise<LookReasons> => {
  const span = spanOf(store, days);
  const accounts = await accountsOf(store);
  const groups = new Map<string, { type: string; role: string; reason: string | null; looks: number }>();
  let read = 0;
  let isAll = true;
  for await (const leaf of store.history.entries({ prefix: PREFIX, ...span })) {
    if (read === MOST_READ) {
      isAll = false;
      break;
    }
    read += 1;
    const payload = await payloadOf(store, leaf, actor, 'to count the reasons of looks');
    add(groups, { type: leaf.type, role: roleOf(accounts, leaf), reason: payload?.reason ?? null });
  }
  return { ...span, read, isAll, reasons: counted(groups) };
};

/** The question itself is in the ledger before anything is answered. */
export const nameLooks = async (
  store: Kept,
  { of, id, days = 30, reason }: NameLooks,
  actor: Actor,
): Promise<NamedLooks> => {
  await store.access.record(actor, { type: 'looks.named', subject: canonicalJson({ of, id, days }), reason });
  const accounts = await accountsOf(store);
  const items: NamedLooks['items'] = [];
  let read = 0;
  for await (const leaf of store.history.entries({ prefix: PREFIX, ...spanOf(store, days) })) {
    if (of === 'person' && leaf.actor.id !== id) continue;
    if (items.length === MOST_NAMED || read === MOST_READ) return { isAll: false, items };
    read += 1;
    const payload = await payloadOf(store, leaf, actor, reason);
    if (of === 'record' && payload?.subject !== id) continue;
    items.push({
      ...{ at: leaf.at, type: leaf.type, by: leaf.actor.id },
      name: accounts.get(leaf.actor.id)?.displayName ?? leaf.actor.id,
      ...{ subject: payload?.subject ?? '', reason: payload?.reason ?? null },
    });
  }
  return { isAll: true, items };
};
