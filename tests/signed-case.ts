import type { Case } from '#core/case.ts';
import { countersignCase, decideCase, endHold } from '#core/case-state.ts';
import type { ApiHouse } from './api-house.ts';
import { NO_EXEMPTION } from './decided-cases.ts';

const HOUSE = { kind: 'system' as const, id: 'test' };

/** A case that `by` decided and `second` countersigned. */
export const signedCase = async (
  house: ApiHouse,
  name: string,
  by = 'rita',
  second = 'rolf',
  operatorIds = ['ferry'],
): Promise<Case> => {
  const subject = await house.openCase(name, { operatorIds });
  const now = (): string => house.clock.now().toISOString();
  const { cases } = house.store;
  await cases.change(subject.id, { kind: 'human', id: by }, (state) =>
    decideCase(
      state,
      {
        outcome: 'violating',
        categories: ['recruitment'],
        legalBasis: 'tco-art-3',
        exemption: NO_EXEMPTION,
        reason: 'Asks readers to join.',
        contentHash: state.contentHash,
      },
      { actor: { kind: 'human', id: by }, at: now(), undoMilliseconds: 0, seenRevision: 1 },
    ),
  );
  await cases.change(subject.id, HOUSE, (state) => endHold(state, now()));
  const { state } = await cases.change(subject.id, { kind: 'human', id: second }, (current) =>
    countersignCase(current, {
      actor: { kind: 'human', id: second },
      at: now(),
      seenRevision: current.revision,
      contentHash: current.contentHash,
    }),
  );
  return state;
};
