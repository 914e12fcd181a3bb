import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { WeirError } from '#core/errors.ts';

const Key = Type.String({ pattern: '^[0-9a-f]{64}$' });
const SigningKey = Type.Object(
  { id: Type.String({ minLength: 1 }), privateKey: Type.String(), publicKey: Type.String() },
  { additionalProperties: false },
);

/** The secrets of an installation. Keys in hex are 32 random bytes; signing keys are Ed25519 in PEM (PKCS 8 and SPKI). */
export const Secrets = Type.Object(
  {
    version: Type.Literal(1),
    /** Signs session cookies. */
    session: Key,
    /** HMAC keys for author pseudonyms, newest first; the older ones only recognise. */
    authors: Type.Array(Type.Object({ id: Type.String(), key: Key }, { additionalProperties: false }), { minItems: 1 }),
    /** Signs the checkpoints of the ledger. */
    ledger: SigningKey,
    /** Signs requests to operators (RFC 9421). */
    requests: SigningKey,
  },
  { additionalProperties: false },
);
export type Secrets = Static<typeof Secrets>;
const secretsFile = Compile(Secrets);

const signingKey = (id: string) => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    id,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
};

const generate = (): Secrets => {
  const suffix = randomBytes(4).toString('hex');
  return {
    version: 1,
    session: randomBytes(32).toString('hex'),
    authors: [{ id: `author-${suffix}`, key: randomBytes(32).toString('hex') }],
    ledger: signingKey(`ledger-${suffix}`),
    requests: signingKey(`requests-${suffix}`),
  };
};

/** Octal permissions of the file, such as `600`, or undefined where there is none. */
export const secretsMode = (file: string): string | undefined => {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? undefined : (found.mode & 0o777).toString(8);
};

const create = (file: string): void => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.new`;
  writeFileSync(temporary, `${JSON.stringify(generate(), null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(temporary, 0o600);
  try {
    linkSync(temporary, file); // Fails where another process was first: its secrets are then the ones.
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
};

/**
 * Reads the secrets, which are generated at the first call.
 * @throws WeirError SECRETS_MODE where others can read the file, SECRETS_INVALID where it is not a secrets file
 */
export const loadSecrets = (file: string): Secrets => {
  if (secretsMode(file) === undefined) create(file);
  const mode = secretsMode(file) ?? '';
  if (!mode.endsWith('00')) {
    throw new WeirError('SECRETS_MODE', `Others on this machine can read ${file} (mode ${mode}).`, {
      fix: `chmod 600 ${file}`,
    });
  }
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (secretsFile.Check(value)) return value;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new WeirError('SECRETS_INVALID', `${file} is not a secrets file of Weir.`, {
    fix: 'Restore it from its backup. Making a new one ends all sessions and breaks the chain of pseudonyms and signatures.',
  });
};
