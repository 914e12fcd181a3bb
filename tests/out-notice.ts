/** Orders and notices under the DSA, and referrals, that have left; told by their commands, so that no network takes part. */
import { sha256 } from '#core/hash.ts';
import type { NoticeForm } from '#core/notice.ts';
import { attemptNotice, noticeSent, signNotice } from '#core/notice-state.ts';
import { noticeDrafted } from '#core/test-notices.ts';
import type { ApiHouse } from './api-house.ts';

const HOUSE = { kind: 'system' as const, id: 'test' };
const LENA = { kind: 'human' as const, id: 'lena' };
const SVEN = { kind: 'human' as const, id: 'sven' };

/** @returns its reference. Lena drew it up, Sven signed it; nobody has confirmed its receipt. */
export const outNotice = async (
  house: ApiHouse,
  id: string,
  instrument: NoticeForm['instrument'] = 'dsa-notice',
): Promise<string> => {
  const reference = `IE-2026-${sha256(id).slice(0, 10).toUpperCase()}`;
  const at = house.clock.now().toISOString();
  const { notices } = house.store;
  await notices.create(id, noticeDrafted(instrument, { reference, caseId: `case-${id}` }), LENA);
  await notices.change(id, SVEN, (state) =>
    signNotice(state, { actor: SVEN, at, document: state.document, undoMilliseconds: 0, seenSeq: state.seq }),
  );
  await notices.change(id, HOUSE, (state) => attemptNotice(state, at));
  await notices.change(id, HOUSE, (state) => noticeSent(state, null));
  return reference;
};
