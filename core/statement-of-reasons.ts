/**
 * A platform's statement of reasons (DSA art. 17) in the shape of the DSA Transparency Database, and the rules by which the
 * database takes it: which fields are there, which values they take, how long they may be, and what follows from one for another.
 * Faults are told field by field, as the database tells them. Source: docs/notices.md.
 */
import { Type } from 'typebox';
import { type ErrorDetail, WeirError } from './errors.ts';
import { Strict } from './schema.ts';

export const VISIBILITY_DECISIONS = [
  'DECISION_VISIBILITY_CONTENT_REMOVED',
  'DECISION_VISIBILITY_CONTENT_DISABLED',
  'DECISION_VISIBILITY_CONTENT_DEMOTED',
  'DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED',
  'DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED',
  'DECISION_VISIBILITY_CONTENT_LABELLED',
  'DECISION_VISIBILITY_OTHER',
] as const;
export const DECISION_GROUNDS = ['DECISION_GROUND_ILLEGAL_CONTENT', 'DECISION_GROUND_INCOMPATIBLE_CONTENT'] as const;
export const CONTENT_TYPES = [
  'CONTENT_TYPE_APP',
  'CONTENT_TYPE_AUDIO',
  'CONTENT_TYPE_IMAGE',
  'CONTENT_TYPE_PRODUCT',
  'CONTENT_TYPE_SYNTHETIC_MEDIA',
  'CONTENT_TYPE_TEXT',
  'CONTENT_TYPE_VIDEO',
  'CONTENT_TYPE_OTHER',
] as const;
export const STATEMENT_CATEGORIES = [
  'STATEMENT_CATEGORY_ANIMAL_WELFARE',
  'STATEMENT_CATEGORY_CONSUMER_INFORMATION',
  'STATEMENT_CATEGORY_CYBER_VIOLENCE',
  'STATEMENT_CATEGORY_CYBER_VIOLENCE_AGAINST_WOMEN',
  'STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS',
  'STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH',
  'STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS',
  'STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS',
  'STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE',
  'STATEMENT_CATEGORY_OTHER_VIOLATION_TC',
  'STATEMENT_CATEGORY_PROTECTION_OF_MINORS',
  'STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY',
  'STATEMENT_CATEGORY_SCAMS_AND_FRAUD',
  'STATEMENT_CATEGORY_SELF_HARM',
  'STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS',
  'STATEMENT_CATEGORY_VIOLENCE',
] as const;
export const SOURCE_TYPES = [
  'SOURCE_ARTICLE_16',
  'SOURCE_TRUSTED_FLAGGER',
  'SOURCE_TYPE_OTHER_NOTIFICATION',
  'SOURCE_VOLUNTARY',
] as const;
export const AUTOMATED_DECISIONS = [
  'AUTOMATED_DECISION_FULLY',
  'AUTOMATED_DECISION_PARTIALLY',
  'AUTOMATED_DECISION_NOT_AUTOMATED',
] as const;
/** Member States and the three others of the European Economic Area. */
export const EEA_COUNTRIES = [
  ...['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IS', 'IT'],
  ...['LI', 'LT', 'LU', 'LV', 'MT', 'NL', 'NO', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'],
] as const;
const YES_NO = ['Yes', 'No'] as const;
const suspension = (name: string): string[] =>
  ['PARTIAL_SUSPENSION', 'TOTAL_SUSPENSION', 'PARTIAL_TERMINATION', 'TOTAL_TERMINATION'].map(
    (what) => `DECISION_${name}_${what}`,
  );

interface Rule {
  kind: 'text' | 'one' | 'many' | 'date' | 'url' | 'pattern';
  values?: readonly string[];
  pattern?: RegExp;
  /** Said where `pattern` does not fit. */
  says?: string;
  max?: number;
  from?: string;
  to?: string;
  required?: true;
  /** Needed when this holds, and dropped when it does not. */
  onlyIf?: { field: string; is: string };
  /** Dropped when this holds. */
  dropIf?: { field: string; is: string };
}

/** In the order of the database's own form. */
export const STATEMENT_RULES = {
  decision_visibility: { kind: 'many', values: VISIBILITY_DECISIONS },
  decision_visibility_other: {
    kind: 'text',
    max: 500,
    onlyIf: { field: 'decision_visibility', is: 'DECISION_VISIBILITY_OTHER' },
  },
  decision_monetary: {
    kind: 'one',
    values: ['DECISION_MONETARY_SUSPENSION', 'DECISION_MONETARY_TERMINATION', 'DECISION_MONETARY_OTHER'],
  },
  decision_monetary_other: {
    kind: 'text',
    max: 500,
    onlyIf: { field: 'decision_monetary', is: 'DECISION_MONETARY_OTHER' },
  },
  decision_provision: { kind: 'one', values: suspension('PROVISION') },
  decision_account: { kind: 'one', values: ['DECISION_ACCOUNT_SUSPENDED', 'DECISION_ACCOUNT_TERMINATED'] },
  account_type: { kind: 'one', values: ['ACCOUNT_TYPE_BUSINESS', 'ACCOUNT_TYPE_PRIVATE'] },
  decision_facts: { kind: 'text', max: 5000, required: true },
  decision_ground: { kind: 'one', values: DECISION_GROUNDS, required: true },
  decision_ground_reference_url: { kind: 'url', max: 500 },
  illegal_content_legal_ground: {
    kind: 'text',
    max: 500,
    onlyIf: { field: 'decision_ground', is: 'DECISION_GROUND_ILLEGAL_CONTENT' },
  },
  illegal_content_explanation: {
    kind: 'text',
    max: 2000,
    onlyIf: { field: 'decision_ground', is: 'DECISION_GROUND_ILLEGAL_CONTENT' },
  },
  incompatible_content_ground: {
    kind: 'text',
    max: 500,
    onlyIf: { field: 'decision_ground', is: 'DECISION_GROUND_INCOMPATIBLE_CONTENT' },
  },
  incompatible_content_explanation: {
    kind: 'text',
    max: 2000,
    onlyIf: { field: 'decision_ground', is: 'DECISION_GROUND_INCOMPATIBLE_CONTENT' },
  },
  incompatible_content_illegal: {
    kind: 'one',
    values: YES_NO,
    dropIf: { field: 'decision_ground', is: 'DECISION_GROUND_ILLEGAL_CONTENT' },
  },
  content_type: { kind: 'many', values: CONTENT_TYPES, required: true },
  content_type_other: { kind: 'text', max: 500, onlyIf: { field: 'content_type', is: 'CONTENT_TYPE_OTHER' } },
  category: { kind: 'one', values: STATEMENT_CATEGORIES, required: true },
  category_addition: { kind: 'many', values: STATEMENT_CATEGORIES },
  // The database's list of keywords grows; the form of a keyword does not.
  category_specification: { kind: 'many', pattern: /^KEYWORD_[A-Z_]{2,80}$/, says: 'must be keywords: KEYWORD_…' },
  category_specification_other: { kind: 'text', max: 500 },
  territorial_scope: { kind: 'many', values: EEA_COUNTRIES },
  content_language: { kind: 'pattern', pattern: /^[A-Z]{2}$/, says: 'must be an ISO 639-1 code in capital letters' },
  content_date: { kind: 'date', from: '2000-01-01', to: '2038-01-01', required: true },
  application_date: { kind: 'date', from: '2020-01-01', to: '9999-12-31', required: true },
  end_date_visibility_restriction: { kind: 'date', from: 'application_date', to: '9999-12-31' },
  end_date_monetary_restriction: { kind: 'date', from: 'application_date', to: '9999-12-31' },
  end_date_service_restriction: { kind: 'date', from: 'application_date', to: '9999-12-31' },
  end_date_account_restriction: { kind: 'date', from: 'application_date', to: '9999-12-31' },
  source_type: { kind: 'one', values: SOURCE_TYPES, required: true },
  source_identity: { kind: 'text', max: 500, dropIf: { field: 'source_type', is: 'SOURCE_VOLUNTARY' } },
  automated_detection: { kind: 'one', values: YES_NO, required: true },
  automated_decision: { kind: 'one', values: AUTOMATED_DECISIONS, required: true },
  content_id_ean: { kind: 'pattern', pattern: /^\d{13}$/, says: 'must be an EAN-13' },
  puid: {
    kind: 'pattern',
    pattern: /^[A-Za-z0-9_-]{1,500}$/,
    says: 'must be letters, digits, - and _, at most 500',
    required: true,
  },
} as const satisfies Record<string, Rule>;
export type StatementField = keyof typeof STATEMENT_RULES;

const RULES = Object.entries(STATEMENT_RULES) as [StatementField, Rule][];

/** What is kept: only what the rules let through. Lists are arrays, everything else is text. */
export const StatementOfReasons = Strict(
  Object.fromEntries(
    RULES.map(([name, rule]) => [
      name,
      Type.Optional(rule.kind === 'many' ? Type.Array(Type.String()) : Type.String({ maxLength: rule.max ?? 500 })),
    ]),
  ),
);
export type StatementOfReasons = {
  [F in StatementField]?: (typeof STATEMENT_RULES)[F]['kind'] extends 'many' ? string[] : string;
};

export interface StatementFault {
  field: string;
  message: string;
}

const isThere = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

const holds = (value: Record<string, unknown>, condition: { field: string; is: string } | undefined): boolean => {
  if (condition === undefined) return false;
  const other = value[condition.field];
  return other === condition.is || (Array.isArray(other) && other.includes(condition.is));
};

const isDate = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
};

