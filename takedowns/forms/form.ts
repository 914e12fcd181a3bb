/**
 * Forms as data: one file for each, which a lawyer can correct without touching code. Every line says where it comes from and
 * how sure we are of it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { WeirError } from '#core/errors.ts';
import { checker, Strict } from '#core/schema.ts';

/** The languages that labels are printed in. */
export const FORM_LANGUAGES = ['en', 'zh-CN'] as const;
export type FormLanguage = (typeof FORM_LANGUAGES)[number];

const Wording = Strict({ en: Type.String({ minLength: 1 }), 'zh-CN': Type.String({ minLength: 1 }) });
export type Wording = Static<typeof Wording>;

/** V = read in a copy of the text · S = read in a secondary text · R = recalled: to be checked against the Official Journal. */
const SourceState = Type.Enum(['V', 'S', 'R']);

/** A sentence that is printed as it stands. `when`: only where the value at this pointer is true (or, with `!`, is not). */
const Note = Strict({
  text: Wording,
  state: SourceState,
  article: Type.Optional(Type.String()),
  when: Type.Optional(Type.String({ pattern: '^!?/' })),
});

const Line = Strict({
  /** JSON pointer (RFC 6901) into the values of the form. */
  pointer: Type.String({ pattern: '^/' }),
  label: Wording,
  rule: Type.String({ pattern: '^(required|optional)( if [a-z -]+)?$' }),
  state: SourceState,
  /** Where the line comes from. */
  article: Type.String({ minLength: 1 }),
  /**
   * How the value is printed. `choice` and `choices` print all options with those that are chosen ticked; `hashes` are rows of
   * `{url, contentSha256}`.
   */
  as: Type.Enum(['text', 'long', 'code', 'time', 'country', 'language', 'list', 'choice', 'choices', 'tick', 'hashes']),
  options: Type.Optional(Type.Array(Strict({ value: Type.String(), label: Wording }))),
});
export type FormLine = Static<typeof Line>;

const Section = Strict({
  id: Type.String({ minLength: 1, maxLength: 8 }),
  title: Wording,
  notes: Type.Optional(Type.Array(Note)),
  lines: Type.Array(Line),
});

export const Form = Strict({
  /** What the `form` field of its values says. */
  id: Type.String({ pattern: '^[a-z0-9-]+$' }),
  title: Wording,
  legalBasis: Wording,
  source: Type.String({ minLength: 1 }),
  head: Type.Array(Note),
  sections: Type.Array(Section, { minItems: 1 }),
  foot: Type.Array(Note),
});
export type Form = Static<typeof Form>;

const readForm = checker(Form, 'FORM_INVALID', 'The form');

let forms: ReadonlyMap<string, Form> | null = null;

/** All forms by id, read once. @throws WeirError FORM_INVALID naming every wrong field of the file */
export const allForms = (): ReadonlyMap<string, Form> => {
  forms ??= new Map(
    readdirSync(import.meta.dirname)
      .filter((name) => name.endsWith('.json'))
      .map((name) => readForm(JSON.parse(readFileSync(`${import.meta.dirname}/${name}`, 'utf8'))) as Form)
      .map((form) => [form.id, form]),
  );
  return forms;
};

/** @throws WeirError FORM_UNKNOWN */
export const formOf = (id: string): Form => {
  const form = allForms().get(id);
  if (form === undefined)
    throw new WeirError('FORM_UNKNOWN', `There is no form ${id}.`, { fix: 'Put its file into takedowns/forms/.' });
  return form;
};

export const linesOf = (form: Form): (FormLine & { section: string })[] =>
  form.sections.flatMap(({ id, lines }) => lines.map((line) => ({ ...line, section: id })));
