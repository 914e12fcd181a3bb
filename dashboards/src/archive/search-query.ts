import type { PostSearchQuery, PostSearchResult } from '#api/schemas/posts.ts';

/** Facets as data: which list of the answer they show, and which field of the query a click sets. */
export const FACETS = [
  { id: 'flagged', field: 'flagged' },
  { id: 'categories', field: 'category' },
  { id: 'languages', field: 'lang' },
  { id: 'operators', field: 'operatorId' },
  { id: 'sources', field: 'sourceId' },
  { id: 'status', field: 'status' },
] as const satisfies readonly { id: keyof PostSearchResult['facets']; field: keyof PostSearchQuery }[];
export type Facet = (typeof FACETS)[number];

/** A value of a facet as the query takes it: the index counts truth values, the query asks yes or no. */
export const queryValue = (facet: Facet['id'], key: string): string =>
  facet === 'flagged' ? ({ true: 'yes', false: 'no' }[key] ?? key) : key;

const FIELDS = [
  'q',
  'from',
  'to',
  'lang',
  'operatorId',
  'sourceId',
  'category',
  'flagged',
  'status',
  'clusterId',
  'sort',
] as const satisfies readonly (keyof PostSearchQuery)[];
export type Field = (typeof FIELDS)[number];

/** The search as it stands in the address of the page; the server says what is wrong with a value. */
export const readSearch = (parameters: URLSearchParams): Partial<Record<Field, string>> =>
  Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = parameters.get(field);
      return value === null || value === '' ? [] : [[field, value]];
    }),
  );

/** The address with one field changed; null takes it out. */
export const withField = (
  parameters: URLSearchParams,
  changes: Partial<Record<Field, string | null>>,
): URLSearchParams => {
  const next = new URLSearchParams(parameters);
  for (const [field, value] of Object.entries(changes))
    if (value === null || value === undefined || value === '') next.delete(field);
    else next.set(field, value);
  return next;
};

const STEPS = {
  hour: (at: Date) => at.setUTCHours(at.getUTCHours() + 1),
  day: (at: Date) => at.setUTCDate(at.getUTCDate() + 1),
  month: (at: Date) => at.setUTCMonth(at.getUTCMonth() + 1),
} as const satisfies Record<PostSearchResult['timeline']['interval'], (at: Date) => number>;

/** The stretch of time that one bar of the histogram stands for. */
export const intervalOf = (start: string, interval: keyof typeof STEPS): { from: string; to: string } => {
  const end = new Date(start);
  STEPS[interval](end);
  return { from: new Date(start).toISOString(), to: new Date(end.getTime() - 1).toISOString() };
};

/** A day that a reader typed (in the reader's zone) as the moment at which it starts or ends. */
export const dayStart = (day: string): string | null => momentOf(`${day}T00:00:00`);
export const dayEnd = (day: string): string | null => momentOf(`${day}T23:59:59.999`);
const momentOf = (local: string): string | null => {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
};
/** The day of a moment in the reader's zone, as a date field takes it. */
export const dayOf = (moment: string | undefined): string => {
  if (moment === undefined) return '';
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return '';
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
};

/** Where a saved search is opened: its question as an address, and which one it is. */
export const savedAddress = ({ id, question }: { id: string; question: Partial<Record<Field, string>> }): string => {
  const parameters = withField(new URLSearchParams(), question);
  parameters.set('saved', id);
  return `/archive?${parameters}`;
};
