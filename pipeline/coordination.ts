/** Reads the list of another authority and takes it in, whole or not at all. */
import { parse } from 'csv-parse/sync';
import { CoordinationList, type CoordinationRecord } from '#core/deconfliction.ts';
import { type ErrorDetail, isWeirError, WeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { sha256 } from '#core/hash.ts';
import { checker } from '#core/schema.ts';
import type { Store } from '#store/store.ts';

export interface CoordinationImport {
  id: string;
  authority: string;
  country: string;
  source: string;
  format: 'csv' | 'json';
  text: string;
}

const check = checker(CoordinationList, 'COORDINATION_INVALID', 'The list');

const invalid = (details: ErrorDetail[]): never => {
  throw new WeirError('COORDINATION_INVALID', 'The list cannot be taken in as it stands.', {
    status: 422,
    fix: 'Correct the places in details; nothing was taken in.',
    details,
  });
};

/** CSV with the columns `url`, `reference` and, where known, `since`; JSON is an array of the same. */
const entriesOf = ({ format, text }: CoordinationImport): Record<string, unknown>[] => {
  try {
    const rows: unknown =
      format === 'json'
        ? JSON.parse(text)
        : parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true });
    if (Array.isArray(rows)) return rows as Record<string, unknown>[];
  } catch (error) {
    return invalid([{ location: '/', message: error instanceof Error ? error.message : String(error) }]);
  }
  return invalid([{ location: '/', message: 'is not a list' }]);
};

/** @throws WeirError COORDINATION_INVALID (400, 422) with the place of every fault */
export const readCoordinationList = (given: CoordinationImport): CoordinationList => {
  const entries = entriesOf(given).map(({ since, ...row }) => ({
    ...row,
    since: since === undefined || since === null || since === '' ? null : since,
  }));
  const { id, authority, country, source, text } = given;
  return check({ id, authority, country, source, sha256: sha256(text), entries }) as CoordinationList;
};

/** The same file twice changes nothing; a new one of that id takes its place. */
export const importCoordinationList = async (
  store: Pick<Store, 'coordination'>,
  list: CoordinationList,
  actor: Actor,
): Promise<CoordinationRecord> => {
  const draft = { type: 'coordination.imported' as const, data: list };
  try {
    return (await store.coordination.create(list.id, draft, actor)).state;
  } catch (error) {
    if (!isWeirError(error, 'ALREADY_EXISTS')) throw error;
  }
  const { state } = await store.coordination.change(list.id, actor, (current) =>
    current.sha256 === list.sha256 && current.source === list.source ? [] : [draft],
  );
  return state;
};
