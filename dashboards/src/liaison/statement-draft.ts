/** A platform's statement of reasons (DSA art. 17) as a liaison types it from a letter: fields and values of the Transparency Database. */

type Kind = 'pick' | 'text' | 'area' | 'day';

interface Field {
  name: string;
  as: Kind;
  options?: readonly string[];
  optional?: true;
  /** Shown, and sent, only where another field says this. */
  onlyIf?: { name: string; is: string };
}

const of = (prefix: string, names: readonly string[]): string[] => names.map((name) => `${prefix}_${name}`);
const PARTLY = ['PARTIAL_SUSPENSION', 'TOTAL_SUSPENSION', 'PARTIAL_TERMINATION', 'TOTAL_TERMINATION'];

/** In the order of the database's own form. One of the first four restrictions is needed. */
export const STATEMENT_FIELDS = [
  {
    name: 'decision_visibility',
    as: 'pick',
    optional: true,
    options: of('DECISION_VISIBILITY', [
      ...['CONTENT_REMOVED', 'CONTENT_DISABLED', 'CONTENT_DEMOTED', 'CONTENT_AGE_RESTRICTED'],
      ...['CONTENT_INTERACTION_RESTRICTED', 'CONTENT_LABELLED', 'OTHER'],
    ]),
  },
  {
    name: 'decision_visibility_other',
    as: 'text',
    onlyIf: { name: 'decision_visibility', is: 'DECISION_VISIBILITY_OTHER' },
  },
  {
    name: 'decision_monetary',
    as: 'pick',
    optional: true,
    options: of('DECISION_MONETARY', ['SUSPENSION', 'TERMINATION', 'OTHER']),
  },
  { name: 'decision_monetary_other', as: 'text', onlyIf: { name: 'decision_monetary', is: 'DECISION_MONETARY_OTHER' } },
  { name: 'decision_provision', as: 'pick', optional: true, options: of('DECISION_PROVISION', PARTLY) },
  {
    name: 'decision_account',
    as: 'pick',
    optional: true,
    options: of('DECISION_ACCOUNT', ['SUSPENDED', 'TERMINATED']),
  },
  { name: 'decision_facts', as: 'area' },
  { name: 'decision_ground', as: 'pick', options: of('DECISION_GROUND', ['ILLEGAL_CONTENT', 'INCOMPATIBLE_CONTENT']) },
  { name: 'ground', as: 'text' },
  { name: 'groundExplanation', as: 'area' },
  { name: 'decision_ground_reference_url', as: 'text', optional: true },
  {
    name: 'content_type',
    as: 'pick',
    options: of('CONTENT_TYPE', ['APP', 'AUDIO', 'IMAGE', 'PRODUCT', 'SYNTHETIC_MEDIA', 'TEXT', 'VIDEO', 'OTHER']),
  },
  { name: 'content_type_other', as: 'text', onlyIf: { name: 'content_type', is: 'CONTENT_TYPE_OTHER' } },
  {
    name: 'category',
    as: 'pick',
    options: of('STATEMENT_CATEGORY', [
      ...['RISK_FOR_PUBLIC_SECURITY', 'VIOLENCE', 'ILLEGAL_OR_HARMFUL_SPEECH', 'OTHER_VIOLATION_TC'],
      ...['NOT_SPECIFIED_NOTICE', 'PROTECTION_OF_MINORS', 'SELF_HARM', 'CYBER_VIOLENCE'],
    ]),
  },
  { name: 'territorial_scope', as: 'text', optional: true },
  { name: 'content_language', as: 'text', optional: true },
  { name: 'content_date', as: 'day' },
  { name: 'application_date', as: 'day' },
  { name: 'end_date_visibility_restriction', as: 'day', optional: true },
  {
    name: 'source_type',
    as: 'pick',
    options: ['SOURCE_ARTICLE_16', 'SOURCE_TRUSTED_FLAGGER', 'SOURCE_TYPE_OTHER_NOTIFICATION', 'SOURCE_VOLUNTARY'],
  },
  { name: 'automated_detection', as: 'pick', options: ['No', 'Yes'] },
  {
    name: 'automated_decision',
    as: 'pick',
    options: of('AUTOMATED_DECISION', ['NOT_AUTOMATED', 'PARTIALLY', 'FULLY']),
  },
  { name: 'puid', as: 'text' },
] as const satisfies readonly Field[];

export type StatementName = (typeof STATEMENT_FIELDS)[number]['name'];
/** What was typed; empty where nothing was. */
export type StatementDraft = Readonly<Record<StatementName, string>>;

export const emptyStatement = (): StatementDraft =>
  Object.fromEntries(STATEMENT_FIELDS.map(({ name }) => [name, ''])) as Record<StatementName, string>;

/** Fields that the others leave a sense to. */
export const shownFields = (draft: StatementDraft): readonly (Field & { name: StatementName })[] =>
  (STATEMENT_FIELDS as readonly (Field & { name: StatementName })[]).filter(
    ({ onlyIf }) => onlyIf === undefined || draft[onlyIf.name as StatementName] === onlyIf.is,
  );

const RESTRICTIONS = ['decision_visibility', 'decision_monetary', 'decision_provision', 'decision_account'] as const;
const LISTS: readonly string[] = ['decision_visibility', 'content_type'];
const DROPPED: readonly string[] = ['ground', 'groundExplanation', 'territorial_scope', 'content_language'];

/** The statement as the house checks it, which names every other fault; null while something is missing. */
export const statementOf = (draft: StatementDraft): Record<string, string | string[]> | null => {
  const typed = (name: StatementName): string => draft[name].trim();
  const shown = shownFields(draft);
  if (shown.some(({ name, optional }) => optional !== true && typed(name) === '')) return null;
  if (RESTRICTIONS.every((name) => typed(name) === '')) return null;
  const plain = shown
    .filter(({ name }) => typed(name) !== '' && !DROPPED.includes(name))
    .map(({ name }): [string, string | string[]] => [name, LISTS.includes(name) ? [typed(name)] : typed(name)]);
  const isIllegal = typed('decision_ground') === 'DECISION_GROUND_ILLEGAL_CONTENT';
  const countries = typed('territorial_scope')
    .toUpperCase()
    .split(/[\s,，、]+/)
    .filter((code) => code !== '');
  return {
    ...Object.fromEntries(plain),
    [isIllegal ? 'illegal_content_legal_ground' : 'incompatible_content_ground']: typed('ground'),
    [isIllegal ? 'illegal_content_explanation' : 'incompatible_content_explanation']: typed('groundExplanation'),
    ...(countries.length === 0 ? {} : { territorial_scope: countries }),
    ...(typed('content_language') === '' ? {} : { content_language: typed('content_language').toUpperCase() }),
  };
};
