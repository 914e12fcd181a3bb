import { open } from 'node:fs/promises';
import type { Clock } from '#core/clock.ts';
import type { Actor } from '#core/event.ts';
import { canonicalJson } from '#core/hash.ts';
import { groupCommit } from '../group-commit.ts';

/** The one hook that every read and every write of evidence passes: who touched which object, and when. */
export interface Custody {
  record(actor: Actor, action: 'write' | 'read', hash: string): Promise<void>;
  close(): Promise<void>;
}

/** Keeps the custody log: one line of JSON for each touch, appended before the touch is answered. */
export const openCustody = (file: string, clock: Clock): Custody => {
  const lines = groupCommit<string>(async (batch) => {
    const handle = await open(file, 'a', 0o600);
    try {
      await handle.appendFile(batch.join(''));
    } finally {
      await handle.close();
    }
  });
  return {
    record: (actor, action, hash) =>
      lines.add(`${canonicalJson({ at: clock.now().toISOString(), actor, action, hash })}\n`),
    close: () => lines.idle(),
  };
};
