/**
 * The case's state machine: commands look at the state and say what happens (events) or refuse with a coded error;
 * `evolveCase` folds one event into the state. Both are pure: the same events always give the same case.
 */
import type {
  Case,
  CaseDraft,
  CaseEvent,
  CaseState,
  Decision,
  DecisionInput,
  Location,
  LocationStatus,
  TextReturn,
} from './case.ts';
import { endHandOver, withAnswer, withHandOver, withQuestion } from './case-colleagues-fold.ts';
import { withCoaching, withGolden, withReading } from './case-quality-fold.ts';
import { addMilliseconds } from './clock.ts';
import { WeirError } from './errors.ts';
import { type Actor, requireNext } from './event.ts';
import { priorityOf } from './priority.ts';

const HOUR = 3_600_000;

/** Whether people see the case to check what was not flagged. */
export const isSample = (state: Pick<Case, 'purpose'>): boolean => (state.purpose ?? 'flagged') !== 'flagged';

const reprioritise = (state: Case, at: string): Case => {
  const first = state.locations[0];
  const published = first === undefined ? state.openedAt : first.publishedAt;
  return {
    ...state,
    priority: priorityOf({
      violating: state.assessment.violating,
      categories: state.assessment.categories,
      locations: state.locations.length,
      ageHours: (Date.parse(at) - Date.parse(published)) / HOUR,
      tips: state.tips?.length ?? 0,
      imminentThreat: state.imminentThreat,
      isSample: isSample(state),
    }),
  };
};

const STATE_AFTER: Record<DecisionInput['outcome'], CaseState> = {
  violating: 'confirmed',
  not_violating: 'cleared',
  not_sure: 'second_opinion',
  escalate: 'escalated',
};

const openedFrom = (event: Extract<CaseEvent, { type: 'case.opened' }>): Case => {
  const { location, ...facts } = event.data;
  return reprioritise(
    {
      id: event.subject.id,
      ...facts,
      state: 'open',
      seq: event.seq,
      revision: 1,
      locations: [location],
      priority: 0,
      decisions: [],
      holdUntil: null,
      stateBeforeHold: null,
      countersignature: null,
      orders: [],
      notes: [],
      openedAt: event.at,
      updatedAt: event.at,
      resolvedAt: null,
    },
    event.at,
  );
};

const withLocation = (locations: Location[], postId: string, change: Partial<Location>): Location[] =>
  locations.map((location) => (location.postId === postId ? { ...location, ...change } : location));

/** Nobody sees it there any more. An address that is only blocked for us is not gone. */
export const isGone = (status: LocationStatus): boolean => status !== 'up' && status !== 'geo_blocked';

/** A withdrawn case whose text is up again goes on where it stood. One of a drill stays closed: its text was never up. */
const reinstated = (before: Case): Partial<Case> =>
  before.state === 'withdrawn' && before.drill === undefined ? { state: before.stateBeforeWithdrawal ?? 'open' } : {};

const RETURNS = 100;

/** The events that change what a decision rests on; a new address or a note does not take a decision out of someone's hands. */
const REVISES: ReadonlySet<CaseEvent['type']> = new Set([
  'case.decided',
  'case.decision_undone',
  'case.countersigned',
  'case.countersign_refused',
  'case.order_sent',
  'case.notice_sent',
  'case.resolved',
  'case.withdrawn',
  'case.reversed',
  'case.drill_ended',
]);

/** Folds one event. @throws WeirError `EVENT_OUT_OF_ORDER` when the sequence has a gap. */
export const evolveCase = (before: Case | null, event: CaseEvent): Case => {
  const state = endHandOver(folded(before, event), event);
  const known = state.people ?? [];
  if (event.actor.kind !== 'human' || known.includes(event.actor.id)) return state;
  return { ...state, people: [...known, event.actor.id] };
};

