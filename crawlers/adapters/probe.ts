import type { Source } from '#core/source.ts';
import type { Probe, Visit, VisitOptions } from '../contract.ts';
import { type GoneBy, goneBy, isGeoBlocked } from './gone-how.ts';

const GONE = [404, 410, 451];

export interface Probed {
  /** `unknown`: the network or the rules did not allow an answer. `held`: it could not be asked now. */
  answer: 'up' | 'gone' | 'unknown' | 'held';
  status: number | null;
  /** Who took it away, where the answer says so. */
  by?: GoneBy;
  /** Not shown where we stand, which does not mean that it is gone. */
  geoBlocked?: true;
  /** The page that was shown. */
  text?: string;
}

/** `by` for a disappearance, where the answer that a visit got says it. */
export const goneByOf = (visit: Visit): { by?: GoneBy } => {
  if (visit.kind !== 'skipped' || visit.answer === undefined || visit.status === null) return {};
  const by = goneBy({ status: visit.status, text: visit.answer.text });
  return by === undefined ? {} : { by };
};

/** Asks whether a post is still there. */
export const probe = async (
  visit: (url: string, options: VisitOptions) => Promise<Visit>,
  url: string,
  source: Source,
  { where, shows }: Probe,
): Promise<Probed> => {
  const found = await visit(where?.(url, source) ?? url, { accept: '*/*', types: /./ });
  if (found.kind === 'held') return { answer: 'held', status: null };
  if (found.kind === 'unchanged') return { answer: 'up', status: 304 };
  const { status } = found;
  if (found.kind === 'page') {
    if (shows?.(found) ?? true) return { answer: 'up', status, text: found.text };
    const by = goneBy({ status: found.status, text: found.text });
    return { answer: 'gone', status, ...(by === undefined ? {} : { by }) };
  }
  const isBlocked = status !== null && found.answer !== undefined && isGeoBlocked({ status, ...found.answer });
  return {
    answer: status !== null && GONE.includes(status) ? 'gone' : 'unknown',
    status,
    ...goneByOf(found),
    ...(isBlocked ? { geoBlocked: true } : {}),
  };
};
