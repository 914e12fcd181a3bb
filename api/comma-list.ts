import { apiError } from './errors.ts';

/**
 * Reads a comma-separated list of a query against the values that it may hold.
 * @throws QUERY_INVALID naming every value that is not one of them
 */
export const readCommaList = <T extends string>(text: string, known: readonly T[], location: string): T[] => {
  const values = text.split(',').filter((value) => value !== '');
  const wrong = values.filter((value) => !(known as readonly string[]).includes(value));
  if (wrong.length > 0)
    throw apiError('QUERY_INVALID', {
      fix: 'Correct the fields listed in details and send it again.',
      details: wrong.map((value) => ({
        location,
        message: `${value} is unknown`,
        fix: `Give one of ${known.join(', ')}.`,
      })),
    });
  return values as T[];
};
