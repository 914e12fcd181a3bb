/** The fields of each kind of answer as data, and how what was typed into them becomes an answer. */
import {
  AUTOMATED_DECISIONS,
  CONTENT_TYPES,
  DECISION_GROUNDS,
  VISIBILITY_DECISIONS,
} from '#core/statement-of-reasons.ts';
import type { Addressed } from '../answers/take-answer.ts';
import type { AnswerKind } from './answer-words.ts';

export interface AnswerField {
  name: string;
  as: 'text' | 'area' | 'choice' | 'time' | 'day';
  options?: readonly string[];
  max?: number;
  optional?: true;
}

const YES_NO = ['no', 'yes'] as const;
const PROVIDER: AnswerField[] = [
  { name: 'name', as: 'text', max: 200 },
  { name: 'memberState', as: 'text', max: 2 },
  { name: 'authorisedPerson', as: 'text', max: 200 },
  { name: 'email', as: 'text', max: 254 },
];
const ANNEX_HEAD: AnswerField[] = [
  { name: 'addresseeReference', as: 'text', max: 128 },
  { name: 'receivedAt', as: 'time' },
];

export const ANSWER_FIELDS: Record<AnswerKind, readonly AnswerField[]> = {
  'annex-2': [
    ...ANNEX_HEAD,
    { name: 'measure', as: 'choice', options: ['removed', 'access-disabled'] },
    { name: 'measureAt', as: 'time' },
    ...PROVIDER,
  ],
  'annex-3': [
    ...ANNEX_HEAD,
    { name: 'reason', as: 'choice', options: ['force-majeure', 'manifest-errors', 'insufficient-information'] },
    { name: 'explanation', as: 'area', max: 4000 },
    { name: 'needed', as: 'area', max: 4000, optional: true },
    ...PROVIDER,
  ],
  decision: [
    { name: 'outcome', as: 'choice', options: ['acted', 'not_acted'] },
    { name: 'actedAt', as: 'time', optional: true },
    { name: 'explanation', as: 'area', max: 4000 },
    { name: 'redress', as: 'area', max: 2000, optional: true },
    { name: 'automated', as: 'choice', options: YES_NO },
  ],
  statement: [
    { name: 'decision_visibility', as: 'choice', options: VISIBILITY_DECISIONS },
    { name: 'decision_visibility_other', as: 'text', max: 500, optional: true },
    { name: 'decision_facts', as: 'area', max: 5000 },
    { name: 'decision_ground', as: 'choice', options: DECISION_GROUNDS },
    { name: 'ground', as: 'text', max: 500 },
    { name: 'groundExplanation', as: 'area', max: 2000 },
    { name: 'content_type', as: 'choice', options: CONTENT_TYPES },
    { name: 'content_type_other', as: 'text', max: 500, optional: true },
    {
      name: 'category',
      as: 'choice',
      options: [
        'STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY',
        'STATEMENT_CATEGORY_VIOLENCE',
        'STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH',
        'STATEMENT_CATEGORY_OTHER_VIOLATION_TC',
        'STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE',
      ],
    },
    { name: 'territorial_scope', as: 'text', max: 200, optional: true },
    { name: 'content_date', as: 'day' },
    { name: 'application_date', as: 'day' },
    { name: 'automated_detection', as: 'choice', options: YES_NO },
    { name: 'automated_decision', as: 'choice', options: AUTOMATED_DECISIONS },
    { name: 'puid', as: 'text', max: 500 },
  ],
  text: [{ name: 'text', as: 'area', max: 8000 }],
};

/** Which answers there are to what a code opened. */
export const kindsFor = (to: Addressed): AnswerKind[] =>
  to.kind === 'order'
    ? ['annex-2', 'annex-3', 'text']
    : to.subject.instrument === 'dsa-order'
      ? ['decision', 'text']
      : ['decision', 'statement', 'text'];

/** `2026-03-01 10:05` as the house writes it; what cannot be read stays, and a schema says so. */
const timeOf = (typed: string): string => {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?Z?$/.exec(typed.trim());
  const read = match === null ? typed : `${match[1]}T${match[2]}${match[3] ?? ':00'}Z`;
  return Number.isNaN(Date.parse(read)) ? 'unreadable' : new Date(read).toISOString();
};
const orNull = (typed: string): string | null => (typed === '' ? null : typed);

