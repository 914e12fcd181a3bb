/**
 * The legal clocks as data (Regulation (EU) 2021/784). `state`: V = read in the text, S = read in a secondary text,
 * R = recalled, to be checked against the Official Journal before it is relied on.
 *
 * A length in milliseconds runs from moment to moment; one in months is a calendar period and ends with the last hour of its last
 * day (`calendar.ts`); a clock without either gets its length from the authority. `warnBefore` names the lead of the warning
 * that people get, whose length is a setting; without it nobody is warned.
 */
export interface LegalClock {
  id: string;
  article: string;
  milliseconds?: number;
  months?: number;
  starts: string;
  state: 'V' | 'S' | 'R';
  warnBefore?: WarningLead;
}

/** `hour`: minutes before the hour of art. 3(3) ends. `day`: before every other clock. */
export type WarningLead = 'hour' | 'day';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const CLOCKS = {
  priorInformation: {
    id: 'priorInformation',
    article: '3(2)',
    milliseconds: 12 * HOUR,
    starts: 'prior information sent',
    state: 'R',
  },
  removal: {
    id: 'removal',
    article: '3(3)',
    milliseconds: HOUR,
    starts: 'receipt of the order',
    state: 'V',
    warnBefore: 'hour',
  },
  redress: { id: 'redress', article: '3(9)', starts: 'receipt of the order', state: 'R', warnBefore: 'day' },
  scrutinyRequest: {
    id: 'scrutinyRequest',
    article: '4(4)',
    milliseconds: 48 * HOUR,
    starts: 'receipt of the order',
    state: 'R',
  },
  scrutiny: {
    id: 'scrutiny',
    article: '4(3)',
    milliseconds: 72 * HOUR,
    starts: 'receipt of the copy or request',
    state: 'V',
    warnBefore: 'day',
  },
  nonDisclosure: {
    id: 'nonDisclosure',
    article: '11(3)',
    milliseconds: 42 * DAY,
    starts: 'decision',
    state: 'R',
    warnBefore: 'day',
  },
  preservation: {
    id: 'preservation',
    article: '6',
    months: 6,
    starts: 'removal',
    state: 'V',
    warnBefore: 'day',
  },
  exposure: { id: 'exposure', article: '5(4)', months: 12, starts: 'an order becomes final', state: 'R' },
} as const satisfies Record<string, LegalClock>;
export type ClockId = keyof typeof CLOCKS;

/** Orders that became final within the period of `exposure` from which a provider counts as exposed (art. 5(4)). */
export const EXPOSED_FROM = 2;

/** How long before the end people are warned, in milliseconds. */
export interface WarningLeads {
  hour: number;
  day: number;
}
export const DEFAULT_LEADS: WarningLeads = { hour: 15 * MINUTE, day: DAY };
