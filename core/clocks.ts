/**
 * The legal clocks as data (Regulation (EU) 2021/784). `state`: V = read in the text, S = read in a secondary text,
 * R = recalled, to be checked against the Official Journal before it is relied on.
 */
export interface LegalClock {
  id: string;
  article: string;
  milliseconds: number;
  starts: string;
  state: 'V' | 'S' | 'R';
}

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
  removal: { id: 'removal', article: '3(3)', milliseconds: HOUR, starts: 'receipt of the order', state: 'V' },
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
  },
  nonDisclosure: { id: 'nonDisclosure', article: '11(3)', milliseconds: 42 * DAY, starts: 'decision', state: 'R' },
  preservation: { id: 'preservation', article: '6', milliseconds: 183 * DAY, starts: 'removal', state: 'V' },
} as const satisfies Record<string, LegalClock>;
