import { WeirError } from '#core/errors.ts';

/** A whole or broken number from the command line. @throws WeirError OPTION_INVALID */
export const numberOf = (
  name: string,
  text: string,
  isRight: (value: number) => boolean,
  expects = 'a number greater than 0',
): number => {
  const value = Number(text);
  if (!isRight(value))
    throw new WeirError('OPTION_INVALID', `${name} ${text} is not a number that fits.`, {
      status: 400,
      fix: `Give ${expects}.`,
    });
  return value;
};
