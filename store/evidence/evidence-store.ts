/** Content-addressed objects: the name of one is the SHA-256 of its bytes, so a changed byte cannot hide. */
import { join } from 'node:path';
import { type Assurance, type CaptureSignature, signatureText } from '#core/assurance.ts';
import { type Capture, CaptureManifest, captureIdOf, filesOf, WARC_PATH } from '#core/capture.ts';
import type { Clock } from '#core/clock.ts';
import type { LegalHold, PurgeRecord } from '#core/custody.ts';
import { isWeirError, WeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import { canonicalJson, sha256 } from '#core/hash.ts';
import { checker } from '#core/schema.ts';
import { type SigningKey, signerOf } from '../ledger/signing.ts';
import { assuranceOf, type Trust } from './assurance.ts';
import { type Blobs, openFileBlobs } from './blobs.ts';
import { type Custody, openCustody, type Touch } from './custody.ts';
import { type Journal, openJournal } from './journal.ts';
import { openSeals, type Seals } from './seals.ts';
import { readWarcFile } from './warc-file.ts';

export interface EvidenceStore {
  /**
   * Keeps the bytes and gives their SHA-256. On disk and synced when it resolves. The same bytes are kept once: what is there
   * is read and compared first, and written anew where it is not what its name says.
   */
  put(bytes: Uint8Array, touch?: Touch): Promise<string>;
  /**
   * The same for the payload of an entry of the ledger, without a line in the custody log: the entry itself says who wrote it, when
   * and with which hash.
   */
  putPayload(bytes: Uint8Array): Promise<string>;
  /** @throws WeirError EVIDENCE_UNKNOWN (404) · EVIDENCE_CORRUPT when the bytes are not what their name says */
  get(hash: string, touch?: Touch): Promise<Buffer>;
  /** Whether the very bytes are there: read and compared. */
  has(hash: string): Promise<boolean>;
  /** Keeps every file of a capture, then its manifest, then signs it. @returns the capture id. @throws CAPTURE_BROKEN */
  putCapture(capture: Capture, touch?: Touch): Promise<string>;
  /** The manifest of a capture; its files are read with `captureFile`. */
  getCapture(id: string, touch?: Touch): Promise<CaptureManifest>;
  /**
   * One file of a capture, an object of the store or a record within its WARC.
   * @throws EVIDENCE_UNKNOWN · EVIDENCE_PURGED (410) · EVIDENCE_CORRUPT when the bytes are not what the manifest says
   */
  captureFile(manifest: CaptureManifest, path: string, touch?: Touch): Promise<Buffer>;
  /** Whether the body with this hash is stored, in this capture, and sound: only then may a later visit refer to it. */
  holdsBody(sha256: string, captureId: string): Promise<boolean>;
  /** Reads everything of a capture and says what it proves. @throws EVIDENCE_UNKNOWN */
  assurance(id: string, trust: Trust, touch?: Touch): Promise<Assurance>;
  /**
   * Takes the bytes of a capture away; `announced` is asked to enter it into the ledger before anything is deleted. Manifest,
   * signature, stamps and proofs stay. Doing it again finishes what a crash left.
   * @throws EVIDENCE_HELD (409) · CAPTURE_NOT_PURGEABLE (409)
   */
  purge(
    id: string,
    order: { actor: Actor; reason: string },
    announced: (record: PurgeRecord) => Promise<void>,
  ): Promise<PurgeRecord>;
  /** Puts a capture (and the one whose body it refers to) under a legal hold, or lifts that. @returns the ids */
  hold(id: string, order: { actor: Actor; reason: string }, on: boolean): Promise<string[]>;
  seals: Seals;
  custody: Custody;
  journal: Journal;
  close(): Promise<void>;
}

/** Payloads that a process remembers to have put away. */
const PAYLOADS = 1000;
const HASH = /^[0-9a-f]{64}$/;
const checkManifest = checker(CaptureManifest, 'EVIDENCE_CORRUPT', 'The manifest');

export const openEvidenceStore = async (options: {
  dir: string;
  clock: Clock;
  newId: () => string;
  /** Signs captures; without it they stay at A0. */
  signingKey?: SigningKey | undefined;
  /** Where the objects lie; files in `dir` where left out. Custody log, seals and the order of the journal are files in any case. */
  blobs?: Blobs | undefined;
}): Promise<EvidenceStore> => {
  const { dir, clock, newId, signingKey } = options;
  const blobs = options.blobs ?? (await openFileBlobs(join(dir, 'objects'), newId));
  const custody = await openCustody(join(dir, 'custody'), clock);
  const seals = await openSeals(dir, newId);
  const sign = signingKey === undefined ? null : signerOf(signingKey);
  const now = (): string => clock.now().toISOString();
  const isName = (hash: string): void => {
    if (!HASH.test(hash))
      throw new WeirError('EVIDENCE_UNKNOWN', 'That is not the name of an object.', { status: 404 });
  };
  /** What this process has put away lately, or is putting away: many entries say the same, and some are foreseen. */
  const payloads = new Map<string, Promise<string>>();
  const isSound = async (hash: string): Promise<boolean> => {
    isName(hash);
    const bytes = await blobs.read(hash);
    return bytes !== null && sha256(bytes) === hash;
  };

  const keep = async (hash: string, bytes: Uint8Array): Promise<string> => {
    if (await isSound(hash)) await blobs.settle(hash);
    else await blobs.write(hash, bytes);
    return hash;
  };

  const put: EvidenceStore['put'] = async (bytes, touch = {}) => {
    const hash = sha256(bytes);
    await custody.record('write', hash, touch);
    return keep(hash, bytes);
  };

  const get: EvidenceStore['get'] = async (hash, touch = {}) => {
    isName(hash);
    await custody.record('read', hash, touch);
    const bytes = await blobs.read(hash);
    if (bytes === null)
      throw new WeirError('EVIDENCE_UNKNOWN', `The evidence store has no object ${hash}.`, { status: 404 });
    if (sha256(bytes) !== hash)
      throw new WeirError('EVIDENCE_CORRUPT', `The object ${hash} no longer holds the bytes that it was named after.`, {
        fix: 'Bring it back from a backup; until then nothing may rest on it.',
      });
    return bytes;
  };

  const getCapture: EvidenceStore['getCapture'] = async (id, touch = {}) => {
    const manifest: unknown = JSON.parse((await get(id, { ...touch, capture: id })).toString('utf8'));
    return checkManifest(manifest) as CaptureManifest;
  };

  const objectOf = async (manifest: CaptureManifest, hash: string, touch: Touch): Promise<Buffer> => {
    const id = captureIdOf(manifest);
    const purge = await seals.purged(id, manifest);
    if (purge?.objects.includes(hash))
      throw new WeirError('EVIDENCE_PURGED', `It was purged on ${purge.at}: ${purge.reason}`, {
        status: 410,
        fix: 'Its hash, manifest, signature and ledger entry are still there.',
      });
    return get(hash, { ...touch, capture: id });
  };

  const captureFile: EvidenceStore['captureFile'] = async (manifest, path, touch = {}) => {
    const file = filesOf(manifest).find((one) => one.path === path);
    const warc = filesOf(manifest).find((one) => one.path === WARC_PATH);
    if (file === undefined)
      throw new WeirError('EVIDENCE_UNKNOWN', `The capture has no file ${path}.`, { status: 404 });
    if (file.record === undefined || warc === undefined) return objectOf(manifest, file.sha256, touch);
    return readWarcFile(await objectOf(manifest, warc.sha256, touch), { ...file, record: file.record });
  };

  const signatureOf = (captureId: string): Buffer | null => {
    if (sign === null || signingKey === undefined) return null;
    const unsigned = { captureId, keyId: signingKey.keyId, signedAt: now() };
    const signature: CaptureSignature = { v: 1, ...unsigned, signature: sign(signatureText(unsigned)) };
    return Buffer.from(canonicalJson(signature), 'utf8');
  };

  const faultsOf = async (manifest: CaptureManifest, touch: Touch): Promise<string[]> => {
    const faults: string[] = [];
    for (const file of filesOf(manifest))
      try {
        const bytes = await captureFile(manifest, file.path, touch);
        if (bytes.byteLength !== file.bytes)
          faults.push(`${file.path} has ${bytes.byteLength} bytes, not ${file.bytes}`);
      } catch (error) {
        if (!isWeirError(error)) throw error;
        const isPurged = error.code === 'EVIDENCE_PURGED';
        faults.push(isPurged ? `${file.path}: ${error.message}` : `${file.path} is missing or was changed`);
      }
    return faults;
  };

  return {
    put,
    putPayload: (bytes) => {
      const hash = sha256(bytes);
      const known = payloads.get(hash);
      if (known !== undefined) return known;
      const kept = keep(hash, bytes);
      const [oldest] = payloads.keys();
      if (oldest !== undefined && payloads.size >= PAYLOADS) payloads.delete(oldest);
      payloads.set(hash, kept);
      kept.catch(() => payloads.delete(hash));
      return kept;
    },
    get,
    has: isSound,
    putCapture: async ({ id, manifest, files }, touch = {}) => {
      if (captureIdOf(manifest) !== id)
        throw new WeirError('CAPTURE_BROKEN', 'The id of a capture is not the hash of its manifest.');
      for (const file of manifest.files) {
        const bytes = files.get(file.path);
        if (bytes === undefined || sha256(bytes) !== file.sha256 || bytes.byteLength !== file.bytes)
          throw new WeirError('CAPTURE_BROKEN', `${file.path} of capture ${id} is missing or is not what it says.`);
      }
      const own: Touch = { why: 'captured', ...touch, capture: id };
      const stored = filesOf(manifest).filter((file) => file.record === undefined);
      await Promise.all(stored.map(({ path }) => put(files.get(path) as Uint8Array, own)));
      await put(Buffer.from(canonicalJson(manifest), 'utf8'), own);
      const signature = signatureOf(id);
      await seals.open(id, manifest, signature !== null, now());
      if (signature !== null && (await seals.add(id, manifest, 'signature.json', signature)))
        await custody.record('sign', id, own);
      return id;
    },
    getCapture,
    captureFile,
    holdsBody: async (hash, captureId) => {
      try {
        const why = 'a later visit would refer to it';
        const manifest = await getCapture(captureId, { why });
        const body = manifest.files.find((file) => file.path === 'body');
        if (body?.sha256 !== hash) return false;
        await captureFile(manifest, 'body', { why });
        return true;
      } catch (error) {
        if (isWeirError(error)) return false;
        throw error;
      }
    },
    assurance: async (id, trust, touch = {}) => {
      const manifest = await getCapture(id, touch);
      const hashFaults = await faultsOf(manifest, touch);
      return assuranceOf({ id, at: manifest.at, hashFaults }, await seals.read(id, manifest), trust);
    },
    purge: async (id, { actor, reason }, announced) => {
      const manifest = await getCapture(id, { actor, why: reason });
      if (manifest.v === 1)
        throw new WeirError('CAPTURE_NOT_PURGEABLE', 'This capture is from before there were WARC files.', {
          status: 409,
          fix: 'Other captures may rest on the same files; they cannot be taken away one by one.',
        });
      const hold = await seals.hold(id, manifest);
      if (hold !== null)
        throw new WeirError('EVIDENCE_HELD', `It is under a legal hold since ${hold.at}: ${hold.reason}`, {
          status: 409,
          fix: 'Lift the hold first, with a reason.',
        });
      const warc = filesOf(manifest).filter((file) => file.record === undefined);
      const record: PurgeRecord = (await seals.purged(id, manifest)) ?? {
        v: 1,
        captureId: id,
        at: now(),
        actor,
        reason,
        objects: warc.map((file) => file.sha256),
      };
      await announced(record);
      await seals.add(id, manifest, 'purge.json', Buffer.from(canonicalJson(record), 'utf8'));
      for (const hash of record.objects) {
        await custody.record('purge', hash, { actor, why: reason, capture: id });
        payloads.delete(hash);
        await blobs.remove(hash);
      }
      return record;
    },
    hold: async (id, { actor, reason }, on) => {
      const manifest = await getCapture(id, { actor, why: reason });
      const origin = manifest.v === 2 ? manifest.revisit?.captureId : undefined;
      const held: LegalHold | null = on ? { at: now(), actor, reason } : null;
      const ids = [id, ...(origin === undefined || !on ? [] : [origin])];
      for (const one of ids) {
        await custody.record(on ? 'hold' : 'release', one, { actor, why: reason, capture: one });
        await seals.setHold(one, one === id ? manifest : await getCapture(one, { actor, why: reason }), held);
      }
      return ids;
    },
    seals,
    custody,
    journal: await openJournal(join(dir, 'journal'), { put, get }, clock, newId),
    close: () => custody.close(),
  };
};
