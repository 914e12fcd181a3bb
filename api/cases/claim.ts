import type { Case } from '#core/case.ts';
import { mayActNext, waitsForAnother } from '#core/case-colleagues.ts';
import { claimCase } from '#core/case-state.ts';
import type { Actor } from '#core/event.ts';
import type { Account } from '#core/roles.ts';
import { publishCase } from '#pipeline/publish.ts';
import type { Candidate, CaseFilter } from '#store/cases.ts';
import type { Page } from '#store/state-page.ts';
import type { Store } from '#store/store.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { sparedOf } from '../me/care.ts';
import type { ClaimNext } from '../schemas/cases.ts';
import { CLAIMABLE } from './actions.ts';
import { caseFor, isGivenTo, reachOf } from './readable.ts';

const PAGE = 100;

/**
 * A lease ends and is forgotten; who had the case before them decides no complaint about it, so that is kept. That its text is
 * shown goes into the ledger with it, in one block.
 * @returns null where `fits` no longer holds by what is there now; then nothing is written
 */
const enterClaim = async (
  store: Store,
  person: Account,
  caseId: string,
  fits: (state: Case) => boolean,
): Promise<Case | null> => {
  const actor: Actor = { kind: 'human', id: person.id };
  const { state } = await store.cases.change(
    caseId,
    actor,
    (current) => (fits(current) ? claimCase(current, actor) : []),
    {
      along: (current) =>
        fits(current) ? [store.access.entryOf(actor, { type: 'case.viewed', subject: current.id })] : [],
    },
  );
  return fits(state) ? state : null;
};

interface Next {
  claimed: Case | null;
  /** How many more wait that nobody holds. */
  waiting: number;
  /** The person has had enough for today, by the limits that they or the organisation have set. */
  rest: boolean;
}
type Question = CaseFilter & { after: string | undefined };
type ReadPage = (after: string | undefined) => Promise<Page<Candidate>>;

/** What searches know rules most of them out already; what is there now is asked under the lease. */
const mayFit = (one: Candidate, person: Account, now: string): boolean =>
  !((one.state === 'second_opinion' || one.state === 'confirmed') && one.decidedBy === person.id) &&
  !(
    one.handedTo !== null &&
    one.handedTo !== person.id &&
    one.handedUntil !== null &&
    Date.parse(now) < one.handedUntil
  );

/**
 * The next case, by priority, that nobody holds and that this person may be the next to act on. A lease lets exactly one
 * person have a case; the state is read again under the lease, since the queue may be a moment behind.
 */
const takeNext = async (store: Store, person: Account, states: Case['state'][], read: ReadPage): Promise<Next> => {
  const now = store.clock.now().toISOString();
  const fits = (state: Case): boolean =>
    states.includes(state.state) &&
    isGivenTo(person, state) &&
    mayActNext(state, person.id) &&
    !waitsForAnother(state, person.id, now);
  let waiting = 0;
  for (let after: string | null | undefined; after !== null; ) {
    const page: Page<Candidate> = await read(after);
    waiting = page.total;
    let ids = page.items.filter((one) => mayFit(one, person, now)).map(({ id }) => id);
    for (;;) {
      const lease = await store.leases.claimFirst(ids, person.id);
      if (lease === null) break;
      const claimed = await enterClaim(store, person, lease.caseId, fits);
      if (claimed !== null) {
        await publishCase({ store }, claimed);
        return { claimed, waiting: Math.max(0, waiting - 1), rest: false };
      }
      await store.leases.finish(lease.caseId, lease.token);
      ids = ids.slice(ids.indexOf(lease.caseId) + 1);
    }
    after = page.next;
  }
  return { claimed: null, waiting, rest: false };
};

/**
 * Claims for the callers of one process. Whoever asks while the same question is being asked of the index gets its answer too:
 * a hundred people at work need no hundred searches, since the lease decides.
 */
export const openClaims = (
  deps: Pick<ApiDependencies, 'store' | 'config'>,
): ((person: Account, wish: ClaimNext) => Promise<Next>) => {
  const { store } = deps;
  const asking = new Map<string, Promise<Page<Candidate>>>();
  const ask = async (question: Question): Promise<Page<Candidate>> =>
    store.cases.candidates({ ...question, excludeIds: await store.leases.claimedIds(), size: PAGE });
  return async (person, { lang, category, purpose, ...wish }) => {
    const notCategories = await sparedOf(deps, person.id);
    if (notCategories === null) return { claimed: null, waiting: 0, rest: true };
    const states = (wish.states ?? ['open']).filter((state) => CLAIMABLE.includes(state));
    return takeNext(store, person, states, (after) => {
      const question = { states, lang, category, purpose, notCategories, ...reachOf(person), after };
      const key = JSON.stringify(question);
      const mine = asking.get(key) ?? ask(question).finally(() => asking.delete(key));
      asking.set(key, mine);
      return mine;
    });
  };
};

/** Claims one case that a person chose. @throws NOT_FOUND · CASE_OUTSIDE_WORK · CASE_CLAIMED · CASE_NOT_DECIDABLE */
export const claimOne = async (store: Store, person: Account, caseId: string): Promise<Case> => {
  const subject = await caseFor(store, person, caseId);
  const isNext = (state: Case): boolean => mayActNext(state, person.id);
  const refusal = (state: Case['state']) =>
    apiError('CASE_NOT_DECIDABLE', {
      message: `A case that is ${state} does not wait for you.`,
      fix: 'Take the next case.',
    });
  if (!isNext(subject)) throw refusal(subject.state);
  const lease = await store.leases.claim(caseId, person.id);
  if (lease === null) throw apiError('CASE_CLAIMED');
  const claimed = await enterClaim(store, person, caseId, isNext);
  if (claimed === null) {
    await store.leases.release(caseId, lease.token);
    throw refusal(subject.state);
  }
  await publishCase({ store }, claimed);
  return claimed;
};

/** @throws NOT_FOUND · CASE_OUTSIDE_WORK · CLAIM_LOST */
export const renewClaim = async (store: Store, person: Account, caseId: string): Promise<Case> => {
  const subject = await caseFor(store, person, caseId);
  const own = await store.leases.held(caseId, person.id);
  if (own === null || (await store.leases.renew(caseId, own.token)) === null) throw apiError('CLAIM_LOST');
  return subject;
};

/** @throws CASE_CLAIMED where somebody else holds the case. */
export const requireNotClaimedByOther = async (store: Store, person: Account, caseId: string): Promise<void> => {
  const holder = (await store.leases.holders([caseId])).get(caseId);
  if (holder !== undefined && holder.accountId !== person.id) throw apiError('CASE_CLAIMED');
};
