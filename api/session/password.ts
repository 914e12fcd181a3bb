import { hash, verify } from '@node-rs/argon2';

/** Argon2id (RFC 9106) with the OWASP minimum: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The PHC string that an account keeps. */
export const hashPassword = (password: string): Promise<string> => hash(password, COST);

let decoy: Promise<string> | undefined;

/**
 * True where the password fits. Without a hash (no such account) the same work is done against a decoy, so that the time of
 * the answer does not tell whether a login exists.
 */
export const checkPassword = async (passwordHash: string | null, password: string): Promise<boolean> => {
  decoy ??= hashPassword('nobody has this password');
  const fits = await verify(passwordHash ?? (await decoy), password);
  return fits && passwordHash !== null;
};
