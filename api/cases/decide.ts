import type { Case, DecisionInput } from '#core/case.ts';
import { handBack } from '#core/case-colleagues.ts';
import { countersignCase, decideCase, refuseCountersign, undoDecision } from '#core/case-state.ts';
import type { Account } from '#core/roles.ts';
import { publishCase } from '#pipeline/publish.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { requireNotClaimedByOther } from './claim.ts';
import { finishOwn, releaseOwn } from './leases.ts';
import { caseFor } from './readable.ts';

const actorFor = (person: Account) => ({ kind: 'human' as const, id: person.id });

/**
 * A person decides. The lease keeps colleagues from doing the same work; what makes a double decision impossible is the
 * revision, checked again inside the conditional write.
 * @throws NOT_FOUND · CASE_OUTSIDE_WORK · CASE_CLAIMED · CASE_CHANGED · what `decideCase` refuses
 */
export const decide = async (
  deps: ApiDependencies,
  person: Account,
  caseId: string,
  input: { revision: number; decision: DecisionInput; carriedFrom?: string },
): Promise<Case> => {
  const { store, queues, config } = deps;
  await caseFor(store, person, caseId);
  await requireNotClaimedByOther(store, person, caseId);
  const undoMilliseconds = config.undoSeconds * 1000;
  const at = store.clock.now().toISOString();
  const actor = actorFor(person);
  const { state } = await store.cases.change(caseId, actor, (current) =>
    decideCase(current, input.decision, {
      ...{ actor, at, undoMilliseconds, seenRevision: input.revision, carriedFrom: input.carriedFrom },
    }),
  );
  await queues.enqueue('hold', { caseId }, { delayMilliseconds: undoMilliseconds });
  await finishOwn(store, caseId, person.id);
  await publishCase(deps, state);
  return state;
};

/** Takes the decision back, and the case into the person's hands again. @throws NOT_FOUND · CASE_OUTSIDE_WORK · UNDO_EXPIRED · UNDO_NOT_YOURS */
export const undo = async (deps: ApiDependencies, person: Account, caseId: string): Promise<Case> => {
  const { store } = deps;
  await caseFor(store, person, caseId);
  const actor = actorFor(person);
  const { state } = await store.cases.change(caseId, actor, (current) =>
    undoDecision(current, { actor, at: store.clock.now().toISOString() }),
  );
  await store.leases.claim(caseId, person.id);
  await publishCase(deps, state);
  return state;
};

/** @throws NOT_FOUND · CASE_OUTSIDE_WORK · CASE_CLAIMED · what `countersignCase` refuses */
export const countersign = async (
  deps: ApiDependencies,
  person: Account,
  caseId: string,
  input: { revision: number; contentHash: string },
): Promise<Case> => {
  const { store } = deps;
  await caseFor(store, person, caseId);
  await requireNotClaimedByOther(store, person, caseId);
  const actor = actorFor(person);
  const at = store.clock.now().toISOString();
  const { state } = await store.cases.change(caseId, actor, (current) =>
    countersignCase(current, { actor, at, seenRevision: input.revision, contentHash: input.contentHash }),
  );
  await finishOwn(store, caseId, person.id);
  await publishCase(deps, state);
  return state;
};

/** @throws NOT_FOUND · CASE_OUTSIDE_WORK · CASE_CLAIMED · what `refuseCountersign` refuses */
export const refuse = async (
  deps: ApiDependencies,
  person: Account,
  caseId: string,
  input: { revision: number; reason: string },
): Promise<Case> => {
  const { store } = deps;
  await caseFor(store, person, caseId);
  await requireNotClaimedByOther(store, person, caseId);
  const actor = actorFor(person);
  const at = store.clock.now().toISOString();
  const { state } = await store.cases.change(caseId, actor, (current) =>
    refuseCountersign(current, { actor, at, seenRevision: input.revision, reason: input.reason }),
  );
  await finishOwn(store, caseId, person.id);
  await publishCase(deps, state);
  return state;
};

/** @throws NOT_FOUND · CASE_OUTSIDE_WORK */
export const addNote = async (deps: ApiDependencies, person: Account, caseId: string, text: string): Promise<Case> => {
  await caseFor(deps.store, person, caseId);
  const { state } = await deps.store.cases.change(caseId, actorFor(person), () => [
    { type: 'case.noted', data: { text } },
  ]);
  await publishCase(deps, state);
  return state;
};

/** Gives the case back. A reason (skipped, too heavy, not my language) is kept as a note, so that skips are not silent. */
export const release = async (
  deps: ApiDependencies,
  person: Account,
  caseId: string,
  reason: string | null,
): Promise<Case> => {
  const subject = await caseFor(deps.store, person, caseId);
  const actor = actorFor(person);
  // Before the claim ends: in between nobody else may be kept from the case.
  if (subject.handedOver?.to === person.id)
    await deps.store.cases.change(caseId, actor, (current) => handBack(current, actor));
  await releaseOwn(deps.store, caseId, person.id);
  if (reason !== null) return addNote(deps, person, caseId, reason);
  const now = await caseFor(deps.store, person, caseId);
  await publishCase(deps, now);
  return now;
};
