import type { AdapterContext } from '../contract.ts';
import { goneByOf } from './probe.ts';

/** An item as a cursor remembers it. */
export type Remembered = [nativeId: string, url: string];

/** At most this many addresses are asked for per poll, so that a feed that only moves on costs little. */
const ASKED = 5;

/**
 * Asks for items that a page no longer shows. Those whose own address answers 404 or 410 are reported as gone.
 * @returns the items that could not be asked for now and are to be remembered
 */
export const reportMissing = async (context: AdapterContext, missing: readonly Remembered[]): Promise<Remembered[]> => {
  const later: Remembered[] = missing.slice(ASKED);
  for (const item of missing.slice(0, ASKED)) {
    const [nativeId, url] = item;
    const visit = await context.visit(url, { accept: '*/*', types: /./ });
    if (visit.kind === 'held') later.push(item);
    else if (visit.kind === 'skipped' && (visit.status === 404 || visit.status === 410)) {
      context.gone({ nativeId, url, at: context.now(), ...goneByOf(visit) });
    }
  }
  return later;
};

/** Reads what a cursor remembers; anything else than a list of pairs is nothing. */
export const readRemembered = (text: string | undefined): Remembered[] => {
  const value: unknown = JSON.parse(text ?? '[]');
  return Array.isArray(value) ? (value as Remembered[]) : [];
};
