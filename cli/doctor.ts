import { configTable, loadConfig } from '#services/config.ts';
import { runDoctor } from '#services/doctor.ts';
import { runningServices } from '#services/services.ts';

export const doctor = async (config: boolean): Promise<void> => {
  if (config) {
    for (const row of configTable())
      process.stdout.write(
        `${row.name}\n  ${row.description}\n  expects ${row.expects}; default: ${row.default || 'none'}\n`,
      );
    return;
  }
  let wrong = 0;
  await runDoctor(await runningServices(loadConfig()), (check) => {
    if (!check.ok) wrong += 1;
    process.stdout.write(`${check.ok ? 'ok   ' : 'WRONG'}  ${check.name}: ${check.detail}\n`);
    if (!check.ok && check.fix !== undefined) process.stdout.write(`       ${check.fix}\n`);
  });
  process.stdout.write(
    wrong === 0 ? 'Everything is well.\n' : `${wrong} ${wrong === 1 ? 'part is' : 'parts are'} not well.\n`,
  );
  if (wrong > 0) process.exitCode = 1;
};
