/** Works out what a capture proves: from the bytes, the keys and roots that the asker trusts, and nothing else. */
import { createPublicKey } from 'node:crypto';
import { Compile } from 'typebox/compile';
import {
  Anchor,
  type Assurance,
  type AssuranceLevel,
  CaptureSignature,
  type EvidenceKey,
  signatureText,
} from '#core/assurance.ts';
import { canonicalJson, hashOf, sha256 } from '#core/hash.ts';
import { checkpointText } from '#core/ledger.ts';
import { type TrustedKeys, verifierOf } from '../ledger/signing.ts';
import { type TimeStamp, verifyTimeStamp } from './time-stamp.ts';

/** What is trusted from outside the evidence. */
export interface Trust {
  keys: readonly EvidenceKey[];
  /** Root certificates of time-stamping authorities, PEM. */
  roots: readonly string[];
  ledgerKeys: TrustedKeys;
}

/** What lies beside a capture. */
export interface Seal {
  /** Canonical JSON of a `CaptureSignature`. */
  signature: Uint8Array | null;
  /** Answers of authorities (RFC 3161), over the bytes of `signature`. */
  stamps: readonly { name: string; bytes: Uint8Array }[];
  /** Canonical JSON of an `Anchor`. */
  anchor: Uint8Array | null;
}

type Check = Assurance['checks'][number];

const signatureShape = Compile(CaptureSignature);
const anchorShape = Compile(Anchor);

/** A clock of the house and one of an authority may differ by this. */
const CLOCKS_APART_MILLISECONDS = 300_000;

const readCanonical = (bytes: Uint8Array): unknown => {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return canonicalJson(value) === Buffer.from(bytes).toString('utf8') ? value : undefined;
  } catch {
    return undefined;
  }
};

/** First 16 hex digits of the SHA-256 over the key (DER): to be compared with what the house has published. */
export const keyFingerprint = (publicKey: string): string =>
  sha256(createPublicKey(publicKey).export({ type: 'spki', format: 'der' }));

const signatureCheck = (captureId: string, bytes: Uint8Array | null, trust: Trust): Check => {
  const fails = (detail: string): Check => ({ check: 'signature', holds: false, detail });
  if (bytes === null) return fails('the capture was not signed');
  const value = readCanonical(bytes);
  if (!signatureShape.Check(value)) return fails('the signature file is not what it should be');
  if (value.captureId !== captureId) return fails('the signature is that of another capture');
  const key = trust.keys.find(({ id }) => id === value.keyId);
  if (key === undefined) return fails(`the key ${value.keyId} is not among those that are trusted here`);
  if (value.signedAt < key.from || (key.until !== null && value.signedAt >= key.until))
    return fails(`the key ${key.id} was not in use at ${value.signedAt}`);
  if (!verifierOf({ [key.id]: key.publicKey })(key.id, signatureText(value), value.signature))
    return fails('the signature does not verify');
  return { check: 'signature', holds: true, detail: `signed by ${key.id} at ${value.signedAt}` };
};

const stampChecks = async (
  capturedAt: string,
  signature: Uint8Array,
  stamps: Seal['stamps'],
  trust: Trust,
): Promise<{ checks: Check[]; authorities: number }> => {
  const checks: Check[] = [];
  const authorities = new Set<string>();
  for (const { name, bytes } of stamps) {
    try {
      const stamp: TimeStamp = await verifyTimeStamp(bytes, signature, trust.roots);
      if (Date.parse(stamp.at) < Date.parse(capturedAt) - CLOCKS_APART_MILLISECONDS)
        throw new Error(`${stamp.authority} says ${stamp.at}, which is before the capture`);
      authorities.add(stamp.certificateSha256);
      checks.push({ check: 'time stamp', holds: true, detail: `${stamp.authority}: existed at ${stamp.at}` });
    } catch (error) {
      checks.push({ check: 'time stamp', holds: false, detail: `${name}: ${(error as Error).message}` });
    }
  }
  return { checks, authorities: authorities.size };
};

const anchorCheck = (captureId: string, signature: Uint8Array, bytes: Uint8Array | null, trust: Trust): Check => {
  const fails = (detail: string): Check => ({ check: 'ledger', holds: false, detail });
  if (bytes === null) return fails('the ledger has no entry for it yet');
  const value = readCanonical(bytes);
  if (!anchorShape.Check(value)) return fails('the proof from the ledger is not what it should be');
  const { eventId, payload, block } = value;
  const entry = payload.captures.find((one) => one.captureId === captureId);
  if (entry?.signatureSha256 !== sha256(signature)) return fails('the entry of the ledger is not for this signature');
  const leaf = block.entries.find(({ id }) => id === eventId);
  if (leaf?.payloadHash !== hashOf(payload)) return fails('the block does not hold this entry');
  const { signature: signed, ...unsigned } = block;
  if (trust.ledgerKeys[block.keyId] === undefined)
    return fails(`the key ${block.keyId} of the ledger is not among those that are trusted here`);
  if (!verifierOf(trust.ledgerKeys)(block.keyId, checkpointText(unsigned), signed))
    return fails('the checkpoint of the ledger does not verify');
  return { check: 'ledger', holds: true, detail: `block ${block.height} of ${block.at}, signed by ${block.keyId}` };
};

/**
 * @param hashFaults what is wrong with the bytes, one sentence each; with one, nothing else counts
 */
export const assuranceOf = async (
  capture: { id: string; at: string; hashFaults: readonly string[] },
  seal: Seal,
  trust: Trust,
): Promise<Assurance> => {
  const { id, at, hashFaults } = capture;
  const hashes: Check = {
    check: 'hashes',
    holds: hashFaults.length === 0,
    detail: hashFaults.length === 0 ? 'every byte is as the manifest says' : hashFaults.join('; '),
  };
  if (!hashes.holds) return { level: null, checks: [hashes], missing: `A0 does not hold: ${hashes.detail}` };
  const signature = signatureCheck(id, seal.signature, trust);
  const signed = signature.holds ? seal.signature : null;
  // What stands on a signature that does not verify proves nothing.
  if (signed === null) return { level: 'A0', checks: [hashes, signature], missing: `not A1: ${signature.detail}` };
  const { checks: stamps, authorities } = await stampChecks(at, signed, seal.stamps, trust);
  const ledger = anchorCheck(id, signed, seal.anchor, trust);
  const level: AssuranceLevel = authorities === 0 ? 'A1' : authorities >= 2 && ledger.holds ? 'A3' : 'A2';
  const lacking = stamps.filter(({ holds }) => !holds).map(({ detail }) => detail);
  const needs: Record<AssuranceLevel, string | null> = {
    A0: null,
    A1: `not A2: ${lacking.join('; ') || 'no authority has stamped it yet'}`,
    A2: `not A3: ${[
      ...(authorities < 2 ? [lacking.join('; ') || 'only one authority has stamped it'] : []),
      ...(ledger.holds ? [] : [ledger.detail]),
    ].join('; ')}`,
    A3: null,
  };
  return { level, checks: [hashes, signature, ...stamps, ledger], missing: needs[level] };
};
