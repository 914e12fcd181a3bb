import { readFileSync } from 'node:fs';
import { loadConfig } from '#services/config.ts';
import { loadSecrets } from '#services/secrets.ts';
import { verifyLedgerFile } from '#store/ledger/verify-file.ts';
import { ledgerFile, trustedKeys } from './open.ts';

/** Needs no service: the file and the public key are enough. Ends with 1 where anything is wrong. */
export const verifyLedger = async (options: { file?: string; key?: string }): Promise<void> => {
  const config = loadConfig();
  const keys =
    options.key === undefined
      ? trustedKeys(loadSecrets(config.secretFile))
      : (JSON.parse(readFileSync(options.key, 'utf8')) as Record<string, string>);
  const file = options.file ?? ledgerFile(config);
  const result = await verifyLedgerFile(file, keys);
  for (const fault of result.faults)
    process.stdout.write(`block ${fault.height}, line ${fault.line}, byte ${fault.byteOffset}: ${fault.what}\n`);
  process.stdout.write(
    result.ok
      ? `intact: ${result.blocks} blocks, ${result.entries} entries\n`
      : `NOT intact: ${result.faults.length} ${result.faults.length === 1 ? 'fault' : 'faults'} in ${file}\n`,
  );
  if (!result.ok) process.exitCode = 1;
};
