/**
 * A form as a signed file: its values, readable, with a detached JSON Web Signature (RFC 7515, appendix F) by Ed25519 (RFC 8037)
 * over their canonical JSON (RFC 8785). The same values give the same bytes, so that a file sent twice is one file.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { WeirError } from '#core/errors.ts';
import { canonicalJson, hashOf } from '#core/hash.ts';
import { checker, Strict } from '#core/schema.ts';
import type { SignatureKey } from './message-signature.ts';

export const SignedDocument = Strict({
  document: Type.Record(Type.String(), Type.Unknown()),
  signature: Strict({
    /** Base64url of the header: algorithm, key id, and what this is. */
    protected: Type.String({ pattern: '^[A-Za-z0-9_-]+$' }),
    /** Base64url of 64 bytes. */
    signature: Type.String({ pattern: '^[A-Za-z0-9_-]{86}$' }),
  }),
});
export type SignedDocument = Static<typeof SignedDocument>;

const Header = Strict({
  alg: Type.Literal('EdDSA'),
  kid: Type.String({ minLength: 1 }),
  typ: Type.Literal('weir-form'),
});

const encoded = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');
const signedText = (header: string, document: unknown): Buffer =>
  Buffer.from(`${header}.${encoded(canonicalJson(document))}`, 'ascii');

export const signDocument = (document: object, { keyId, privateKeyPem }: SignatureKey): SignedDocument => {
  const header = encoded(canonicalJson({ alg: 'EdDSA', kid: keyId, typ: 'weir-form' }));
  const signature = sign(null, signedText(header, document), createPrivateKey(privateKeyPem)).toString('base64url');
  return { document: document as Record<string, unknown>, signature: { protected: header, signature } };
};

/** What a printed form says of the file that proves it. */
export const sealOf = (signed: SignedDocument, keyId: string): { keyId: string; hash: string; signature: string } => ({
  keyId,
  hash: hashOf(signed.document),
  signature: signed.signature.signature,
});

const readSigned = checker(SignedDocument, 'SIGNED_DOCUMENT_INVALID', 'The signed file');
const readHeader = checker(Header, 'SIGNED_DOCUMENT_INVALID', 'The header of the signature');

/**
 * The values of a signed file, and whose key signed them.
 * @throws WeirError SIGNED_DOCUMENT_INVALID (400) · SIGNATURE_INVALID (401)
 */
export const verifyDocument = (
  value: unknown,
  publicKeyOf: (keyId: string) => string | null,
): { document: Record<string, unknown>; keyId: string } => {
  const { document, signature } = readSigned(value) as SignedDocument;
  let header: unknown;
  try {
    header = JSON.parse(Buffer.from(signature.protected, 'base64url').toString('utf8'));
  } catch (cause) {
    throw new WeirError('SIGNED_DOCUMENT_INVALID', 'The header of the signature is not JSON.', { status: 400, cause });
  }
  const { kid } = readHeader(header) as Static<typeof Header>;
  const pem = publicKeyOf(kid);
  const isSound =
    pem !== null &&
    verify(
      null,
      signedText(signature.protected, document),
      createPublicKey(pem),
      Buffer.from(signature.signature, 'base64url'),
    );
  if (!isSound)
    throw new WeirError('SIGNATURE_INVALID', 'The signature of the file does not hold.', {
      status: 401,
      fix: 'Ask the authority for the file and for its public key.',
    });
  return { document, keyId: kid };
};
