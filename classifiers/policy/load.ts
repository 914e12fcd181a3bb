/** Routing policies as files. */
import { readFileSync } from 'node:fs';
import { WeirError } from '#core/errors.ts';
import { Policy } from '#core/policy.ts';
import { checker } from '#core/schema.ts';

const check = checker(Policy, 'POLICY_INVALID', 'The routing policy');

/**
 * Reads and checks a policy; without a path, the one that ships with the program.
 * @throws WeirError `POLICY_INVALID` with one detail per wrong field
 */
export function loadPolicy(path: string | URL = new URL('./default.json', import.meta.url)): Policy {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new WeirError('POLICY_INVALID', `The policy ${String(path)} cannot be read as JSON.`, { status: 400, cause });
  }
  check(value);
  return value as Policy;
}
