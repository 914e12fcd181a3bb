import { authorityReport, reportYears } from '#core/authority-report.ts';
import type { Case } from '#core/case.ts';
import type { Complaint } from '#core/complaint.ts';
import type { Order } from '#core/order.ts';
import { statementsOfYear } from '#core/statement-export.ts';
import type { StatementOfReasons } from '#core/statement-of-reasons.ts';
import { everyPage } from '#store/state-page.ts';
import type { YearReport } from '#takedowns/reports/report-files.ts';
import type { ApiDependencies } from '../dependencies.ts';

const PAGE = 500;

type Records = Pick<ApiDependencies['store'], 'orders' | 'complaints' | 'clock'>;

const recordsOf = async ({ orders, complaints }: Records): Promise<{ orders: Order[]; complaints: Complaint[] }> => {
  await orders.refresh();
  return {
    orders: await everyPage((after) => orders.list({ size: PAGE, after })),
    complaints: await everyPage((after) => complaints.list({ size: PAGE, after })),
  };
};

const thisYear = ({ clock }: Records): number => clock.now().getUTCFullYear();

export const yearsOf = async (store: Records): Promise<{ years: number[]; current: number }> => {
  const { orders, complaints } = await recordsOf(store);
  const current = thisYear(store);
  const years = new Set([current, ...reportYears(orders, complaints)]);
  return { years: [...years].sort((a, b) => b - a), current };
};

/** The report of a year from the records as they are now. */
export const reportOf = async (
  { store, authority }: { store: Records; authority: ApiDependencies['authority'] },
  year: number,
): Promise<YearReport> => ({
  year,
  authority: authority?.name ?? '',
  madeAt: store.clock.now().toISOString(),
  isComplete: year < thisYear(store),
  figures: authorityReport(year, await recordsOf(store)),
});

export const statementsOf = async (store: ApiDependencies['store'], year: number): Promise<StatementOfReasons[]> => {
  const { orders } = await recordsOf(store);
  const cases = new Map<string, Case>();
  for (const id of new Set(orders.map(({ caseId }) => caseId))) {
    const subject = await store.cases.get(id);
    if (subject !== null) cases.set(id, subject);
  }
  return statementsOfYear(year, orders, cases);
};
