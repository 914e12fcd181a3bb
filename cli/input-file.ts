import { readFileSync } from 'node:fs';
import { WeirError } from '#core/errors.ts';

/** The text of a file. `-`: from standard input. @throws WeirError `code` (400) */
export const readInput = (file: string, code: string): string => {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    throw new WeirError(code, `The file ${file} cannot be read.`, {
      status: 400,
      fix: 'Give the path of a file, or - for standard input.',
      cause,
    });
  }
};
