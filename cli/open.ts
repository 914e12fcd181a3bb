import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import pino, { type Logger } from 'pino';
import type { EvidenceKey } from '#core/assurance.ts';
import { type Clock, systemClock } from '#core/clock.ts';
import { WeirError } from '#core/errors.ts';
import { type Config, loadConfig } from '#services/config.ts';
import { loadSecrets, type Secrets } from '#services/secrets.ts';
import { runningServices } from '#services/services.ts';
import type { S3Place } from '#store/evidence/s3-blobs.ts';
import { certificatesOf } from '#store/evidence/time-stamp.ts';
import { openStore, type Store, type StoreOptions } from '#store/store.ts';

/** The services that every long-lived process needs. */
export interface Connected {
  elasticsearchUrl: string;
  redisUrl: string;
}

/** @throws WeirError SERVICES_NOT_RUNNING */
export const connected = (config: Config): Connected => {
  const { elasticsearchUrl, redisUrl } = config;
  if (elasticsearchUrl === undefined || redisUrl === undefined)
    throw new WeirError('SERVICES_NOT_RUNNING', 'Elasticsearch or Redis is not running.', {
      fix: 'Run npm start in another window, or set ELASTICSEARCH_URL and REDIS_URL.',
    });
  return { elasticsearchUrl, redisUrl };
};

export const ledgerFile = (config: Config): string => join(config.home, 'ledger', 'ledger.jsonl');

/** Candidate heads, which one is live, and what retraining remembers. */
export const modelHome = (config: Config): string => join(config.home, 'model');

export const trustedKeys = (secrets: Secrets): Record<string, string> => ({
  [secrets.ledger.id]: secrets.ledger.publicKey,
});

/** Public keys that captures were signed with, newest first. */
export const evidenceKeyList = (secrets: Secrets): EvidenceKey[] =>
  secrets.evidence.map(({ id, publicKey, from, until }) => ({ id, publicKey, from, until }));

/** Roots of time-stamping authorities: those of Node.js, and those that the configuration names. */
export const timeStampRoots = (config: Config): string[] => [
  ...rootCertificates,
  ...(config.timeStampRoots === undefined ? [] : certificatesOf(readFileSync(config.timeStampRoots, 'utf8'))),
];

const evidenceKeys = (config: Config, secrets: Secrets): Pick<StoreOptions, 'evidenceKey' | 'evidenceTrust'> => {
  const current = secrets.evidence[0];
  return {
    evidenceTrust: { keys: evidenceKeyList(secrets), roots: timeStampRoots(config) },
    ...(current === undefined || current.privateKey === null
      ? {}
      : { evidenceKey: { keyId: current.id, privateKeyPem: current.privateKey, publicKeyPem: current.publicKey } }),
  };
};

/** The bucket of the evidence; undefined where it lies in files. The configuration has checked that the key is there. */
export const evidenceBucket = ({
  evidenceUrl,
  s3Endpoint,
  s3Region,
  s3AccessKeyId,
  s3SecretAccessKey,
}: Config): S3Place | undefined =>
  evidenceUrl === undefined
    ? undefined
    : {
        url: evidenceUrl,
        endpoint: s3Endpoint ?? `https://s3.${s3Region}.amazonaws.com`,
        region: s3Region,
        accessKeyId: s3AccessKeyId ?? '',
        secretAccessKey: s3SecretAccessKey ?? '',
      };

export const openHouse = (
  config: Config,
  secrets: Secrets = loadSecrets(config.secretFile),
  clock: Clock = systemClock,
): Promise<Store> => {
  const { elasticsearchUrl, redisUrl } = connected(config);
  return openStore({
    elasticsearchUrl,
    ...(config.elasticsearchApiKey === undefined ? {} : { elasticsearchApiKey: config.elasticsearchApiKey }),
    redisUrl,
    namespace: config.namespace,
    evidenceDir: config.evidence,
    evidenceBucket: evidenceBucket(config),
    ledgerFile: ledgerFile(config),
    signingKey: {
      keyId: secrets.ledger.id,
      privateKeyPem: secrets.ledger.privateKey,
      publicKeyPem: secrets.ledger.publicKey,
    },
    ...evidenceKeys(config, secrets),
    clock,
  });
};

/** Does one piece of work on the store of this installation, and closes it. @throws WeirError SERVICES_NOT_RUNNING */
export const withStore = async (work: (store: Store) => Promise<void>): Promise<void> => {
  const store = await openHouse(await runningServices(loadConfig()));
  try {
    await work(store);
  } finally {
    await store.close();
  }
};

export const openLog = (config: Config, name: string): Logger =>
  pino({ name, level: config.logLevel, redact: ['req.headers.cookie', 'req.headers.authorization', '*.password'] });

/** Where people and operators reach this installation, without a slash at the end. */
export const publicUrlOf = (config: Config): string =>
  (config.publicUrl ?? `http://${config.host}:${config.port}`).replace(/\/$/, '');
