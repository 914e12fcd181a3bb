/** The yearly report over the API: figures with their records, files, who may read it, and the public page. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkStatement } from '#core/statement-of-reasons.ts';
import { type ApiHouse, openApiHouse, type Person } from '../../tests/api-house.ts';
import { issueOrder } from '../../tests/issued-order.ts';
import { testNamespace } from '../../tests/namespace.ts';
import type { FigureRecords, Report } from '../schemas/reports.ts';

const namespace = testNamespace();
let house: ApiHouse;
let olga: Person;
let rita: Person;

beforeAll(async () => {
  house = await openApiHouse(namespace, { printPdf: async (html) => Buffer.from(`printed ${html.length}`) });
  [olga, rita] = await Promise.all([house.signIn('olga'), house.signIn('rita')]);
  await issueOrder(house, { name: 'quick', removedAfter: 20 });
  await issueOrder(house, { name: 'abroad', removedAfter: 90, crossBorder: true });
  await issueOrder(house, { name: 'silent', removedAfter: null });
  await issueOrder(house, { name: 'drilled', removedAfter: 20, drill: 'drill-1' });
});
afterAll(() => house.close());

const figureOf = (report: Report, id: string) => report.figures.find((figure) => figure.id === id)?.value;

test('figures are counted from the records, name them, and leave drills out', async () => {
  expect((await olga.get('/reports')).json()).toEqual({ years: [2026], current: 2026 });
  const report = (await olga.get('/reports/2026')).json<Report>();
  expect(report).toMatchObject({ year: 2026, authority: 'Office for Online Safety (test)', isComplete: false });
  expect({
    orders: figureOf(report, 'orders'),
    crossBorder: figureOf(report, 'crossBorder'),
    removedInTheHour: figureOf(report, 'removedInTheHour'),
    removedLate: figureOf(report, 'removedLate'),
    notRemoved: figureOf(report, 'notRemoved'),
    penalties: figureOf(report, 'penalties'),
  }).toEqual({ orders: 3, crossBorder: 1, removedInTheHour: 1, removedLate: 1, notRemoved: 1, penalties: null });
  const late = (await olga.get('/reports/2026/figures/removedLate')).json<FigureRecords>();
  expect(late.records).toEqual([{ kind: 'order', id: 'order-abroad' }]);
  expect((await olga.get('/reports/2025')).json<Report>().figures.every(({ value }) => !value)).toBe(true);
  expect((await rita.get('/reports/2026')).json().error.code).toBe('NOT_PERMITTED');
  expect((await olga.get('/reports/2026/figures/weather')).json().error.code).toBe('PATH_INVALID');
});

test('it comes as a table, a page and PDF, in both languages', async () => {
  const csv = await olga.get('/reports/2026/files/csv');
  expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(csv.body).toContain('2026,8(1)(a),removedLate,Of these: after the hour,1,order:order-abroad');
  expect(csv.body).toContain('2026,8(1)(d),penalties,Penalties by type,,');
  const page = await olga.get('/reports/2026/files/html?lang=zh-CN');
  expect(page.body).toContain('<html lang="zh-CN">');
  expect(page.body).not.toMatch(/<script|https?:\/\//);
  const pdf = await olga.get('/reports/2026/files/pdf');
  expect(pdf.headers['content-type']).toBe('application/pdf');
  expect(pdf.body).toMatch(/^printed \d+$/);
});

test('removals come as statements that the database would take, with nothing of the content, the address or the case', async () => {
  const file = await olga.get('/reports/2026/files/statements.json');
  const { statements } = file.json<{ statements: Record<string, unknown>[] }>();
  expect(statements).toHaveLength(2);
  expect(statements.flatMap((statement) => checkStatement(statement))).toEqual([]);
  expect(new Set(statements.map(({ puid }) => puid)).size).toBe(2);
  expect(statements[0]).toMatchObject({
    content_date: '2026-03-01',
    content_language: 'EN',
    automated_detection: 'Yes',
  });
  for (const word of ['redacted', 'ferry', 'case-', 'order-', 'R-quick', 'sven', 'lena'])
    expect(file.body).not.toContain(word);
});

test('everybody can read the figures of finished years, without scripts, content, names or records', async () => {
  const ask = (url: string) => house.app.inject({ method: 'GET', url });
  const before = await ask('/public/transparency');
  expect(before.body).toContain('There is no year that is over');
  house.clock.advance(365 * 86_400_000);
  for (const [lang, title] of [
    ['en', 'Report for 2026'],
    ['zh-CN', '2026 年度报告'],
  ] as const) {
    const page = await ask(`/public/transparency?lang=${lang}&year=2026`);
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.body).toContain(title);
    expect(page.body).not.toMatch(/<script|redacted|ferry|order-|case-|sven|lena/);
  }
  // The year that runs is nobody's yet.
  expect((await ask('/public/transparency?year=2027')).body).toContain('Report for 2026');
  expect((await ask('/public/transparency?year=weather')).statusCode).toBe(400);
});
