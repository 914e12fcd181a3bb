import { requireNoConflict } from '#core/deconfliction.ts';
import { requireReal } from '#core/drill.ts';
import type { Actor } from '#core/event.ts';
import type { Notice, NoticeDraft } from '#core/notice.ts';
import {
  editNotice,
  releaseNotice,
  replayNotice,
  serveNotice,
  signNotice,
  transmitNotice,
  undoNoticeSignature,
  withdrawNotice,
} from '#core/notice-state.ts';
import type { Account } from '#core/roles.ts';
import { findNoticeConflicts } from '#pipeline/deconfliction.ts';
import { publishNotice } from '#pipeline/publish.ts';
import { requireNotice } from '#takedowns/notices.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { caseOf, noticeOf } from '../load.ts';
import type { EditNotice, ReleaseNotice } from '../schemas/notices.ts';
import { RECHECKABLE } from './actions.ts';
import { refillNotice } from './fill.ts';

const actorFor = (person: Account): Actor => ({ kind: 'human', id: person.id });

const change = async (
  deps: ApiDependencies,
  person: Account,
  id: string,
  decide: (state: Notice) => NoticeDraft[],
): Promise<Notice> => {
  const { state, events } = await deps.store.notices.change(id, actorFor(person), decide);
  if (events.length > 0) await publishNotice(deps, state);
  return state;
};

/** Changes the liaison's part of a draft. @throws NOT_FOUND · NOTICE_CHANGED · NOTICE_STATE */
export const edit = async (deps: ApiDependencies, person: Account, id: string, input: EditNotice): Promise<Notice> => {
  const notice = await noticeOf(deps.store, id);
  const wanted = { form: input.form, seenSeq: input.seq };
  editNotice(notice, { ...wanted, document: notice.document });
  const document = await refillNotice(deps, person, notice, deps.store.clock.now().toISOString(), input.form);
  return change(deps, person, id, (current) => editNotice(current, { ...wanted, document }));
};

/**
 * Signs: filled again with the moment and the signer, checked against what its kind demands, and sent once the time to undo has
 * passed.
 * @throws NOT_FOUND · NOTICE_CHANGED · NOTICE_STATE · SECOND_PERSON_REQUIRED · NOTICE_INCOMPLETE · NO_DECISION · INVESTIGATION_HOLD ·
 *   DECONFLICTION
 */
export const sign = async (deps: ApiDependencies, person: Account, id: string, seenSeq: number): Promise<Notice> => {
  const { store, config, queues } = deps;
  const notice = await noticeOf(store, id);
  const at = store.clock.now().toISOString();
  const undoMilliseconds = config.undoSeconds * 1000;
  const context = { actor: actorFor(person), at, seenSeq, undoMilliseconds };
  // Who may sign comes first: the state as it was read answers that before the form is looked at.
  signNotice(notice, { ...context, document: notice.document });
  const subject = await caseOf(store, notice.caseId);
  if (subject.countersignature === null || subject.reversedBy !== undefined)
    throw apiError('NO_DECISION', { fix: 'The decision was reversed or withdrawn. Withdraw this too.' });
  const conflicts = await findNoticeConflicts(store, notice);
  requireNoConflict(notice, conflicts, person.id);
  const document = await refillNotice(deps, person, notice, at);
  requireNotice(document, notice.form);
  const state = await change(deps, person, id, (current) => signNotice(current, { ...context, document, conflicts }));
  await queues.enqueue('notice', { noticeId: id }, { delayMilliseconds: undoMilliseconds });
  return state;
};

/** Lets it go in spite of what is at the same address; somebody else signs. @throws NOT_FOUND · NOTICE_CHANGED · NOTICE_STATE · INVESTIGATION_HOLD · NOTHING_TO_RELEASE */
export const release = async (
  deps: ApiDependencies,
  person: Account,
  id: string,
  { seq, reason }: ReleaseNotice,
): Promise<Notice> => {
  const conflicts = await findNoticeConflicts(deps.store, await noticeOf(deps.store, id));
  return change(deps, person, id, (current) => {
    if (current.seq !== seq) throw apiError('NOTICE_CHANGED');
    return releaseNotice(current, conflicts, { actor: actorFor(person), reason });
  });
};

/** @throws NOT_FOUND · UNDO_EXPIRED · UNDO_NOT_YOURS */
export const undo = async (deps: ApiDependencies, person: Account, id: string): Promise<Notice> => {
  await noticeOf(deps.store, id);
  const context = { actor: actorFor(person), at: deps.store.clock.now().toISOString() };
  return change(deps, person, id, (current) => undoNoticeSignature(current, context));
};

/** Takes it back; where it has left, the operator is told. @throws NOT_FOUND · NOTICE_STATE */
export const withdraw = async (deps: ApiDependencies, person: Account, id: string, reason: string): Promise<Notice> => {
  await noticeOf(deps.store, id);
  const at = deps.store.clock.now().toISOString();
  const state = await change(deps, person, id, (current) => withdrawNotice(current, { reason, at }));
  if (state.withdrawal?.document != null) await deps.queues.enqueue('notice', { noticeId: id });
  return state;
};

/** A person brought it. @throws NOT_FOUND · NOTICE_STATE */
export const serve = async (deps: ApiDependencies, person: Account, id: string, proof: string): Promise<Notice> => {
  await noticeOf(deps.store, id);
  const at = deps.store.clock.now().toISOString();
  return change(deps, person, id, (current) => serveNotice(current, proof, at));
};

/** Has a dead letter tried again. @throws NOT_FOUND · NOTHING_TO_REPLAY */
export const replay = async (deps: ApiDependencies, person: Account, id: string): Promise<Notice> => {
  await noticeOf(deps.store, id);
  const state = await change(deps, person, id, replayNotice);
  await deps.queues.enqueue('notice', { noticeId: id });
  return state;
};

/** Art. 9(4). @throws NOT_FOUND · NOTICE_STATE · DRILL_STAYS_INSIDE */
export const transmit = async (deps: ApiDependencies, person: Account, id: string, to: string): Promise<Notice> => {
  requireReal(await noticeOf(deps.store, id));
  const at = deps.store.clock.now().toISOString();
  return change(deps, person, id, (current) => transmitNotice(current, to, at));
};

/** Asks the house to look at once whether the content is still up. @throws NOT_FOUND · NOTICE_STATE */
export const recheck = async (deps: ApiDependencies, id: string): Promise<Notice> => {
  const notice = await noticeOf(deps.store, id);
  if (!RECHECKABLE.includes(notice.state) || notice.goneAt !== null)
    throw apiError('NOTICE_STATE', { message: 'There is nothing to look at.' });
  await deps.queues.enqueue('notice-look', { noticeId: id });
  return notice;
};
