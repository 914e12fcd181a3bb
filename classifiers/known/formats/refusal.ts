import { type ErrorDetail, WeirError } from '#core/errors.ts';

/** Faults that are shown; the rest is counted. */
const SHOWN = 20;

/** Collects every fault of a file, so that whoever mends it sees them all at once. */
export class Faults {
  private readonly details: ErrorDetail[] = [];
  private count = 0;

  get some(): boolean {
    return this.count > 0;
  }

  /** @param location line and field: `line 12, value` */
  add(location: string, message: string, fix?: string): void {
    this.count++;
    if (this.details.length < SHOWN) this.details.push({ location, message, ...(fix === undefined ? {} : { fix }) });
  }

  /** @throws WeirError LIST_INVALID (400) where there was any */
  throwIfAny(): void {
    if (this.count === 0) return;
    const more = this.count > SHOWN ? `, of which ${SHOWN} are shown` : '';
    throw new WeirError(
      'LIST_INVALID',
      `The list has ${this.count} ${this.count === 1 ? 'fault' : 'faults'}${more}. Nothing was imported.`,
      {
        status: 400,
        fix: 'Correct the places named in details, or ask the publisher of the list, and import it again.',
        details: this.details,
      },
    );
  }
}
