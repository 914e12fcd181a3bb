/**
 * A version of the routing policy and its life: `draft -> dry_run -> live -> retired`. The thresholds never change; another
 * opinion is another version. Commands give events or refuse; `evolvePolicy` folds an event. Both are pure.
 */
import { type Static, Type } from 'typebox';
import { WeirError } from './errors.ts';
import { Actor, type DraftOf, type EventOf, requireNext } from './event.ts';
import { Policy } from './policy.ts';
import { Id, Strict, Timestamp } from './schema.ts';

export const POLICY_STATES = ['draft', 'dry_run', 'live', 'retired'] as const;
export const PolicyState = Type.Enum(POLICY_STATES);
export type PolicyState = (typeof POLICY_STATES)[number];

export const POLICY_ACTS = ['drafted', 'dry_run_started', 'proposed', 'approved', 'retired'] as const;
const Nullable = <S extends typeof Timestamp | typeof Id>(schema: S) => Type.Union([schema, Type.Null()]);

export const PolicyRecord = Strict({
  policy: Policy,
  state: PolicyState,
  /** Number of events folded into this state. */
  seq: Type.Integer({ minimum: 1 }),
  author: Id,
  /** Why, in the author's words. */
  note: Type.String({ minLength: 3, maxLength: 4000 }),
  createdAt: Timestamp,
  proposedBy: Nullable(Id),
  approvedBy: Nullable(Id),
  liveAt: Nullable(Timestamp),
  history: Type.Array(
    Strict({
      act: Type.Enum(POLICY_ACTS),
      actor: Actor,
      at: Timestamp,
      reason: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});
export type PolicyRecord = Static<typeof PolicyRecord>;

export interface PolicyEvents {
  'policy.drafted': { policy: Policy; note: string };
  'policy.dry_run_started': Record<string, never>;
  'policy.proposed': { posts: number };
  'policy.approved': { posts: number };
  'policy.retired': { reason: string };
}
export type PolicyEvent = EventOf<PolicyEvents>;
export type PolicyDraft = DraftOf<PolicyEvents>;

/** Folds one event. @throws WeirError `EVENT_OUT_OF_ORDER` when the sequence has a gap. */
export const evolvePolicy = (before: PolicyRecord | null, event: PolicyEvent): PolicyRecord => {
  requireNext(event, before);
  const { actor, at } = event;
  if (event.type === 'policy.drafted')
    return {
      ...{ policy: event.data.policy, note: event.data.note, author: actor.id, createdAt: at },
      ...{ state: 'draft', seq: event.seq, proposedBy: null, approvedBy: null, liveAt: null },
      history: [{ act: 'drafted', actor, at, reason: event.data.note }],
    };
  if (before === null)
    throw new WeirError('EVENT_OUT_OF_ORDER', `Event ${event.id} comes before the policy was drafted.`);
  const seq = event.seq;
  const noted = (act: PolicyRecord['history'][number]['act'], reason: string | null = null) => [
    ...before.history,
    { act, actor, at, reason },
  ];
  switch (event.type) {
    case 'policy.dry_run_started':
      return { ...before, seq, state: 'dry_run', history: noted('dry_run_started') };
    case 'policy.proposed':
      return { ...before, seq, proposedBy: actor.id, history: noted('proposed') };
    case 'policy.approved':
      return { ...before, seq, state: 'live', approvedBy: actor.id, liveAt: at, history: noted('approved') };
    case 'policy.retired':
      return { ...before, seq, state: 'retired', history: noted('retired', event.data.reason) };
  }
};

const refuse = (code: string, message: string, fix: string, status = 409): never => {
  throw new WeirError(code, message, { status, fix });
};

const requireState = (record: PolicyRecord, states: readonly PolicyState[], doing: string): void => {
  if (!states.includes(record.state))
    refuse(
      'POLICY_STATE',
      `A policy that is ${record.state} cannot be ${doing}.`,
      'Load the list of policies again; another version can be drafted at any time.',
    );
};

/** @throws POLICY_STATE */
export const startDryRun = (record: PolicyRecord): PolicyDraft[] => {
  requireState(record, ['draft'], 'put into a dry run');
  return [{ type: 'policy.dry_run_started', data: {} }];
};

const requirePosts = (seen: number, least: number): void => {
  if (seen < least)
    refuse(
      'DRY_RUN_TOO_SHORT',
      `The dry run has seen ${seen} posts; ${least} are needed.`,
      'Let it run on: every new post counts.',
    );
};

/** @throws POLICY_STATE · DRY_RUN_TOO_SHORT */
export const proposeLive = (record: PolicyRecord, dryRun: { posts: number; least: number }): PolicyDraft[] => {
  requireState(record, ['dry_run'], 'proposed');
  if (record.proposedBy !== null) return [];
  requirePosts(dryRun.posts, dryRun.least);
  return [{ type: 'policy.proposed', data: { posts: dryRun.posts } }];
};

/**
 * A second person puts it in force. @throws POLICY_STATE · POLICY_NOT_PROPOSED · DRY_RUN_TOO_SHORT · SECOND_PERSON_REQUIRED
 * where the author or whoever proposed it would approve it
 */
export const approveLive = (
  record: PolicyRecord,
  context: { actor: Actor; posts: number; least: number },
): PolicyDraft[] => {
  requireState(record, ['dry_run'], 'put in force');
  if (record.proposedBy === null)
    refuse('POLICY_NOT_PROPOSED', 'Nobody has proposed this version yet.', 'Have its author propose it first.');
  const { actor, posts, least } = context;
  if (actor.kind !== 'human' || actor.id === record.author || actor.id === record.proposedBy)
    refuse(
      'SECOND_PERSON_REQUIRED',
      'Whoever wrote or proposed a policy cannot put it in force.',
      'Ask a colleague to approve it.',
      403,
    );
  requirePosts(posts, least);
  return [{ type: 'policy.approved', data: { posts } }];
};

/** Takes back a version that is not in force. @throws POLICY_STATE */
export const withdrawPolicy = (record: PolicyRecord, reason: string): PolicyDraft[] => {
  requireState(record, ['draft', 'dry_run'], 'withdrawn');
  return [{ type: 'policy.retired', data: { reason } }];
};

/** Another version is in force now. */
export const retirePolicy = (record: PolicyRecord, successor: string): PolicyDraft[] =>
  record.state === 'live' ? [{ type: 'policy.retired', data: { reason: `followed by ${successor}` } }] : [];
