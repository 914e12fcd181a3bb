/**
 * A person's decision, carried to other open cases whose texts mean nearly the same and that they have read one by one. Each is a
 * decision of its own, about its own text; nothing is decided that they did not name.
 */
import type { Case, Decision } from '#core/case.ts';
import { mayActNext, waitsForAnother } from '#core/case-colleagues.ts';
import { currentDecision, DECIDED } from '#core/case-state.ts';
import { WeirError } from '#core/errors.ts';
import type { Account } from '#core/roles.ts';
import type { ApiDependencies, House } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { type AlikeCases, CARRIED_AT_MOST, type Carried, type CarryDecision } from '../schemas/carry.ts';
import { nearestTo } from './compare.ts';
import { decide } from './decide.ts';
import { leasesOf, releaseOwn } from './leases.ts';
import { caseFor, isGivenTo, reachOf } from './readable.ts';

/** The person's own answer that is in force. @throws CARRY_UNSUITABLE */
const ownDecision = (subject: Case, person: Account): Decision => {
  const decision = currentDecision(subject);
  const isAnswer = decision?.outcome === 'violating' || decision?.outcome === 'not_violating';
  if (decision === null || !isAnswer || decision.reviewer !== person.id || !DECIDED.includes(subject.state))
    throw apiError('CARRY_UNSUITABLE');
  return decision;
};

/** Open, nobody's turn but theirs, and in their part of the queue; pictures are read on the page of their case. */
const isFree = (other: Case, person: Account, now: string): boolean =>
  other.state === 'open' &&
  other.holdUntil === null &&
  (other.pictures?.length ?? 0) === 0 &&
  isGivenTo(person, other) &&
  mayActNext(other, person.id) &&
  !waitsForAnother(other, person.id, now);

/**
 * The open cases to which it may be carried, nearest first, with their texts; each leaves a trace before its text goes out.
 * @throws NOT_FOUND · CASE_OUTSIDE_WORK · CARRY_UNSUITABLE
 */
export const alikeCases = async (house: House, person: Account, caseId: string): Promise<AlikeCases> => {
  const { store } = house;
  const subject = await caseFor(store, person, caseId);
  ownDecision(subject, person);
  const now = store.clock.now().toISOString();
  const clusters = await store.cases.openClusters(reachOf(person));
  const near = await nearestTo(store, subject, clusters, 2 * CARRIED_AT_MOST);
  const items = near.filter(({ other }) => isFree(other, person, now)).slice(0, CARRIED_AT_MOST);
  const actor = { kind: 'human' as const, id: person.id };
  for (const { other } of items) await store.access.record(actor, { type: 'case.viewed', subject: other.id });
  const leases = await leasesOf(
    house,
    items.map(({ other }) => other.id),
    person.id,
  );
  return {
    items: items.map(({ other, similarity }) => ({
      ...{ caseId: other.id, revision: other.revision, contentHash: other.contentHash, lang: other.lang },
      ...{ leading: other.assessment.leading, title: other.title, text: other.text, similarity },
      locations: other.locations.length,
      lease: leases.get(other.id) ?? null,
    })),
  };
};

/** @throws CARRY_NOT_ALIKE · CASE_CLAIMED · CASE_CHANGED and whatever else `decide` refuses */
const carryTo = async (
  deps: ApiDependencies,
  person: Account,
  decision: Decision,
  { caseId, revision, contentHash, source }: CarryDecision['items'][number] & { source: Case },
): Promise<Case> => {
  const { store } = deps;
  const other = await caseFor(store, person, caseId);
  const alike = await nearestTo(store, source, [other.clusterId], 1);
  if (alike.length === 0 || other.id === source.id) throw apiError('CARRY_NOT_ALIKE');
  if ((await store.leases.claim(caseId, person.id)) === null) throw apiError('CASE_CLAIMED');
  const { outcome, categories, legalBasis, exemption, reason } = decision;
  try {
    if (!isFree(other, person, store.clock.now().toISOString())) throw apiError('CASE_CHANGED');
    return await decide(deps, person, caseId, {
      revision,
      decision: { outcome, categories, legalBasis, exemption, reason, contentHash },
      carriedFrom: source.id,
    });
  } catch (error) {
    await releaseOwn(store, caseId, person.id);
    throw error;
  }
};

const codeOf = (error: unknown): string => {
  // What is no refusal is a fault of the house: it is told as one, and what was decided so far stands on its cases, to be undone there.
  if (!(error instanceof WeirError) || error.status >= 500) throw error;
  return error.code;
};

/**
 * One after the other, in the order in which they were named; one that cannot be decided is left out and said.
 * @throws NOT_FOUND · CASE_OUTSIDE_WORK · CARRY_UNSUITABLE
 */
export const carry = async (
  deps: ApiDependencies,
  person: Account,
  caseId: string,
  { items }: CarryDecision,
): Promise<Carried> => {
  const carried: Carried = { decided: [], leftOut: [] };
  for (const item of items) {
    // Read each time: it may be taken back or refused meanwhile.
    const source = await caseFor(deps.store, person, caseId);
    const decision = ownDecision(source, person);
    try {
      const { id, holdUntil } = await carryTo(deps, person, decision, { ...item, source });
      carried.decided.push({ caseId: id, holdUntil });
    } catch (error) {
      carried.leftOut.push({ caseId: item.caseId, code: codeOf(error) });
    }
  }
  return carried;
};
