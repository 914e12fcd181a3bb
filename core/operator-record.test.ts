import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWeirError } from './errors.ts';
import { type Actor, eventId } from './event.ts';
import type { Operator } from './operator.ts';
import {
  approveOperator,
  changedOperatorFields,
  editOperator,
  entryOf,
  evolveOperator,
  informOperator,
  type OperatorDraft,
  type OperatorEntry,
  type OperatorEvent,
  type OperatorRecord,
  operatorActions,
  operatorFrom,
  refuseOperator,
  SECOND_PERSON_FIELDS,
} from './operator-record.ts';

const person = (id: string): Actor => ({ kind: 'human', id });
const AT = '2026-03-01T10:00:00.000Z';
const entry: OperatorEntry = {
  ...{ id: 'quay', name: 'Quay Hosting', platforms: ['Quay'], contactPoint: 'orders@quay.example', languages: ['en'] },
  ...{ establishedIn: 'NL', legalRepresentative: null, key: { id: 'quay-1', publicKeyPem: 'a key' } },
  channel: { kind: 'https', ordersUrl: 'https://quay.example/orders' },
};
const fold = (before: OperatorRecord | null, drafts: OperatorDraft[], actor: Actor): OperatorRecord => {
  let state = before;
  for (const draft of drafts) {
    const subject = { type: 'operator' as const, id: 'quay' };
    const seq = (state?.seq ?? 0) + 1;
    const event = { v: 1, id: eventId(subject, seq), subject, seq, at: AT, actor, ...draft } as OperatorEvent;
    state = evolveOperator(state, event);
  }
  if (state === null) throw new Error('nothing happened');
  return state;
};
const proposed = (by = 'ana'): OperatorRecord =>
  fold(null, [{ type: 'operator.proposed', data: { entry, reason: 'it hosts here' } }], person(by));
const active = (): OperatorRecord => {
  const subject = proposed();
  return fold(subject, approveOperator(subject, { actor: person('ben'), version: 1, reason: null }), person('ben'));
};
const codeOf = (act: () => unknown): string | null => {
  try {
    act();
    return null;
  } catch (error) {
    if (!isWeirError(error)) throw error;
    return error.code;
  }
};
const by = (id: string, version: number) => ({ actor: person(id), version, reason: 'because of the test' });