const folded = (before: Case | null, event: CaseEvent): Case => {
  requireNext(event, before);
  if (event.type === 'case.opened') return openedFrom(event);
  if (before === null) throw new WeirError('EVENT_OUT_OF_ORDER', `Event ${event.id} comes before the case was opened.`);
  const state: Case = {
    ...before,
    seq: event.seq,
    revision: before.revision + (REVISES.has(event.type) ? 1 : 0),
    updatedAt: event.at,
  };
  switch (event.type) {
    case 'case.location_added':
      return reprioritise(
        {
          ...state,
          locations: [...state.locations, event.data.location],
          // The text is back after the case was closed: the two people's decision stands, a new order is due.
          ...(before.state === 'resolved' ? { state: 'signed' as const, resolvedAt: null } : reinstated(before)),
        },
        event.at,
      );
    case 'case.flagged':
      return reprioritise({ ...state, purpose: 'flagged' }, event.at);
    case 'case.location_checked': {
      const { postId, status, checkedAt } = event.data;
      const checked = { ...state, locations: withLocation(state.locations, postId, { status, checkedAt }) };
      if (isGone(status)) return checked;
      if (before.state !== 'resolved') return { ...checked, ...reinstated(before) };
      if (status !== 'up') return checked;
      // As with a further address: the decision stands, a new order is due, for the one that named this address is over.
      const orders = state.orders.map((order) => ({ ...order, postIds: order.postIds.filter((id) => id !== postId) }));
      return { ...checked, state: 'signed', resolvedAt: null, orders };
    }
    case 'case.decided':
      return {
        ...state,
        state: STATE_AFTER[event.data.decision.outcome],
        stateBeforeHold: before.state,
        holdUntil: event.data.decision.undoUntil,
        decisions: [...state.decisions, event.data.decision],
      };
    case 'case.decision_undone':
      return {
        ...state,
        state: before.stateBeforeHold ?? 'open',
        stateBeforeHold: null,
        holdUntil: null,
        decisions: state.decisions.map((decision, index) =>
          index === state.decisions.length - 1 ? { ...decision, undoneAt: event.at } : decision,
        ),
      };
    case 'case.hold_ended':
      return { ...state, holdUntil: null, stateBeforeHold: null };
    case 'case.countersigned':
      return {
        ...state,
        state: 'signed',
        countersignature: { by: event.actor.id, at: event.at, contentHash: event.data.contentHash, seq: event.seq },
      };
    case 'case.countersign_refused':
      return {
        ...state,
        state: 'escalated',
        notes: [...state.notes, { at: event.at, actor: event.actor, text: event.data.reason }],
      };
    case 'case.order_drafted':
      return {
        ...state,
        orders: [...state.orders, event.data],
      };
    case 'case.order_withdrawn':
      return { ...state, orders: state.orders.filter((order) => order.orderId !== event.data.orderId) };
    case 'case.order_sent':
    case 'case.notice_sent':
      return { ...state, state: 'in_takedown' };
    case 'case.resolved':
      return { ...state, state: 'resolved', resolvedAt: event.at };
    case 'case.looked': {
      const seen = new Set(event.data.postIds);
      const locations = state.locations.map((one) => (seen.has(one.postId) ? { ...one, checkedAt: event.at } : one));
      return { ...state, locations, lookedAt: event.at };
    }
    case 'case.returned':
      return { ...state, returns: [...(state.returns ?? []), { ...event.data, at: event.at }].slice(-RETURNS) };
    case 'case.withdrawn':
      return {
        ...state,
        state: 'withdrawn',
        stateBeforeWithdrawal: before.state,
        notes: [...state.notes, { at: event.at, actor: event.actor, text: event.data.reason }],
      };
    case 'case.drill_ended':
      return {
        ...state,
        state: 'withdrawn',
        stateBeforeWithdrawal: before.state,
        holdUntil: null,
        stateBeforeHold: null,
        notes: [...state.notes, { at: event.at, actor: event.actor, text: 'The drill is over.' }],
      };
    case 'case.tipped':
      return reprioritise({ ...state, tips: [...(state.tips ?? []), event.data.tipId] }, event.at);
    case 'case.claimed':
      return state;
    case 'case.reversed':
      return {
        ...state,
        state: 'cleared',
        decisions: [...state.decisions, event.data.decision],
        holdUntil: null,
        stateBeforeHold: null,
        countersignature: null,
        resolvedAt: null,
        reversedBy: { complaintId: event.data.complaintId, at: event.at },
      };
    case 'case.noted':
      return { ...state, notes: [...state.notes, { at: event.at, actor: event.actor, text: event.data.text }] };
    case 'case.asked':
      return withQuestion(state, event);
    case 'case.answered':
      return withAnswer(state, event);
    case 'case.handed_over':
      return withHandOver(state, event);
    case 'case.handed_back':
      return state;
    case 'case.read_again':
      return withReading(state, event);
    case 'case.made_golden':
      return withGolden(state, event);
    case 'case.coached':
      return withCoaching(state, event);
    case 'case.share_held':
      return { ...state, shareHold: { ...event.data, by: event.actor.id, at: event.at } };
    case 'case.share_released':
      return { ...state, shareHold: null };
    case 'case.shared':
      return { ...state, shared: { digest: event.data.digest, at: event.at } };
  }
};

