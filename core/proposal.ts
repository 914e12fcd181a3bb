/**
 * Entries that take two people, of the allow-list and of the operators' directory alike: somebody proposes, somebody else approves, and
 * the last acts are remembered with the entry.
 */
import { type TSchema, Type } from 'typebox';
import { WeirError } from './errors.ts';
import { Actor } from './event.ts';
import { Id, Strict, Timestamp } from './schema.ts';

/** Why somebody did it. */
export const Reason = Type.String({ minLength: 3, maxLength: 2000 });

/** What waits for a second person. */
export const proposalOf = <Entry extends TSchema>(entry: Entry) =>
  Strict({
    entry,
    /** Everybody who wrote on it: none of them approves it. */
    authors: Type.Array(Id, { minItems: 1 }),
    at: Timestamp,
    reason: Reason,
  });

/** The last acts, oldest first; all of them are in the ledger. */
export const historyOf = <Act extends TSchema>(act: Act) =>
  Type.Array(
    Strict({
      act,
      actor: Actor,
      at: Timestamp,
      reason: Type.Union([Type.String(), Type.Null()]),
      fields: Type.Array(Type.String()),
    }),
  );

const REMEMBERED = 100;
export const remember = <Act>(history: readonly Act[], act: Act): Act[] => [...history, act].slice(-REMEMBERED);

/** Those who wrote on a proposal once this person has too. */
export const authorsWith = (before: { authors: readonly string[] } | null, { id }: Actor): string[] => [
  ...new Set([...(before?.authors ?? []), id]),
];

/** @throws WeirError `code` */
export const refuse = (code: string, message: string, fix: string, status = 409): never => {
  throw new WeirError(code, message, { status, fix });
};

/** A person, and none of those who wrote. @throws WeirError SECOND_PERSON_REQUIRED (403) */
export const requireOtherAuthor = ({ authors }: { authors: readonly string[] }, { kind, id }: Actor): void => {
  if (kind !== 'human' || authors.includes(id))
    refuse(
      'SECOND_PERSON_REQUIRED',
      'Whoever wrote a proposal does not approve it.',
      'Ask another supervisor to look at it.',
      403,
    );
};

/** What is changed is what was read. `what`: `source` or `operator`. @throws WeirError `code` (409) */
export const requireVersion = (
  { id, seq }: { id: string; seq: number },
  version: number,
  what: { noun: string; code: string },
): void => {
  if (seq !== version)
    refuse(
      what.code,
      `The ${what.noun} ${id} is at version ${seq}, not ${version}.`,
      'Load it again and look at what has changed.',
    );
};

/** Who changes an entry, on which version, and why. */
export interface EntryChange {
  actor: Actor;
  /** The version that the person saw. */
  version: number;
  reason: string;
}
