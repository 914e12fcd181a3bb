import type { Case } from '#core/case.ts';
import { mayActNext, waitsForAnother } from '#core/case-colleagues.ts';
import { claimCase } from '#core/case-state.ts';
import type { Account } from '#core/roles.ts';
import { publishCase } from '#pipeline/publish.ts';
import type { Store } from '#store/store.ts';
import { apiError } from '../errors.ts';
import { caseOf } from '../load.ts';
import type { ClaimNext } from '../schemas/cases.ts';
import { CLAIMABLE } from './actions.ts';

const PAGE = 50;

/** A lease ends and is forgotten; who had the case before them decides no complaint about it, so that is kept. */
const enterClaim = async (store: Store, person: Account, subject: Case): Promise<Case> => {
  const actor = { kind: 'human' as const, id: person.id };
  return (await store.cases.change(subject.id, actor, (state) => claimCase(state, actor))).state;
};

interface Next {
  claimed: Case | null;
  /** How many more wait that nobody holds. */
  waiting: number;
}

/**
 * The next case, by priority, that nobody holds and that this person may be the next to act on. A lease lets exactly one
 * person have a case; the state is read again under the lease, since the queue may be a moment behind.
 */
const takeNext = async (store: Store, person: Account, wish: ClaimNext): Promise<Next> => {
  const states = (wish.states ?? ['open']).filter((state) => CLAIMABLE.includes(state));
  const excludeIds = await store.leases.claimedIds();
  const now = store.clock.now().toISOString();
  let waiting = 0;
  for (let after: string | null | undefined; after !== null; ) {
    const page = await store.cases.queue({
      states,
      lang: wish.lang,
      category: wish.category,
      purpose: wish.purpose,
      excludeIds,
      free: { for: person.id, at: now },
      size: PAGE,
      after,
    });
    waiting = page.total;
    for (const candidate of page.items) {
      if (!mayActNext(candidate, person.id)) continue;
      const lease = await store.leases.claim(candidate.id, person.id);
      if (lease === null) continue;
      const current = await store.cases.get(candidate.id);
      if (
        current !== null &&
        states.includes(current.state) &&
        mayActNext(current, person.id) &&
        !waitsForAnother(current, person.id, now)
      ) {
        const claimed = await enterClaim(store, person, current);
        await publishCase({ store }, claimed);
        return { claimed, waiting: Math.max(0, waiting - 1) };
      }
      await store.leases.release(candidate.id, lease.token);
    }
    after = page.next;
  }
  return { claimed: null, waiting };
};

/**
 * Claims for the callers of one process. One person's requests wait for one another: a lease may be taken twice by the same
 * person, so two of them at once would be given the same case.
 */
export const openClaims = (store: Store): ((person: Account, wish: ClaimNext) => Promise<Next>) => {
  const last = new Map<string, Promise<unknown>>();
  return (person, wish) => {
    const before = last.get(person.id) ?? Promise.resolve();
    const mine = before.then(() => takeNext(store, person, wish));
    const settled = mine
      .catch(() => {})
      .then(() => {
        if (last.get(person.id) === settled) last.delete(person.id);
      });
    last.set(person.id, settled);
    return mine;
  };
};

/** Claims one case that a person chose. @throws NOT_FOUND · CASE_CLAIMED · CASE_NOT_DECIDABLE */
export const claimOne = async (store: Store, person: Account, caseId: string): Promise<Case> => {
  const subject = await caseOf(store, caseId);
  if (!mayActNext(subject, person.id))
    throw apiError('CASE_NOT_DECIDABLE', {
      message: `A case that is ${subject.state} does not wait for you.`,
      fix: 'Take the next case.',
    });
  if ((await store.leases.claim(caseId, person.id)) === null) throw apiError('CASE_CLAIMED');
  const claimed = await enterClaim(store, person, subject);
  await publishCase({ store }, claimed);
  return claimed;
};

/** @throws NOT_FOUND · CLAIM_LOST */
export const renewClaim = async (store: Store, person: Account, caseId: string): Promise<Case> => {
  const subject = await caseOf(store, caseId);
  const own = await store.leases.held(caseId, person.id);
  if (own === null || (await store.leases.renew(caseId, own.token)) === null) throw apiError('CLAIM_LOST');
  return subject;
};

/** @throws CASE_CLAIMED where somebody else holds the case. */
export const requireNotClaimedByOther = async (store: Store, person: Account, caseId: string): Promise<void> => {
  const holder = (await store.leases.holders([caseId])).get(caseId);
  if (holder !== undefined && holder.accountId !== person.id) throw apiError('CASE_CLAIMED');
};