const faultOf = (rule: Rule, given: unknown, all: Record<string, unknown>): string | null => {
  if (rule.kind === 'many') {
    if (!Array.isArray(given)) return 'must be a list';
    if (new Set(given).size !== given.length) return 'must not name the same twice';
    const fits = (one: unknown): boolean =>
      typeof one === 'string' && (rule.values?.includes(one) ?? rule.pattern?.test(one) ?? true);
    if (given.every(fits)) return null;
    return rule.says ?? `must be of ${rule.values?.join(', ')}`;
  }
  if (typeof given !== 'string') return 'must be text';
  if (rule.max !== undefined && [...given].length > rule.max) return `must have at most ${rule.max} characters`;
  switch (rule.kind) {
    case 'one':
      return rule.values?.includes(given) === true ? null : `must be one of ${rule.values?.join(', ')}`;
    case 'pattern':
      return rule.pattern?.test(given) === true ? null : (rule.says ?? 'does not have the right form');
    case 'url':
      return /^https?:\/\/\S+$/.test(given) && URL.canParse(given) ? null : 'must be a web address';
    case 'date': {
      if (!isDate(given)) return 'must be a date, YYYY-MM-DD';
      const from = rule.from === 'application_date' ? all.application_date : rule.from;
      if (typeof from === 'string' && given < from)
        return rule.from === 'application_date'
          ? 'must not lie before the application date'
          : `must not lie before ${from}`;
      return rule.to !== undefined && given > rule.to ? `must not lie after ${rule.to}` : null;
    }
    default:
      return null;
  }
};

