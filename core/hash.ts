import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { WeirError } from './errors.ts';

/** SHA-256 as lower-case hex. */
export const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'hex');

/** Canonical JSON (RFC 8785): the same value gives the same bytes, on every machine. */
export const canonicalJson = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new WeirError('NOT_JSON', 'A value that JSON cannot hold was to be hashed.');
  return text;
};

/** SHA-256 over the canonical JSON of a value. */
export const hashOf = (value: unknown): string => sha256(canonicalJson(value));
