/** Where evidence and ledger meet: what is entered of captures, and acts on evidence that the ledger holds before they happen. */
import type { Anchor, AnchorPayload } from '#core/assurance.ts';
import type { Clock } from '#core/clock.ts';
import type { PurgeRecord } from '#core/custody.ts';
import { type Actor, type DomainEvent, eventId } from '#core/event.ts';
import { canonicalJson, sha256 } from '#core/hash.ts';
import type { LedgerBlock } from '#core/ledger.ts';
import { linesOf } from '../ledger/ledger-file.ts';
import type { CustodyHead } from './custody.ts';
import type { EvidenceStore } from './evidence-store.ts';

export interface EvidenceTrail {
  /** Enters signed captures into the ledger, together, with where the custody log stands; keeps the proof beside each. */
  anchor(captureIds: readonly string[]): Promise<void>;
  /** @throws EVIDENCE_HELD · CAPTURE_NOT_PURGEABLE · EVIDENCE_UNKNOWN */
  purge(captureId: string, order: { actor: Actor; reason: string }): Promise<PurgeRecord>;
  hold(captureId: string, order: { actor: Actor; reason: string }, on: boolean): Promise<string[]>;
  /** What is wrong with the custody log, by itself and against the ledger. */
  verifyCustody(): Promise<string[]>;
}

interface LedgerOfTrail {
  file: string;
  append(events: DomainEvent[]): Promise<void>;
  blockOf(eventId: string): Promise<LedgerBlock>;
}

const THE_HOUSE: Actor = { kind: 'system', id: 'seal' };

export const openEvidenceTrail = (
  ledger: LedgerOfTrail,
  evidence: EvidenceStore,
  clock: Clock,
  newId: () => string,
): EvidenceTrail => {
  const eventOf = (type: string, id: string, actor: Actor, data: object): DomainEvent => {
    const subject = { type: 'evidence' as const, id };
    return { v: 1, id: eventId(subject, 1), type, subject, seq: 1, at: clock.now().toISOString(), actor, data };
  };

  return {
    anchor: async (captureIds) => {
      const entries: AnchorPayload['captures'] = [];
      for (const captureId of captureIds) {
        const manifest = await evidence.getCapture(captureId, { actor: THE_HOUSE, why: 'to enter it into the ledger' });
        const { signature, anchor } = await evidence.seals.read(captureId, manifest);
        if (signature !== null && anchor === null) entries.push({ captureId, signatureSha256: sha256(signature) });
      }
      if (entries.length === 0) return;
      const payload: AnchorPayload = { captures: entries, custody: await evidence.custody.head() };
      const event = eventOf('evidence.anchored', newId(), THE_HOUSE, payload);
      await ledger.append([event]);
      const anchor: Anchor = { eventId: event.id, payload, block: await ledger.blockOf(event.id) };
      const bytes = Buffer.from(canonicalJson(anchor), 'utf8');
      for (const { captureId } of entries) {
        const touch = { actor: THE_HOUSE, why: event.id, capture: captureId };
        await evidence.custody.record('anchor', captureId, touch);
        await evidence.seals.add(captureId, await evidence.getCapture(captureId, touch), 'ledger.json', bytes);
      }
    },
    purge: (captureId, order) =>
      evidence.purge(captureId, order, (record) =>
        ledger.append([eventOf('evidence.purged', `purge-${captureId}`, order.actor, record)]),
      ),
    hold: async (captureId, order, on) => {
      await ledger.append([
        eventOf(on ? 'evidence.held' : 'evidence.released', newId(), order.actor, { captureId, reason: order.reason }),
      ]);
      return evidence.hold(captureId, order, on);
    },
    verifyCustody: async () => {
      const heads: CustodyHead[] = [];
      for await (const line of linesOf(ledger.file)) {
        if (!line.ended) break;
        for (const leaf of (JSON.parse(line.bytes.toString('utf8')) as LedgerBlock).entries) {
          if (leaf.type !== 'evidence.anchored') continue;
          const touch = { actor: THE_HOUSE, why: 'to verify the custody log' };
          const payload = JSON.parse((await evidence.get(leaf.payloadHash, touch)).toString('utf8')) as AnchorPayload;
          if (payload.custody !== null) heads.push(payload.custody);
        }
      }
      return evidence.custody.verify(heads);
    },
  };
};