const ONE_OF_FOUR = ['decision_visibility', 'decision_monetary', 'decision_provision', 'decision_account'] as const;

/** Every fault, field by field; none where the database would take it. */
export const checkStatement = (input: unknown): StatementFault[] => {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return [{ field: '', message: 'must be an object' }];
  const value = input as Record<string, unknown>;
  const faults: StatementFault[] = Object.keys(value)
    .filter((name) => !Object.hasOwn(STATEMENT_RULES, name))
    .map((field) => ({ field, message: 'is not a known field' }));
  for (const [field, rule] of RULES) {
    const given = value[field];
    const isDropped = holds(value, rule.dropIf) || (rule.onlyIf !== undefined && !holds(value, rule.onlyIf));
    if (isDropped) continue;
    if (!isThere(given)) {
      if (rule.required === true || rule.onlyIf !== undefined)
        faults.push({
          field,
          message: rule.onlyIf === undefined ? 'is required' : `is required for ${rule.onlyIf.is}`,
        });
      continue;
    }
    const message = faultOf(rule, given, value);
    if (message !== null) faults.push({ field, message });
  }
  if (!ONE_OF_FOUR.some((field) => isThere(value[field])))
    for (const field of ONE_OF_FOUR)
      faults.push({ field, message: 'one of visibility, monetary, provision and account is required' });
  return faults;
};

/**
 * The statement as it is kept: without what its own fields make meaningless, and without empty fields.
 * @throws WeirError STATEMENT_INVALID (422) with one detail for each fault
 */
export const readStatement = (input: unknown): StatementOfReasons => {
  const faults = checkStatement(input);
  if (faults.length > 0)
    throw new WeirError('STATEMENT_INVALID', 'The statement of reasons does not keep the rules of its schema.', {
      status: 422,
      fix: 'Correct the fields listed in details and send it again.',
      details: faults.map(
        ({ field, message }): ErrorDetail => ({ location: `/statement${field === '' ? '' : `/${field}`}`, message }),
      ),
    });
  const value = input as Record<string, unknown>;
  return Object.fromEntries(
    RULES.filter(
      ([name, rule]) =>
        isThere(value[name]) && !holds(value, rule.dropIf) && (rule.onlyIf === undefined || holds(value, rule.onlyIf)),
    ).map(([name]) => [name, value[name]]),
  ) as StatementOfReasons;
};

/** Does the platform say that what it decided took the content away, everywhere or somewhere? */
export const saysGone = (statement: StatementOfReasons): boolean =>
  (statement.decision_visibility ?? []).some(
    (decision) =>
      decision === 'DECISION_VISIBILITY_CONTENT_REMOVED' || decision === 'DECISION_VISIBILITY_CONTENT_DISABLED',
  );
