import type { Probe, Visit, VisitOptions } from '../contract.ts';

const GONE = [404, 410, 451];

export interface Probed {
  /** `unknown`: the network or the rules did not allow an answer. `held`: it could not be asked now. */
  answer: 'up' | 'gone' | 'unknown' | 'held';
  status: number | null;
}

/** Asks whether a post is still there. */
export const probe = async (
  visit: (url: string, options: VisitOptions) => Promise<Visit>,
  url: string,
  { where, shows }: Probe,
): Promise<Probed> => {
  const found = await visit(where?.(url) ?? url, { accept: '*/*', types: /./ });
  if (found.kind === 'held') return { answer: 'held', status: null };
  if (found.kind === 'unchanged') return { answer: 'up', status: 304 };
  const { status } = found;
  if (found.kind === 'page') return { answer: (shows?.(found) ?? true) ? 'up' : 'gone', status };
  return { answer: status !== null && GONE.includes(status) ? 'gone' : 'unknown', status };
};
