import type { Case } from '#core/case.ts';
import { currentDecision, noticeableAt } from '#core/case-state.ts';
import { isWeirError } from '#core/errors.ts';
import { sha256 } from '#core/hash.ts';
import type { Instrument, Notice } from '#core/notice.ts';
import type { Account } from '#core/roles.ts';
import { publishNotice } from '#pipeline/publish.ts';
import type { Store } from '#store/store.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { caseOf, operatorOf } from '../load.ts';
import { authorityOf } from '../orders/annex.ts';
import { referenceOf } from '../orders/numbering.ts';
import type { DraftNotice } from '../schemas/notices.ts';
import { fillNoticeFor } from './fill.ts';

/** It follows from what it is about, so that two people who draw up the same at once make one. */
const noticeIdOf = (caseId: string, operatorId: string, instrument: Instrument, number: number): string =>
  `notice-${sha256(`notice\n${caseId}\n${operatorId}\n${instrument}\n${number}`).slice(0, 24)}`;

/** What a next one of this instrument would be: its id, and the posts that it would name. */
export const nextNotice = async (
  store: Store,
  subject: Case,
  operatorId: string,
  instrument: Instrument,
): Promise<{ id: string; postIds: string[] }> => {
  // The id first: whoever is faster takes it, and then nothing that they did not see is counted as free.
  let number = 1;
  let id = noticeIdOf(subject.id, operatorId, instrument, number);
  while ((await store.notices.get(id)) !== null) id = noticeIdOf(subject.id, operatorId, instrument, ++number);
  const known = await store.notices.ofCase(subject.id);
  const named = new Set(
    known.filter((one) => one.instrument === instrument && one.state !== 'withdrawn').flatMap(({ postIds }) => postIds),
  );
  return { id, postIds: noticeableAt(subject, operatorId, named).map((location) => location.postId) };
};

/**
 * Draws up an order or notice under the DSA, or a referral, for the addresses of a confirmed case at one operator that no removal
 * order covers and that the same instrument does not name yet.
 * @throws AUTHORITY_NOT_CONFIGURED · NOT_FOUND · SECOND_SIGNATURE_MISSING · NOTICE_EXISTS · NO_COMMON_LANGUAGE
 */
export const draftNotice = async (deps: ApiDependencies, person: Account, input: DraftNotice): Promise<Notice> => {
  const { store } = deps;
  const { memberState } = authorityOf(deps);
  const { form } = input;
  const [subject, operator] = await Promise.all([caseOf(store, input.caseId), operatorOf(store, input.operatorId)]);
  const { id, postIds } = await nextNotice(store, subject, operator.id, form.instrument);
  const decision = currentDecision(subject);
  if (decision === null || subject.countersignature === null) throw apiError('SECOND_SIGNATURE_MISSING');
  const at = store.clock.now().toISOString();
  const reference = referenceOf(id, memberState, at);
  const document = fillNoticeFor(deps, { subject, operator, form, reference, postIds, representative: person, at });
  try {
    const { state } = await store.notices.create(
      id,
      {
        type: 'notice.drafted',
        data: {
          caseId: subject.id,
          operatorId: operator.id,
          reference,
          document,
          form,
          postIds,
          decidedBy: decision.reviewer,
          countersignedBy: subject.countersignature.by,
          ...(subject.drill === undefined ? {} : { drill: subject.drill }),
          about: { lang: subject.lang, category: subject.assessment.leading },
        },
      },
      { kind: 'human', id: person.id },
    );
    await publishNotice(deps, state);
    return state;
  } catch (error) {
    if (isWeirError(error, 'ALREADY_EXISTS')) throw apiError('NOTICE_EXISTS');
    throw error;
  }
};
