import { randomUUID } from 'node:crypto';
import { type Config, configTable, loadConfig } from '#services/config.ts';
import { type Check, type Examination, runDoctor } from '#services/doctor.ts';
import { runningServices } from '#services/services.ts';
import { probeBucket } from '#store/evidence/probe-bucket.ts';
import { evidenceBucket } from './open.ts';

const bucketOf = (config: Config): Examination[] => {
  const place = evidenceBucket(config);
  return place === undefined ? [] : [['evidence bucket', () => probeBucket(place, randomUUID)]];
};

export const doctor = async (tellConfig: boolean): Promise<void> => {
  if (tellConfig) {
    for (const row of configTable())
      process.stdout.write(
        `${row.name}\n  ${row.description}\n  expects ${row.expects}; default: ${row.default || 'none'}\n`,
      );
    return;
  }
  let wrong = 0;
  const config = await runningServices(loadConfig());
  const tell = (check: Check): void => {
    if (!check.ok) wrong += 1;
    process.stdout.write(`${check.ok ? 'ok   ' : 'WRONG'}  ${check.name}: ${check.detail}\n`);
    if (!check.ok && check.fix !== undefined) process.stdout.write(`       ${check.fix}\n`);
  };
  await runDoctor(config, tell, bucketOf(config));
  process.stdout.write(
    wrong === 0 ? 'Everything is well.\n' : `${wrong} ${wrong === 1 ? 'part is' : 'parts are'} not well.\n`,
  );
  if (wrong > 0) process.exitCode = 1;
};
