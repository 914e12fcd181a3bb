import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** An Ed25519 key pair as PEM (PKCS 8 and SPKI); `keyId` is what blocks name it by. */
export interface SigningKey {
  keyId: string;
  privateKeyPem: string;
  publicKeyPem: string;
}

/** Public keys (SPKI PEM) by key id: those in use and those that were. */
export type TrustedKeys = Readonly<Record<string, string>>;

export const signerOf = (key: SigningKey): ((text: string) => string) => {
  const privateKey = createPrivateKey(key.privateKeyPem);
  return (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64');
};

/** Checks a checkpoint's signature; a key that is not trusted verifies nothing. */
export const verifierOf = (keys: TrustedKeys): ((keyId: string, text: string, signature: string) => boolean) => {
  const known = new Map<string, KeyObject>(Object.entries(keys).map(([id, pem]) => [id, createPublicKey(pem)]));
  return (keyId, text, signature) => {
    const key = known.get(keyId);
    const bytes = Buffer.from(signature, 'base64');
    // Base64 has several spellings of the same bytes; only the canonical one counts.
    if (key === undefined || bytes.toString('base64') !== signature) return false;
    return verify(null, Buffer.from(text, 'utf8'), key, bytes);
  };
};