/** The decision in force: the last one that was not undone. */
export const currentDecision = (state: Case): Decision | null =>
  state.decisions.findLast((decision) => decision.undoneAt === null) ?? null;

const refuse = (code: string, message: string, fix: string, status = 409): never => {
  throw new WeirError(code, message, { status, fix });
};

export const DECIDABLE: readonly CaseState[] = ['open', 'second_opinion', 'escalated'];
/** Violating or not: somebody said it, and nobody is asked again. */
export const DECIDED: readonly CaseState[] = ['confirmed', 'cleared', 'signed', 'in_takedown', 'resolved'];

/**
 * A person decides a case.
 * @throws CASE_CHANGED when the reviewer saw another version · CASE_NOT_DECIDABLE · EXEMPTION_TEST_MISSING ·
 *   CATEGORY_MISSING · LEGAL_BASIS_MISSING · SECOND_PERSON_REQUIRED for a second opinion by the same person.
 */
export const decideCase = (
  state: Case,
  input: DecisionInput,
  context: {
    actor: Actor;
    at: string;
    undoMilliseconds: number;
    seenRevision: number;
    carriedFrom?: string | undefined;
  },
): CaseDraft[] => {
  if (context.seenRevision !== state.revision)
    refuse(
      'CASE_CHANGED',
      'Somebody or something changed this case after you opened it.',
      'Load the case again and decide on what it says now.',
    );
  if (!DECIDABLE.includes(state.state) || state.holdUntil !== null)
    refuse('CASE_NOT_DECIDABLE', `A case that is ${state.state} cannot be decided.`, 'Take the next case.');
  if (input.contentHash !== state.contentHash)
    refuse('CONTENT_CHANGED', 'The text is not the one that you read.', 'Load the case again and read the text.');
  if (state.state !== 'open' && currentDecision(state)?.reviewer === context.actor.id)
    refuse(
      'SECOND_PERSON_REQUIRED',
      'A second look must come from another person.',
      'Leave the case to a colleague.',
      403,
    );
  if (input.outcome === 'violating') {
    if (input.categories.length === 0)
      refuse(
        'CATEGORY_MISSING',
        'A violating decision names at least one category.',
        'Choose a category of the label guide.',
        422,
      );
    if (input.legalBasis === 'none')
      refuse('LEGAL_BASIS_MISSING', 'A violating decision names its legal basis.', 'Choose the legal basis.', 422);
    if (input.exemption === null)
      refuse(
        'EXEMPTION_TEST_MISSING',
        'The test of article 1(3) was not answered.',
        'Answer every question of the exemption test.',
        422,
      );
    else {
      const { explanation: _, ...answers } = input.exemption;
      if (Object.values(answers).some(Boolean))
        refuse(
          'EXEMPTION_APPLIES',
          'The exemption test says that the text is protected.',
          'Decide "not violating", or correct the test.',
          422,
        );
    }
  }
  return [
    {
      type: 'case.decided',
      data: {
        decision: {
          ...input,
          reviewer: context.actor.id,
          at: context.at,
          undoUntil: addMilliseconds(context.at, context.undoMilliseconds),
          undoneAt: null,
          ...(context.carriedFrom === undefined ? {} : { carriedFrom: context.carriedFrom }),
        },
      },
    },
  ];
};

