import { WeirError } from '#core/errors.ts';

/** Where a list goes on: the sort values of the last item, opaque to callers. */
export type SortValues = (string | number | boolean | null)[];

export const encodeCursor = (values: unknown[]): string =>
  Buffer.from(JSON.stringify(values), 'utf8').toString('base64url');

/** @throws WeirError CURSOR_INVALID (400) */
export const decodeCursor = (cursor: string, length: number): SortValues => {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(values) &&
      values.length === length &&
      values.every((value) => value === null || ['string', 'number', 'boolean'].includes(typeof value))
    )
      return values as SortValues;
  } catch {
    // Falls through to the coded error.
  }
  throw new WeirError('CURSOR_INVALID', 'The place to go on from is not one that a list gave out.', {
    status: 400,
    fix: 'Start again without `after`.',
  });
};
