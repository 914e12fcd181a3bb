/** The operators' directory: what people propose, approve and read in from a file. */
import { type Static, Type } from 'typebox';
import { OPERATOR_ACTIONS, OperatorEntry, OperatorProposal, OperatorRecord } from '#core/operator-record.ts';
import { Reason } from '#core/proposal.ts';
import { Id, Strict } from '#core/schema.ts';
import { PublicAccount } from './session.ts';

export { OperatorEntry };

const version = Type.Integer({ minimum: 1, description: 'the version that the person saw' });

export const OperatorAction = Type.Enum(OPERATOR_ACTIONS);
export type OperatorAction = Static<typeof OperatorAction>;

/** GET /api/v1/operators/:operatorId/record, and the answer to every change. */
export const OperatorRecordView = Strict({
  id: Id,
  /** The version that a change names. */
  version: Type.Integer({ minimum: 1 }),
  /** What is in force; null while nobody has approved it. */
  entry: Type.Union([OperatorEntry, Type.Null()]),
  /** What waits for a second person; `changes` names the fields that say something else than what is in force. */
  proposal: Type.Union([Strict({ ...OperatorProposal.properties, changes: Type.Array(Type.String()) }), Type.Null()]),
  history: OperatorRecord.properties.history,
  actions: Type.Array(OperatorAction),
  /** Everybody whom the record names. */
  people: Type.Array(PublicAccount),
});
export type OperatorRecordView = Static<typeof OperatorRecordView>;

/** POST /api/v1/operators */
export const ProposeOperator = Strict({ entry: OperatorEntry, reason: Reason });
export type ProposeOperator = Static<typeof ProposeOperator>;
/** PUT /api/v1/operators/:operatorId */
export const EditOperator = Strict({ version, entry: OperatorEntry, reason: Reason });
export type EditOperator = Static<typeof EditOperator>;
/** POST /api/v1/operators/:operatorId/approval */
export const ApproveOperator = Strict({ version, reason: Type.Optional(Reason) });
export type ApproveOperator = Static<typeof ApproveOperator>;
/** POST /api/v1/operators/:operatorId/refusal */
export const RefuseOperator = Strict({ version, reason: Reason });
export type RefuseOperator = Static<typeof RefuseOperator>;

/** POST /api/v1/operators/import */
export const ImportOperators = Strict({
  /** The file as text, at most 1 MB. */
  csv: Type.String({ minLength: 1, maxLength: 1_000_000 }),
  reason: Reason,
  /** Says what would happen, and changes nothing. */
  dryRun: Type.Boolean(),
});
export type ImportOperators = Static<typeof ImportOperators>;

export const IMPORT_EFFECTS = ['new', 'proposed', 'edited', 'unchanged', 'refused'] as const;
export const OperatorsImported = Strict({
  /** False: nothing was written, for it was a try or a row has a fault. */
  done: Type.Boolean(),
  rows: Type.Array(
    Strict({
      /** Line of the file in which the row ends, from 1. */
      line: Type.Integer({ minimum: 1 }),
      id: Type.String(),
      /** `new` and `proposed` wait for a second person. */
      effect: Type.Enum(IMPORT_EFFECTS),
      changes: Type.Array(Type.String()),
      faults: Type.Array(Strict({ column: Type.String(), message: Type.String(), fix: Type.String() })),
    }),
  ),
});
export type OperatorsImported = Static<typeof OperatorsImported>;
