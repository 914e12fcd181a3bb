/** The project's own test sets. Nothing is trained on them and nothing is chosen by them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Static, Type } from 'typebox';
import { WeirError } from '#core/errors.ts';
import { Category, Context } from '#core/labels.ts';
import { checker, Language, Strict } from '#core/schema.ts';
import { type Example, readCorpus } from '../training/corpus.ts';
import { labelledLines } from '../training/labelled-lines.ts';

/** Posts of other writers than the corpus and the validation set have. */
export const readTestSet = (): Example[] => readCorpus(fileURLToPath(new URL('./test/', import.meta.url)));

/** One case of the functional suite, in the manner of HateCheck (Röttger et al., 2021), anchored on violence. */
export const Case = Strict({
  id: Type.String({ minLength: 1 }),
  /** V01..V24 (violating) or N01..N27; `functional/functionalities.json` says what each tests. */
  functionality: Type.String({ pattern: '^[VN][0-9]{2}$' }),
  lang: Language,
  text: Type.String({ minLength: 1 }),
  categories: Type.Array(Category, { uniqueItems: true }),
  context: Context,
});
export type Case = Static<typeof Case>;

const check = checker(Case, 'SUITE_INVALID', 'A line of the functional suite');
const FUNCTIONAL = fileURLToPath(new URL('./functional/', import.meta.url));

/** @throws WeirError `SUITE_INVALID` naming the file and the line */
export const readSuite = (): Case[] =>
  labelledLines<Case>(FUNCTIONAL, check, 'SUITE_INVALID').map(({ line, where }) => {
    if (line.functionality.startsWith('V') !== line.categories.length > 0)
      throw new WeirError('SUITE_INVALID', `${where}: the categories do not fit ${line.functionality}`);
    return line;
  });

/** What each functionality tests, in words. */
export const functionalities = (): Record<string, string> =>
  JSON.parse(readFileSync(join(FUNCTIONAL, 'functionalities.json'), 'utf8')) as Record<string, string>;
