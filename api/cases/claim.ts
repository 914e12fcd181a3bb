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
import { type Kept, kept } from '../kept.ts';
import { sparedOf } from '../me/care.ts';
import type { ClaimNext } from '../schemas/cases.ts';
import { CLAIMABLE } from './actions.ts';
import { caseFor, isGivenTo, reachOf } from './readable.ts';

const PAGE = 100;
/** So many leases are asked for at once: nearly always the first is free. */
const AT_ONCE = 10;
/**
 * In milliseconds. Searches see what was written up to a second ago, so the best hundred may be that old too: the lease decides, and the
 * state is read again under it.
 */
const KEEPING = { fresh: 500, usable: 1_000 };
/** Questions whose answers are kept: one for each part of the queue and each wish that is being worked through. */
const QUESTIONS = 200;

/** Makes the answer to a claim of the case; it goes out once the ledger holds that it was shown. */
type Show<T> = (claimed: Case) => Promise<T>;

/**
 * A lease ends and is forgotten; who had the case before them decides no complaint about it, so that is kept. That its text is
 * shown goes into the ledger with it, in one block.
 * @returns null where `fits` no longer holds by what is there now; then nothing is written
 */
const enterClaim = async <T>(
  store: Store,
  person: Account,
  caseId: string,
  fits: (state: Case) => boolean,
  show: Show<T>,
): Promise<{ shown: T } | null> => {
  const actor: Actor = { kind: 'human', id: person.id };
  const look = store.access.foresee(actor, { type: 'case.viewed', subject: caseId });
  let shown: Promise<T> | null = null;
  const { state } = await store.cases.change(
    caseId,
    actor,
    (current) => (fits(current) ? claimCase(current, actor) : []),
    {
      along: (current) => (fits(current) ? [look] : []),
      written: (current) => {
        if (!fits(current)) return;
        shown = show(current);
        // Whoever waits for it hears of it below.
        shown.catch(() => {});
      },
    },
  );
  if (shown === null) return null;
  await publishCase({ store }, state);
  return { shown: await shown };
};

interface Next<T> {
  claimed: T | null;
  /** How many more wait that nobody holds. */
  waiting: number;
  /** The person has had enough for today, by the limits that they or the organisation have set. */
  rest: boolean;
}
type Question = CaseFilter & { after?: string | undefined };
/** The best of what waits, as an answer that several people take from. */
interface Offer {
  page: Page<Candidate>;
  /** How many had been taken when it was asked for. */
  takenBefore: number;
}
/** One question that people ask again and again. */
interface Asked {
  best: Kept<Offer>;
  /** Leases that its answers gave, ever. */
  taken: number;
}

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
 * person have a case; the state is read again under the lease, since the queue may be a moment behind. That there is none is said
 * after a question that was asked for it.
 */
const takeNext = async <T>(
  store: Store,
  person: Account,
  states: Case['state'][],
  asked: Asked,
  read: (after: string) => Promise<Page<Candidate>>,
  show: Show<T>,
): Promise<Next<T>> => {
  const now = store.clock.now().toISOString();
  const fits = (state: Case): boolean =>
    states.includes(state.state) &&
    isGivenTo(person, state) &&
    mayActNext(state, person.id) &&
    !waitsForAnother(state, person.id, now);
  const takeFrom = async ({ page, takenBefore }: Offer): Promise<Next<T> | null> => {
    let ids = page.items.filter((one) => mayFit(one, person, now)).map(({ id }) => id);
    while (ids.length > 0) {
      const some = ids.slice(0, AT_ONCE);
      const lease = await store.leases.claimFirst(some, person.id);
      ids = ids.slice(lease === null ? some.length : ids.indexOf(lease.caseId) + 1);
      if (lease === null) continue;
      asked.taken += 1;
      const waiting = Math.max(0, page.total - (asked.taken - takenBefore));
      const claimed = await enterClaim(store, person, lease.caseId, fits, show);
      if (claimed !== null) return { claimed: claimed.shown, waiting, rest: false };
      await store.leases.finish(lease.caseId, lease.token);
    }
    return null;
  };
  const atOnce = await takeFrom(asked.best.usable() ?? (await asked.best.renew()));
  if (atOnce !== null) return atOnce;
  for (let offer = await asked.best.renew(); ; ) {
    const next = await takeFrom(offer);
    if (next !== null) return next;
    if (offer.page.next === null) return { claimed: null, waiting: offer.page.total, rest: false };
    offer = { ...offer, page: await read(offer.page.next) };
  }
};

/**
 * Claims for the callers of one process. They take from one answer of the index for as long as it may be as old as any: a hundred
 * people at work need no hundred searches.
 */
export const openClaims = (
  deps: Pick<ApiDependencies, 'store' | 'config'>,
): (<T>(person: Account, wish: ClaimNext, show: Show<T>) => Promise<Next<T>>) => {
  const { store } = deps;
  const questions = new Map<string, Asked>();
  const search = (question: Question, excludeIds: string[]): Promise<Page<Candidate>> =>
    store.cases.candidates({ ...question, excludeIds, size: PAGE });
  const askedAs = (question: Question): Asked => {
    const key = JSON.stringify(question);
    const known = questions.get(key);
    if (known !== undefined) return known;
    if (questions.size >= QUESTIONS) questions.clear();
    const asked: Asked = {
      best: kept(async () => {
        const heldIds = await store.leases.claimedIds();
        // What was taken until now is among those; what is taken from now on is still in the answer.
        const takenBefore = asked.taken;
        return { takenBefore, page: await search(question, heldIds) };
      }, KEEPING),
      taken: 0,
    };
    questions.set(key, asked);
    return asked;
  };
  return async (person, { lang, category, purpose, ...wish }, show) => {
    const notCategories = await sparedOf(deps, person.id);
    if (notCategories === null) return { claimed: null, waiting: 0, rest: true };
    const states = (wish.states ?? ['open']).filter((state) => CLAIMABLE.includes(state));
    const question = { states, lang, category, purpose, notCategories, ...reachOf(person) };
    const read = async (after: string) => search({ ...question, after }, await store.leases.claimedIds());
    const asked = askedAs(question);
    try {
      return await takeNext(store, person, states, asked, read, show);
    } finally {
      // For whoever comes next, once this person has their case.
      asked.best.freshen();
    }
  };
};

/** Claims one case that a person chose. @throws NOT_FOUND · CASE_OUTSIDE_WORK · CASE_CLAIMED · CASE_NOT_DECIDABLE */
export const claimOne = async <T>(store: Store, person: Account, caseId: string, show: Show<T>): Promise<T> => {
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
  const claimed = await enterClaim(store, person, caseId, isNext, show);
  if (claimed === null) {
    await store.leases.release(caseId, lease.token);
    throw refusal(subject.state);
  }
  return claimed.shown;
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
