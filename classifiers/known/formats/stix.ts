/** Indicators of a STIX 2.1 bundle (OASIS Standard of 10 June 2021). */
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { KnownKind } from '#core/known-list.ts';
import { Timestamp } from '#core/schema.ts';
import { collectEntries, type ParsedList } from './entries.ts';
import { Faults } from './refusal.ts';
import { PatternFault, readPattern } from './stix-pattern.ts';

/** What is read of an indicator (section 4.7). STIX lets publishers add properties of their own, so others are no fault. */
const Indicator = Type.Object({
  type: Type.Literal('indicator'),
  spec_version: Type.Literal('2.1'),
  id: Type.String({ pattern: '^indicator--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' }),
  created: Timestamp,
  modified: Timestamp,
  pattern: Type.String({ minLength: 1 }),
  pattern_type: Type.Literal('stix'),
  valid_from: Timestamp,
  valid_until: Type.Optional(Timestamp),
  revoked: Type.Optional(Type.Boolean()),
  name: Type.Optional(Type.String()),
});
type Indicator = Static<typeof Indicator>;
const indicator = Compile(Indicator);

/** The object paths that are known content, in lower case. The hash `PDQ` is not in the vocabulary of STIX, which is open. */
const KIND_OF_PATH: Readonly<Record<string, KnownKind>> = {
  'file:hashes.sha-256': 'sha256',
  'file:hashes.pdq': 'pdq',
  'file:hashes.x_pdq': 'pdq',
  'artifact:hashes.sha-256': 'sha256',
  'url:value': 'url',
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Line of the file in which an id stands for the first time, from 1. */
const lineFinder = (text: string): ((id: string) => number | null) => {
  const lines = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries())
    for (const [, id = ''] of line.matchAll(/"id"\s*:\s*"([^"]+)"/g)) if (!lines.has(id)) lines.set(id, index + 1);
  return (id) => lines.get(id) ?? null;
};

/** @throws WeirError LIST_INVALID naming every fault */
export const parseStix = (text: string): ParsedList => {
  const faults = new Faults();
  const { add, leaveOut, finish } = collectEntries(faults);
  let bundle: unknown;
  try {
    bundle = JSON.parse(text);
  } catch (error) {
    faults.add('the file', `is not JSON: ${error instanceof Error ? error.message : String(error)}`);
    return finish();
  }
  if (!isRecord(bundle) || bundle.type !== 'bundle') {
    faults.add('/type', 'must be "bundle"');
    return finish();
  }
  if (!Array.isArray(bundle.objects)) {
    faults.add('/objects', 'must be a list');
    return finish();
  }
  const lineOf = lineFinder(text);
  for (const [index, object] of bundle.objects.entries() as IterableIterator<[number, unknown]>) {
    const id = isRecord(object) && typeof object.id === 'string' ? object.id : null;
    const line = id === null ? null : lineOf(id);
    const place = (field: string): string => `${line === null ? '' : `line ${line}, `}/objects/${index}${field}`;
    if (!isRecord(object) || typeof object.type !== 'string') {
      faults.add(place('/type'), 'must name the type of the object');
      continue;
    }
    if (object.type !== 'indicator') {
      leaveOut(`objects of type ${object.type}`);
      continue;
    }
    if (!indicator.Check(object)) {
      for (const error of indicator.Errors(object))
        faults.add(place(error.instancePath), error.message ?? 'is not valid');
      continue;
    }
    // Taken back by its publisher (section 3.2, `revoked`).
    if (object.revoked === true) leaveOut('indicators that their publisher revoked');
    else addIndicator(object, place, add, faults);
  }
  return finish();
};

const addIndicator = (
  object: Indicator,
  place: (field: string) => string,
  add: ReturnType<typeof collectEntries>['add'],
  faults: Faults,
): void => {
  try {
    const found = readPattern(object.pattern).flatMap(({ path, values }) => {
      const kind = KIND_OF_PATH[path.toLowerCase()];
      if (kind === undefined)
        faults.add(
          place('/pattern'),
          `compares ${path}, which no post can be compared with`,
          `Paths that are compared: file:hashes.'SHA-256', file:hashes.'PDQ', url:value.`,
        );
      return kind === undefined ? [] : values.map((value) => ({ kind, value }));
    });
    for (const [number, { kind, value }] of found.entries())
      add(place('/pattern'), {
        kind,
        value,
        id: found.length === 1 ? object.id : `${object.id}:${number + 1}`,
        note: object.name,
        validUntil: object.valid_until,
      });
  } catch (error) {
    if (!(error instanceof PatternFault)) throw error;
    faults.add(
      place(`/pattern, character ${error.at}`),
      error.message,
      'Comparisons with = or IN, joined by OR, are read; nothing else.',
    );
  }
};
