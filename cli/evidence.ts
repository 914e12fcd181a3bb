/** Evidence by command: export, verification (offline), keys, custody, purge and legal hold. */
import { readFileSync, writeFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import type { EvidenceKey } from '#core/assurance.ts';
import { WeirError } from '#core/errors.ts';
import { loadConfig } from '#services/config.ts';
import { loadSecrets, rotateEvidenceKey } from '#services/secrets.ts';
import { keyFingerprint } from '#store/evidence/assurance.ts';
import { verifyBundle, writeBundle } from '#store/evidence/bundle.ts';
import { certificatesOf } from '#store/evidence/time-stamp.ts';
import { answerable } from './answerable.ts';
import { evidenceKeyList, trustedKeys, withStore } from './open.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

interface KeyFile {
  keys: EvidenceKey[];
  ledgerKeys: Record<string, string>;
}

/** Ends with 1 where a byte was changed. Without files of keys and roots nothing but the hashes can hold. */
export const verifyEvidence = async (file: string, options: { keys?: string; roots?: string }): Promise<void> => {
  const given =
    options.keys === undefined
      ? { keys: [], ledgerKeys: {} }
      : (JSON.parse(readFileSync(options.keys, 'utf8')) as KeyFile);
  const roots = options.roots === undefined ? [] : certificatesOf(readFileSync(options.roots, 'utf8'));
  const report = await verifyBundle(readFileSync(file), { ...given, roots: [...rootCertificates, ...roots] });
  for (const fault of report.faults) print(`CHANGED: ${fault}`);
  for (const { id, url, at, assurance } of report.captures) {
    print(`${assurance.level ?? 'NOTHING HOLDS'}  ${id}  ${at}  ${url}`);
    for (const { check, holds, detail } of assurance.checks)
      print(`    ${holds ? 'holds' : 'FAILS'}  ${check}: ${detail}`);
    if (assurance.missing !== null) print(`    ${assurance.missing}`);
  }
  if (options.keys === undefined && report.claimed !== null)
    for (const { id, publicKey } of report.claimed.keys)
      print(
        `The bundle names the key ${id}, SHA-256 ${keyFingerprint(publicKey)}. Compare it with what the house has published, and give the house's list with --keys.`,
      );
  print(report.ok ? 'intact: every byte is as it was exported' : 'NOT intact');
  if (!report.ok) process.exitCode = 1;
};

/** `what`: a capture or a case, whose posts' captures are taken. */
export const exportEvidence = async (
  what: string,
  options: { out: string; by: string; reason: string },
): Promise<void> =>
  withStore(async (store) => {
    const actor = {
      kind: 'human' as const,
      id: await answerable(store, options.by, 'evidence:read', 'EVIDENCE_FORBIDDEN'),
    };
    let ids = [what];
    if (!/^[0-9a-f]{64}$/.test(what)) {
      const subject = await store.cases.get(what);
      if (subject === null) throw new WeirError('CASE_UNKNOWN', `There is no case ${what}.`, { status: 404 });
      const posts = await store.posts.getMany(subject.locations.map((location) => location.postId));
      ids = [...new Set(posts.map((post) => post.captureId))];
    }
    await store.access.record(actor, { type: 'evidence.read', subject: what, reason: options.reason });
    const published = { keys: store.evidenceTrust.keys, ledgerKeys: store.evidenceTrust.ledgerKeys };
    const bundle = await writeBundle(store.evidence, ids, published, { actor, why: options.reason });
    writeFileSync(options.out, bundle, { mode: 0o600 });
    print(`${options.out}: ${ids.length} captures, ${bundle.length} bytes`);
  });

/** The public keys, as a file that others verify with. */
export const showEvidenceKeys = (): void => {
  const secrets = loadSecrets(loadConfig().secretFile);
  print(JSON.stringify({ keys: evidenceKeyList(secrets), ledgerKeys: trustedKeys(secrets) }, null, 2));
};

export const rotateEvidenceKeys = (): void => {
  const secrets = rotateEvidenceKey(loadConfig().secretFile, new Date().toISOString());
  print(
    `${secrets.evidence[0]?.id} signs from now on. Start Weir again within an hour, and publish the new list of keys.`,
  );
};

export const verifyCustody = async (): Promise<void> =>
  withStore(async (store) => {
    const faults = await store.evidenceTrail.verifyCustody();
    for (const fault of faults) print(fault);
    print(faults.length === 0 ? 'the custody log is whole' : 'the custody log is NOT whole');
    if (faults.length > 0) process.exitCode = 1;
  });

export const changeEvidence = async (
  what: 'purge' | 'hold' | 'release',
  captureId: string,
  options: { by: string; reason: string },
): Promise<void> =>
  withStore(async (store) => {
    const id = await answerable(store, options.by, 'evidence:purge', 'EVIDENCE_FORBIDDEN');
    const order = { actor: { kind: 'human' as const, id }, reason: options.reason };
    if (what === 'purge') await store.evidenceTrail.purge(captureId, order);
    else await store.evidenceTrail.hold(captureId, order, what === 'hold');
    print(`${captureId}: ${what === 'purge' ? 'purged' : what === 'hold' ? 'held' : 'released'}`);
  });