describe('an entry of the directory', () => {
  it('is in force once a second person approved it, and not before', () => {
    const subject = proposed();
    expect(subject.record).toBeNull();
    expect(codeOf(() => approveOperator(subject, { ...by('ana', 1) }))).toBe('SECOND_PERSON_REQUIRED');
    expect(operatorActions(subject, 'ana')).toEqual(['edit', 'refuse']);
    expect(operatorActions(subject, 'ben')).toEqual(['edit', 'approve', 'refuse']);
    expect(active().record).toEqual(operatorFrom(entry, null));
    expect(entryOf(operatorFrom(entry, null))).toEqual(entry);
  });

  it.each([
    ['channel', { channel: { kind: 'email', address: 'orders@quay.example' } }],
    ['key', { key: { id: 'quay-2', publicKeyPem: 'another key' } }],
    ['contactPoint', { contactPoint: 'desk@quay.example' }],
    ['establishedIn', { establishedIn: 'FI' }],
    ['legalRepresentative', { legalRepresentative: { name: 'R. Example', country: 'FR' } }],
  ] as const)('a change of %s waits for a second person, and what is in force stays', (field, change) => {
    const before = active();
    const changed = { ...entry, ...change } as OperatorEntry;
    const after = fold(before, editOperator(before, by('ana', before.seq), changed), person('ana'));
    expect(SECOND_PERSON_FIELDS).toContain(field);
    expect(after.record).toEqual(before.record);
    expect(after.proposal?.entry).toEqual(changed);
    expect(codeOf(() => approveOperator(after, { ...by('ana', after.seq) }))).toBe('SECOND_PERSON_REQUIRED');
    const approved = fold(after, approveOperator(after, { ...by('cem', after.seq) }), person('cem'));
    expect(approved.record).toEqual(operatorFrom(changed, null));
  });

  it('a change of name is in force at once; a stale version and no change are refused', () => {
    const before = active();
    const renamed = { ...entry, name: 'Quay Hosting B.V.' };
    expect(fold(before, editOperator(before, by('ana', 2), renamed), person('ana')).record?.name).toBe(renamed.name);
    expect(codeOf(() => editOperator(before, by('ana', 1), renamed))).toBe('OPERATOR_CHANGED');
    expect(codeOf(() => editOperator(before, by('ana', 2), entry))).toBe('OPERATOR_UNCHANGED');
    expect(codeOf(() => approveOperator(before, by('ana', 2)))).toBe('OPERATOR_NOT_PROPOSED');
    expect(codeOf(() => refuseOperator(before, by('ana', 2)))).toBe('OPERATOR_NOT_PROPOSED');
  });

  it('everybody who wrote on a proposal is its author', () => {
    const first = proposed('ana');
    const second = fold(first, editOperator(first, by('ben', 1), { ...entry, name: 'Quay' }), person('ben'));
    expect(codeOf(() => approveOperator(second, by('ana', 2)))).toBe('SECOND_PERSON_REQUIRED');
    expect(codeOf(() => approveOperator(second, by('ben', 2)))).toBe('SECOND_PERSON_REQUIRED');
    expect(codeOf(() => approveOperator(second, by('cem', 1)))).toBe('OPERATOR_CHANGED');
  });

  it('that it was informed is kept through every later change, and said once', () => {
    const before = active();
    const informed = fold(before, informOperator(before, AT), { kind: 'system', id: 'deliver' });
    expect(informOperator(informed, '2026-04-01T00:00:00.000Z')).toEqual([]);
    const renamed = fold(informed, editOperator(informed, by('ana', 3), { ...entry, name: 'Q' }), person('ana'));
    expect(renamed.record?.priorInformationSentAt).toBe(AT);
  });

  it('reads what an older version of the house wrote', () => {
    const operator: Operator = operatorFrom(entry, AT);
    const old = { seq: 3, record: operator } as OperatorRecord;
    const event = { v: 1, id: 'operator:quay:4', type: 'operator.set', subject: { type: 'operator', id: 'quay' } };
    const next = evolveOperator(old, { ...event, seq: 4, at: AT, actor: person('x'), data: operator } as OperatorEvent);
    expect(next).toMatchObject({ id: 'quay', seq: 4, record: operator, proposal: null });
  });

  it('under random commands: nothing of the five fields is ever in force that one person alone wrote', () => {
    const variants: Partial<OperatorEntry>[] = [
      { name: 'Quay A' },
      { contactPoint: 'a@quay.example' },
      { contactPoint: 'b@quay.example' },
      { key: { id: 'quay-3', publicKeyPem: 'third key' } },
      { languages: ['nl'] },
      { channel: { kind: 'manual', way: 'post', directions: '1 Example Quay' } },
    ];
    const step = fc.record({
      who: fc.constantFrom('ana', 'ben', 'cem'),
      kind: fc.nat(3),
      n: fc.nat(5),
      stale: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let state = proposed('ana');
        const log: OperatorEvent[] = [];
        for (const { who, kind, n, stale } of steps) {
          const version = stale ? state.seq - 1 : state.seq;
          const before = state;
          let drafts: OperatorDraft[] = [];
          try {
            const wanted = {
              ...(state.proposal?.entry ?? (state.record ? entryOf(state.record) : entry)),
              ...variants[n],
            };
            drafts =
              kind < 2
                ? editOperator(state, by(who, version), wanted)
                : kind === 2
                  ? approveOperator(state, by(who, version))
                  : refuseOperator(state, by(who, version));
          } catch (error) {
            if (!isWeirError(error)) throw error;
          }
          for (const draft of drafts) {
            const subject = { type: 'operator' as const, id: 'quay' };
            const seq = state.seq + 1;
            const event = { v: 1, id: eventId(subject, seq), subject, seq, at: AT, actor: person(who), ...draft };
            log.push(event as OperatorEvent);
            state = evolveOperator(state, event as OperatorEvent);
          }
          const was = before.record === null ? null : entryOf(before.record);
          const is = state.record === null ? null : entryOf(state.record);
          if (is === null) continue;
          const sensitive = changedOperatorFields(was, is).filter((field) => SECOND_PERSON_FIELDS.includes(field));
          if (sensitive.length === 0) continue;
          expect(log.at(-1)?.type).toBe('operator.approved');
          expect(before.proposal?.authors).not.toContain(log.at(-1)?.actor.id);
        }
        // Replayed to the same.
        expect(log.reduce<OperatorRecord>((folded, event) => evolveOperator(folded, event), proposed('ana'))).toEqual(
          state,
        );
      }),
      { numRuns: 500 },
    );
  });
});