/** Closed already, so that the end of a drill has nothing to take off the desk. */
const OFF_THE_DESK: readonly CaseState[] = ['cleared', 'resolved', 'withdrawn'];

/** The drill is over: its cases leave the desk. A real case stays as it is, whatever it is asked. */
export const endDrillCase = (state: Case): CaseDraft[] =>
  state.drill === undefined || (OFF_THE_DESK.includes(state.state) && state.holdUntil === null)
    ? []
    : [{ type: 'case.drill_ended', data: {} }];

/**
 * Whether people may see that a case is of a drill: once it is decided and nobody has still to look at it afresh, so that nobody
 * decides or countersigns otherwise because of the mark.
 */
export const isDrillShown = (state: Case): boolean =>
  state.drill !== undefined &&
  state.holdUntil === null &&
  ['cleared', 'signed', 'in_takedown', 'resolved', 'withdrawn'].includes(state.state);

const TIPS = 100;

/** A tip named the page or the text. Many tips weigh as much as one, so that nobody can vote a case up. */
export const tipCase = (state: Case, tipId: string): CaseDraft[] => {
  const known = state.tips ?? [];
  return known.includes(tipId) || known.length >= TIPS ? [] : [{ type: 'case.tipped', data: { tipId } }];
};

/** Once for each person: a claim itself lasts minutes, that somebody had the case before them is kept. */
export const claimCase = (state: Case, actor: Actor): CaseDraft[] =>
  state.people?.includes(actor.id) === true ? [] : [{ type: 'case.claimed', data: {} }];

/**
 * A complaint was upheld: the text counts as not violating from here on, also for whoever learns from decisions. A case that is
 * cleared already stays as it is.
 */
export const reverseCase = (
  state: Case,
  context: { complaintId: string; by: string; reason: string; at: string },
): CaseDraft[] => {
  if (state.state === 'cleared') return [];
  const decision: Decision = {
    outcome: 'not_violating',
    categories: [],
    legalBasis: 'none',
    exemption: null,
    reason: context.reason,
    contentHash: state.contentHash,
    reviewer: context.by,
    at: context.at,
    undoUntil: context.at,
    undoneAt: null,
  };
  return [{ type: 'case.reversed', data: { complaintId: context.complaintId, decision } }];
};

/** Takes the last decision back. @throws UNDO_EXPIRED · UNDO_NOT_YOURS */
export const undoDecision = (state: Case, context: { actor: Actor; at: string }): CaseDraft[] => {
  const decision = currentDecision(state);
  if (state.holdUntil === null || decision === null || context.at >= state.holdUntil)
    return refuse(
      'UNDO_EXPIRED',
      'The time to undo this decision has passed.',
      'Add a note to the case and tell a supervisor.',
    );
  if (decision.reviewer !== context.actor.id)
    refuse('UNDO_NOT_YOURS', 'Only the person who decided can undo.', 'Ask that person, or a supervisor.', 403);
  return [{ type: 'case.decision_undone', data: {} }];
};

/** The house ends the hold once its time has passed; before that there is nothing to do. */
export const endHold = (state: Case, at: string): CaseDraft[] =>
  state.holdUntil !== null && at >= state.holdUntil ? [{ type: 'case.hold_ended', data: {} }] : [];

/**
 * A second person agrees: only now may an order be drawn up.
 * @throws CASE_CHANGED · NOT_CONFIRMED · STILL_ON_HOLD · SECOND_PERSON_REQUIRED · CONTENT_CHANGED
 */
export const countersignCase = (
  state: Case,
  context: { actor: Actor; at: string; seenRevision: number; contentHash: string },
): CaseDraft[] => {
  requireSecondPerson(state, context);
  if (context.contentHash !== state.contentHash)
    refuse('CONTENT_CHANGED', 'The text is not the one that you read.', 'Load the case again and read the text.');
  return [{ type: 'case.countersigned', data: { contentHash: context.contentHash } }];
};

