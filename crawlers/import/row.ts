import { type Static, Type } from 'typebox';
import { WeirError } from '#core/errors.ts';
import { sha256 } from '#core/hash.ts';
import { checker, Strict } from '#core/schema.ts';
import type { Source } from '#core/source.ts';
import type { FoundItem } from '../contract.ts';
import { readDate } from '../text/dates.ts';

/** A row of JSON lines or CSV. Only the text is needed. */
export const ImportRow = Strict({
  id: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
  url: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
  title: Type.Optional(Type.String()),
  text: Type.String({ minLength: 1 }),
  lang: Type.Optional(Type.String()),
  author: Type.Optional(Type.String()),
  publishedAt: Type.Optional(Type.String()),
  editedAt: Type.Optional(Type.String()),
  thread: Type.Optional(Type.String()),
  tags: Type.Optional(Type.Array(Type.String())),
});
export type ImportRow = Static<typeof ImportRow>;

export interface Problem {
  /** Line or record, for people: `line 7`. */
  where: string;
  message: string;
}

export interface ImportedItem {
  where: string;
  item: Omit<FoundItem, 'captureId'> & { nativeId: string; url: string };
}

/** What was read of a file, and what could not be. */
export interface Read {
  items: ImportedItem[];
  problems: Problem[];
}

const checkRow = checker(ImportRow, 'IMPORT_ROW', 'A row');

const dateOf = (name: string, value: string | undefined): string | undefined => {
  if (value === undefined || value.trim() === '') return undefined;
  const read = readDate(value);
  if (read === undefined)
    throw new WeirError('IMPORT_ROW', `${name} ${value.slice(0, 60)} is no date that can be read`);
  return read;
};

/** A row as an item; what is wrong with it goes to `problems`. */
export const itemOf = (value: unknown, where: string, source: Source, problems: Problem[]): ImportedItem[] => {
  try {
    const row = checkRow(value) as ImportRow;
    const { title, text, lang, author, thread, tags = [] } = row;
    // Without an id of its own a row is what it says.
    const nativeId = row.id ?? row.url ?? sha256(`${title ?? ''}\n${text}`);
    const url = row.url ?? source.addresses[0] ?? '';
    const publishedAt = dateOf('publishedAt', row.publishedAt);
    const editedAt = dateOf('editedAt', row.editedAt);
    return [
      {
        where,
        item: { nativeId, url, title, text, lang, author, publishedAt, editedAt, thread, tags, images: undefined },
      },
    ];
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    const details = error.details.map(({ location, message }) => `${location} ${message}`).join('; ');
    problems.push({ where, message: details || error.message });
    return [];
  }
};
