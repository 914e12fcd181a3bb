/** Reads the labelled corpus (`classifiers/corpus/*.jsonl`) and deals it into folds. */
import { fileURLToPath } from 'node:url';
import { type Static, Type } from 'typebox';
import { Category, Context } from '#core/labels.ts';
import { checker, Language, Strict } from '#core/schema.ts';
import { labelledLines } from './labelled-lines.ts';

export const Example = Strict({
  id: Type.String({ minLength: 1 }),
  /** What is said; twins share it. */
  idea: Type.String({ minLength: 1 }),
  /** Who writes: the invented author. */
  style: Type.String({ minLength: 1 }),
  lang: Language,
  text: Type.String({ minLength: 1 }),
  categories: Type.Array(Category, { uniqueItems: true }),
  context: Context,
  note: Type.Optional(Type.String()),
  /** Examples of one group differ in nothing but an identity term. */
  swap: Type.Optional(Type.String()),
});
export type Example = Static<typeof Example>;

const check = checker(Example, 'CORPUS_INVALID', 'A line of the corpus');

export const CORPUS_DIR = fileURLToPath(new URL('../corpus/', import.meta.url));

/** @throws WeirError `CORPUS_INVALID` naming the file and the line */
export const readCorpus = (dir: string = CORPUS_DIR): Example[] =>
  labelledLines<Example>(dir, check, 'CORPUS_INVALID').map(({ line }) => line);

export interface Fold {
  /** Rows of neither the held-out ideas nor the held-out styles. */
  train: number[];
  /** Rows of both. */
  test: number[];
}

/** FNV-1a: deals a name into one of `folds` places, the same on every machine. */
function place(name: string, folds: number): number {
  let hash = 0x811c9dc5;
  for (const unit of new TextEncoder().encode(name)) hash = Math.imul(hash ^ unit, 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % folds;
}

/** A third of the examples: all of an idea, or none of it. */
export const everyThirdIdea = (examples: Example[]): Example[] => examples.filter(({ idea }) => place(idea, 3) === 0);

/**
 * `folds` x `folds` cells of ideas and styles. Every example is tested exactly once, by a head that saw neither its idea
 * nor its style. Styles are dealt in turn within a language, so that no cell is without a language.
 */
export function dealFolds(examples: Example[], folds: number): Fold[] {
  const languageOfStyle = new Map(examples.map((example) => [example.style, example.lang]));
  const turn = new Map<string, number>();
  const placeOfStyle = new Map<string, number>();
  for (const style of [...languageOfStyle.keys()].sort()) {
    const lang = languageOfStyle.get(style) ?? 'und';
    const next = turn.get(lang) ?? 0;
    placeOfStyle.set(style, next % folds);
    turn.set(lang, next + 1);
  }
  const idea = examples.map((example) => place(example.idea, folds));
  const style = examples.map((example) => placeOfStyle.get(example.style) ?? 0);
  const cells: Fold[] = [];
  for (let i = 0; i < folds; i++) {
    for (let s = 0; s < folds; s++) {
      const rows = examples.map((_, row) => row);
      cells.push({
        train: rows.filter((row) => idea[row] !== i && style[row] !== s),
        test: rows.filter((row) => idea[row] === i && style[row] === s),
      });
    }
  }
  return cells;
}