/** A second person disagrees: the case goes to a supervisor with the reason. Errors as `countersignCase`. */
export const refuseCountersign = (
  state: Case,
  context: { actor: Actor; at: string; seenRevision: number; reason: string },
): CaseDraft[] => {
  requireSecondPerson(state, context);
  return [{ type: 'case.countersign_refused', data: { reason: context.reason } }];
};

const requireSecondPerson = (state: Case, context: { actor: Actor; at: string; seenRevision: number }): void => {
  if (context.seenRevision !== state.revision)
    refuse('CASE_CHANGED', 'Somebody or something changed this case after you opened it.', 'Load the case again.');
  if (state.state !== 'confirmed')
    refuse(
      'NOT_CONFIRMED',
      `A case that is ${state.state} cannot be countersigned.`,
      'Only confirmed cases are signed.',
    );
  if (state.holdUntil !== null && context.at < state.holdUntil)
    refuse('STILL_ON_HOLD', 'The first decision can still be undone.', `Wait until ${state.holdUntil}.`);
  if (context.actor.kind !== 'human' || currentDecision(state)?.reviewer === context.actor.id)
    refuse('SECOND_PERSON_REQUIRED', 'The same person cannot decide and sign.', 'Ask a colleague to sign.', 403);
};

/** After what a text that shows up now would be back; null while nobody has finally confirmed it. */
const backAfter = (state: Case): TextReturn['after'] | null => {
  if (state.state === 'resolved') return 'resolution';
  const isConfirmed = state.state === 'confirmed' && state.holdUntil === null;
  return isConfirmed || state.state === 'signed' || state.state === 'in_takedown' ? 'confirmation' : null;
};

/** The alarm that goes with an address which shows a confirmed text anew. */
const alarm = (state: Case, { postId, sourceId }: Pick<Location, 'postId' | 'sourceId'>): CaseDraft[] => {
  const after = backAfter(state);
  return after === null ? [] : [{ type: 'case.returned', data: { postId, sourceId, after } }];
};

/**
 * An address shows the same text: it joins the case, whatever its state, unless it is in it already (an edit keeps its address).
 * Where people had confirmed the text, that is an alarm.
 */
export const addLocation = (state: Case, location: Location): CaseDraft[] =>
  state.locations.some(
    (known) => known.postId === location.postId || (known.url === location.url && known.status === 'up'),
  )
    ? []
    : [{ type: 'case.location_added', data: { location } }, ...alarm(state, location)];

/** The policy flags the text of a sample by now. */
export const flagSample = (state: Case): CaseDraft[] => (isSample(state) ? [{ type: 'case.flagged', data: {} }] : []);

/**
 * A re-check of an address. Says nothing when nothing is new, so that re-checks do not fill the ledger. A confirmed text that is
 * up again where it had been gone is an alarm.
 */
export const checkLocation = (
  state: Case,
  check: { postId: string; status: Location['status']; checkedAt: string },
): CaseDraft[] => {
  const known = state.locations.find((location) => location.postId === check.postId);
  if (known === undefined || known.status === check.status) return [];
  const isBack = check.status === 'up' && isGone(known.status);
  return [{ type: 'case.location_checked', data: check }, ...(isBack ? alarm(state, known) : [])];
};

/** The house went through the addresses: what changed, and that it looked. */
export const lookedAt = (
  state: Case,
  look: { found: { postId: string; status: LocationStatus }[]; unknown: number; at: string },
): CaseDraft[] => {
  const checks = look.found.flatMap(({ postId, status }) =>
    checkLocation(state, { postId, status, checkedAt: look.at }),
  );
  const postIds = look.found.map(({ postId }) => postId);
  return [...checks, { type: 'case.looked', data: { postIds, unknown: look.unknown } }];
};

/** Locations at an operator that are up and that no order covers yet. */
export const uncoveredAt = (state: Case, operatorId: string): Location[] => {
  const covered = new Set(state.orders.flatMap((order) => order.postIds));
  return state.locations.filter(
    (location) => location.operatorId === operatorId && location.status === 'up' && !covered.has(location.postId),
  );
};