/** The answer that was typed, not yet checked: `readAnyAnswer` does that, as for every other way. */
export const answerOf = (kind: AnswerKind, to: Addressed, typed: Record<string, string>, at: string): object => {
  const said = (name: string): string => typed[name] ?? '';
  const head = { version: 1, reference: to.subject.reference };
  const annex = () => {
    const document = to.kind === 'order' ? to.subject.document : null;
    return {
      ...head,
      addressee: document?.sectionA.addressee ?? '',
      authority: document?.sectionE.authority ?? '',
      addresseeReference: said('addresseeReference'),
      receivedAt: timeOf(said('receivedAt')),
      provider: {
        name: said('name'),
        memberState: said('memberState').toUpperCase(),
        authorisedPerson: said('authorisedPerson'),
        email: said('email'),
      },
      answeredAt: at,
    };
  };
  switch (kind) {
    case 'annex-2':
      return { form: 'tco-annex-2', ...annex(), measure: said('measure'), measureAt: timeOf(said('measureAt')) };
    case 'annex-3':
      return {
        form: 'tco-annex-3',
        ...annex(),
        reason: said('reason'),
        explanation: said('explanation'),
        needed: orNull(said('needed')),
      };
    case 'decision':
      return {
        form: 'notice-decision',
        ...head,
        outcome: said('outcome'),
        actedAt: said('actedAt') === '' ? null : timeOf(said('actedAt')),
        explanation: said('explanation'),
        redress: orNull(said('redress')),
        automated: said('automated') === 'yes',
        decidedAt: at,
      };
    case 'statement': {
      const isIllegal = said('decision_ground') === 'DECISION_GROUND_ILLEGAL_CONTENT';
      const prefix = isIllegal ? 'illegal_content' : 'incompatible_content';
      const isNotice = to.kind === 'notice' && to.subject.instrument === 'dsa-notice';
      const countries = said('territorial_scope')
        .toUpperCase()
        .split(/[\s,，、]+/)
        .filter((code) => code !== '');
      return {
        form: 'dsa-statement',
        ...head,
        answeredAt: at,
        statement: {
          decision_visibility: [said('decision_visibility')].filter((one) => one !== ''),
          decision_visibility_other: said('decision_visibility_other'),
          decision_facts: said('decision_facts'),
          decision_ground: said('decision_ground'),
          [isIllegal ? 'illegal_content_legal_ground' : 'incompatible_content_ground']: said('ground'),
          [`${prefix}_explanation`]: said('groundExplanation'),
          content_type: [said('content_type')].filter((one) => one !== ''),
          content_type_other: said('content_type_other'),
          category: said('category'),
          territorial_scope: countries,
          content_date: said('content_date'),
          application_date: said('application_date'),
          source_type: isNotice ? 'SOURCE_ARTICLE_16' : 'SOURCE_TYPE_OTHER_NOTIFICATION',
          automated_detection: said('automated_detection') === 'yes' ? 'Yes' : 'No',
          automated_decision: said('automated_decision'),
          puid: said('puid'),
        },
      };
    }
    case 'text':
      return { form: 'text', ...head, text: said('text'), answeredAt: at };
  }
};

/** The field of the page that a fault is about. */
export const fieldOfFault = (location: string): string => {
  const name = location.split('/').findLast((part) => part !== '' && !/^\d+$/.test(part)) ?? '';
  if (/_legal_ground$|^incompatible_content_ground$/.test(name)) return 'ground';
  if (/content_explanation$/.test(name)) return 'groundExplanation';
  return name;
};

/** A choice that was left open is a fault, not a `no`. */
export const leftOpen = (kind: AnswerKind, typed: Record<string, string>): string[] =>
  ANSWER_FIELDS[kind]
    .filter(({ name, optional, as, options }) => {
      const said = typed[name] ?? '';
      return (optional !== true && said === '') || (as === 'choice' && said !== '' && options?.includes(said) !== true);
    })
    .map(({ name }) => name);
