import { readFileSync } from 'node:fs';
import { takeReturnedMail } from '#pipeline/returned-mail.ts';
import { loadConfig } from '#services/config.ts';
import { loadSecrets } from '#services/secrets.ts';
import { withStore } from './open.ts';

const TOLD = {
  dead_letter: 'came back: a dead letter, the board shows it',
  forgotten: 'came back: nobody counts on it any more, and it is sent anew with what comes next',
  nothing: 'nothing to do',
} as const;

/** One message on standard input, as mail servers hand it to a program. Bytes: a message is in no one character set. */
export const returnedMail = async ({ to }: { to?: string }): Promise<void> => {
  const message = readFileSync(0);
  const { requests } = loadSecrets(loadConfig().secretFile);
  const requestKey = { keyId: requests.id, privateKeyPem: requests.privateKey };
  await withStore(async (store) => {
    await store.migrate();
    const { reference, of, effect, words } = await takeReturnedMail(message, { store, requestKey, to });
    process.stdout.write(`${reference} (${of}): ${TOLD[effect]}. ${words}\n`);
  });
};