/**
 * @throws SECOND_SIGNATURE_MISSING when no second person has signed · ADDRESS_OUTSIDE_CASE · ORDER_EXISTS when nothing there is uncovered. */
export const draftOrderOn = (
  state: Case,
  order: { orderId: string; operatorId: string; postIds: string[] },
): CaseDraft[] => {
  if ((state.state !== 'signed' && state.state !== 'in_takedown') || state.countersignature === null)
    refuse(
      'SECOND_SIGNATURE_MISSING',
      "An order needs a decision and a second person's signature.",
      'Have the case countersigned first.',
    );
  const known = new Set(
    state.locations.flatMap(({ postId, operatorId }) => (operatorId === order.operatorId ? [postId] : [])),
  );
  if (order.postIds.some((postId) => !known.has(postId)))
    refuse(
      'ADDRESS_OUTSIDE_CASE',
      'An address of the order is not one of this case at this operator.',
      'Order only what two people have seen in the case.',
      422,
    );
  const free = new Set(uncoveredAt(state, order.operatorId).map((location) => location.postId));
  if (order.postIds.length === 0 || order.postIds.some((postId) => !free.has(postId)))
    refuse('ORDER_EXISTS', 'Every address there is gone or already under an order.', 'Open the existing order.');
  return [{ type: 'case.order_drafted', data: order }];
};

export const orderSentOn = (state: Case, orderId: string): CaseDraft[] =>
  state.state === 'signed' ? [{ type: 'case.order_sent', data: { orderId } }] : [];

export const noticeSentOn = (state: Case, noticeId: string): CaseDraft[] =>
  state.state === 'signed' ? [{ type: 'case.notice_sent', data: { noticeId } }] : [];

/**
 * Addresses of a case at one operator that an instrument can still name: up, under no removal order, and not named by the same
 * instrument before.
 * @throws SECOND_SIGNATURE_MISSING · NOTICE_EXISTS
 */
export const noticeableAt = (state: Case, operatorId: string, named: ReadonlySet<string>): Location[] => {
  if ((state.state !== 'signed' && state.state !== 'in_takedown') || state.countersignature === null)
    refuse(
      'SECOND_SIGNATURE_MISSING',
      "An order or notice needs a decision and a second person's signature.",
      'Have the case countersigned first.',
    );
  const free = uncoveredAt(state, operatorId).filter((location) => !named.has(location.postId));
  if (free.length === 0)
    refuse(
      'NOTICE_EXISTS',
      'Every address there is gone, under an order, or under such a notice already.',
      'Open the one that is there.',
    );
  return free;
};

const allGone = (state: Case): boolean =>
  state.locations.length > 0 && state.locations.every((location) => isGone(location.status));

/** Resolved when every known address is gone. */
export const resolveWhenGone = (state: Case): CaseDraft[] =>
  state.state === 'in_takedown' && allGone(state)
    ? [{ type: 'case.resolved', data: { reason: 'every known address is gone' } }]
    : [];

const BY: [LocationStatus, string][] = [
  ['gone_by_author', 'by its author'],
  ['gone_by_operator', 'by the operator'],
  ['gone', 'nobody said by whom'],
];

/**
 * A case that nobody has decided is taken off the desk when every known address is gone: there is nothing left to remove. Its
 * record and its captures stay. A threat to life stays with people, whoever deleted it.
 */
export const withdrawWhenGone = (state: Case): CaseDraft[] => {
  if (!DECIDABLE.includes(state.state) || state.holdUntil !== null || state.imminentThreat || !allGone(state))
    return [];
  const counted = BY.flatMap(([status, words]) => {
    const count = state.locations.filter((location) => location.status === status).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return [{ type: 'case.withdrawn', data: { reason: `Every known address is gone: ${counted.join(', ')}.` } }];
};

/** What follows when addresses are gone. */
export const closeWhenGone = (state: Case): CaseDraft[] => [...resolveWhenGone(state), ...withdrawWhenGone(state)];
