import type { Static } from 'typebox';
import type { Case } from '#core/case.ts';
import { mayActNext } from '#core/case-colleagues.ts';
import { currentDecision, DECIDABLE, uncoveredAt } from '#core/case-state.ts';
import { type Account, may } from '#core/roles.ts';
import type { CaseAction, Lease } from '../schemas/cases.ts';

/** States in which a person can take a case to work on it. */
export const CLAIMABLE: readonly Case['state'][] = [...DECIDABLE, 'confirmed'];

/** What this person may do with this case now; the commands in core check it again. */
export const caseActions = (
  subject: Case,
  person: Account,
  lease: Lease | null,
  now: string,
): Static<typeof CaseAction>[] => {
  const allowed = (permission: Parameters<typeof may>[1]): boolean => may(person.roles, permission);
  const onHold = subject.holdUntil !== null && now < subject.holdUntil;
  const mine = lease?.holder === person.id;
  const free = lease === null || mine;
  const next = mayActNext(subject, person.id);
  const isDecider = currentDecision(subject)?.reviewer === person.id;
  const conditions: Record<Static<typeof CaseAction>, boolean> = {
    decide: allowed('case:decide') && free && next && DECIDABLE.includes(subject.state) && subject.holdUntil === null,
    undo: allowed('case:decide') && onHold && isDecider,
    countersign: allowed('case:countersign') && free && next && subject.state === 'confirmed' && !onHold,
    draft_order:
      allowed('order:draft') &&
      (subject.state === 'signed' || subject.state === 'in_takedown') &&
      subject.locations.some((location) => uncoveredAt(subject, location.operatorId).length > 0),
    note: allowed('case:note'),
    ask: allowed('case:note'),
    hand_over: mine && CLAIMABLE.includes(subject.state),
    claim: allowed('case:claim') && lease === null && next,
    release: mine,
  };
  return (Object.keys(conditions) as Static<typeof CaseAction>[]).filter((action) => conditions[action]);
};
