/** What a search finds, as a file: row by row as it is read, so that memory stays flat however much it is. */
import { canonicalJson } from '#core/hash.ts';
import type { StoredPost } from '#store/posts.ts';

export const EXPORT_FORMATS = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Stands in every row: whose copy it is can be told from any part of it, and looked up in the ledger. */
export interface Watermark {
  /** Id of the export in the ledger. */
  export: string;
  by: string;
  at: string;
  reason: string;
}

const COLUMNS = [
  ...['export', 'id', 'published', 'collected', 'platform', 'source', 'operator', 'url', 'lang', 'status'],
  ...['flagged', 'violating', 'leading', 'cluster', 'content_hash', 'text'],
] as const;
type Row = Record<(typeof COLUMNS)[number], string | number | boolean | null>;

/** Pseudonyms of authors stay in the house: what leaves it is what was said, and where. */
const rowOf = (mark: Watermark, { analysis, ...post }: StoredPost): Row => {
  const scores = Object.entries(analysis?.assessment.categories ?? {});
  const [leading] = scores.reduce<[string, number]>((best, one) => (one[1] > best[1] ? one : best), ['', -1]);
  return {
    ...{ export: mark.export, id: post.id, published: post.publishedAt, collected: post.collectedAt },
    ...{ platform: post.platform, source: post.sourceId, operator: post.operatorId, url: post.url, lang: post.lang },
    ...{ status: post.status, flagged: analysis?.flagged ?? null, violating: analysis?.assessment.violating ?? null },
    ...{ leading: leading === '' ? null : leading, cluster: analysis?.clusterId ?? null },
    ...{ content_hash: post.contentHash, text: post.title === undefined ? post.text : `${post.title}\n${post.text}` },
  };
};

/**
 * RFC 4180. A cell that a spreadsheet would take for a formula is led by an apostrophe: texts of strangers must not run on the
 * reader's machine.
 */
export const csvCell = (value: string | number | boolean | null): string => {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const WRITERS: Record<ExportFormat, { head: (mark: Watermark) => string; row: (row: Row) => string; type: string }> = {
  jsonl: {
    head: (mark) => `${canonicalJson(mark)}\n`,
    row: (row) => `${JSON.stringify(row)}\n`,
    type: 'application/x-ndjson; charset=utf-8',
  },
  csv: {
    head: () => `${COLUMNS.join(',')}\r\n`,
    row: (row) => `${COLUMNS.map((column) => csvCell(row[column])).join(',')}\r\n`,
    type: 'text/csv; charset=utf-8',
  },
};

export const exportType = (format: ExportFormat): string => WRITERS[format].type;

export async function* exportLines(
  format: ExportFormat,
  mark: Watermark,
  pages: AsyncIterable<StoredPost[]>,
): AsyncGenerator<string> {
  const { head, row } = WRITERS[format];
  yield head(mark);
  for await (const page of pages) yield page.map((post) => row(rowOf(mark, post))).join('');
}
