import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import lockfile from 'proper-lockfile';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { WeirError } from '#core/errors.ts';

const Key = Type.String({ pattern: '^[0-9a-f]{64}$' });
const SigningKey = Type.Object(
  { id: Type.String({ minLength: 1 }), privateKey: Type.String(), publicKey: Type.String() },
  { additionalProperties: false },
);

const EvidenceSigningKey = Type.Object(
  {
    id: Type.String({ minLength: 1 }),
    privateKey: Type.Union([Type.String(), Type.Null()]),
    publicKey: Type.String(),
    from: Type.String(),
    until: Type.Union([Type.String(), Type.Null()]),
  },
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
    /**
     * Sign captures, newest first: the first one does, the others only verify and have lost their private half. Absent in files
     * from before captures were signed; added when they are read.
     */
    evidence: Type.Optional(Type.Array(EvidenceSigningKey, { minItems: 1 })),
  },
  { additionalProperties: false },
);
type SecretsFile = Static<typeof Secrets>;
export type Secrets = SecretsFile & { evidence: NonNullable<SecretsFile['evidence']> };
const secretsFile = Compile(Secrets);

const signingKey = (id: string) => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    id,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
};

/** `from`: its first second; a signature from before that was not made by it. */
const evidenceKey = (from: string): Secrets['evidence'][number] => ({
  ...signingKey(`evidence-${randomBytes(4).toString('hex')}`),
  from,
  until: null,
});

const generate = (at: string): Secrets => {
  const suffix = randomBytes(4).toString('hex');
  return {
    version: 1,
    session: randomBytes(32).toString('hex'),
    authors: [{ id: `author-${suffix}`, key: randomBytes(32).toString('hex') }],
    ledger: signingKey(`ledger-${suffix}`),
    requests: signingKey(`requests-${suffix}`),
    evidence: [evidenceKey(at)],
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
  writeFileSync(temporary, `${JSON.stringify(generate(new Date().toISOString()), null, 2)}\n`, {
    mode: 0o600,
    flag: 'wx',
  });
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
  const found = read(file);
  return found.evidence === undefined
    ? changeSecrets(file, (secrets) => secrets)
    : { ...found, evidence: found.evidence };
};

/** A pause without an event loop: keys are read before anything runs. */
const pause = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

const lock = (file: string): (() => void) => {
  for (let attempt = 0; ; attempt++)
    try {
      return lockfile.lockSync(file, { stale: 10_000 });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ELOCKED' || attempt >= 500) throw cause;
      pause(20);
    }
};

/** Changes the file as one, whoever else does it at the same moment; a key for evidence is added where there is none. */
const changeSecrets = (file: string, change: (secrets: Secrets) => Secrets): Secrets => {
  const release = lock(file);
  try {
    const found = read(file);
    const next = change({ ...found, evidence: found.evidence ?? [evidenceKey(new Date().toISOString())] });
    const temporary = `${file}.${process.pid}.new`;
    writeFileSync(temporary, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, file);
    return next;
  } finally {
    release();
  }
};

/** Processes that run have the old key until they are started again. */
const GRACE_MILLISECONDS = 3_600_000;

/**
 * Puts a new key for evidence into use; the private half of the old one is forgotten. The old one counts for an hour more, in
 * which the processes are to be started again.
 */
export const rotateEvidenceKey = (file: string, at: string): Secrets =>
  changeSecrets(file, (secrets) => ({
    ...secrets,
    evidence: [
      evidenceKey(at),
      ...secrets.evidence.map((key) => ({
        ...key,
        privateKey: null,
        until: key.until ?? new Date(Date.parse(at) + GRACE_MILLISECONDS).toISOString(),
      })),
    ],
  }));

const read = (file: string): SecretsFile => {
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
