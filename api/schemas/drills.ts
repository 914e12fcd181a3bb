import { type Static, Type } from 'typebox';
import { Drill, DrillEntry } from '#core/drill.ts';
import { DrillTotals } from '#core/drill-totals.ts';
import { Category } from '#core/labels.ts';
import { Id, Language, Strict } from '#core/schema.ts';
import { Next, PageQuery } from './envelope.ts';

/** POST /api/v1/drills. `cases`: how many; about half of them violating by the label guide. */
export const StartDrill = Strict({
  ...DrillEntry.properties,
  cases: Type.Integer({ minimum: 1, maximum: 50 }),
  languages: Type.Array(Language, { minItems: 1, maxItems: 8, uniqueItems: true }),
});
export type StartDrill = Static<typeof StartDrill>;

export const DrillListQuery = Strict(PageQuery);

const { items: _items, seq: _seq, ...facts } = Drill.properties;
/** While it runs nobody is told which cases are its own; once it has ended `records` names them. */
export const DrillShown = Strict({
  ...facts,
  totals: DrillTotals,
  records: Type.Array(Strict({ caseId: Id, exampleId: Id, expected: Type.Array(Category), orderIds: Type.Array(Id) })),
});
export type DrillShown = Static<typeof DrillShown>;

/** GET /api/v1/drills, newest first. */
export const DrillList = Strict({ items: Type.Array(DrillShown), total: Type.Integer(), next: Next });
export type DrillList = Static<typeof DrillList>;
