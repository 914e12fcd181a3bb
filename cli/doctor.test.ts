import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestBucket, type TestBucket } from '#store/evidence/test-bucket.ts';
import { testNamespace } from '../tests/namespace.ts';
import { weirCommand } from '../tests/weir-command.ts';

const home = mkdtempSync(join(tmpdir(), 'weir-doctor-'));
let bucket: TestBucket;
beforeAll(async () => {
  bucket = await startTestBucket();
});
afterAll(async () => {
  await bucket.close();
  rmSync(home, { recursive: true, force: true });
});

test('weir doctor tries the bucket of the evidence, and ends with 1 where it does not work', async () => {
  const place = bucket.place('house');
  const doctor = weirCommand({
    ...process.env,
    WEIR_HOME: home,
    WEIR_NAMESPACE: testNamespace(),
    WEIR_EVIDENCE_URL: place.url,
    WEIR_S3_ENDPOINT: place.endpoint,
    WEIR_S3_ACCESS_KEY_ID: place.accessKeyId,
    WEIR_S3_SECRET_ACCESS_KEY: 'not the key of this server',
  });
  const { out, code } = await doctor(['doctor']);
  expect(out).toContain('WRONG  evidence bucket: An object cannot be written');
  expect(out).toContain('       Correct WEIR_S3_ACCESS_KEY_ID and WEIR_S3_SECRET_ACCESS_KEY.\n');
  expect(out).toContain('1 part is not well.');
  expect(code).toBe(1);
});
