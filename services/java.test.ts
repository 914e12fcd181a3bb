import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findJava, javaIn } from './java.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-java-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder that looks like a Java of this version. */
const javaHome = (version: string, modules = 'java.base'): string => {
  const home = join(folder, version);
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin', 'java'), '');
  writeFileSync(join(home, 'release'), `IMPLEMENTOR="x"\nJAVA_VERSION="${version}"\nMODULES="${modules}"\n`);
  return home;
};

test('a Java counts from version 21 on', () => {
  expect(javaIn(javaHome('17.0.15'))).toBeUndefined();
  expect(javaIn(javaHome('1.8.0_402'))).toBeUndefined();
  expect(javaIn(javaHome('21.0.2'))).toMatchObject({ version: 21, vectors: false });
  expect(javaIn(javaHome('25', 'java.base jdk.incubator.vector'))).toMatchObject({ version: 25, vectors: true });
  expect(javaIn(join(folder, 'nothing'))).toBeUndefined();
});

test('JAVA_HOME is used where it is new enough, and passed over where it is not', async () => {
  const named = javaHome('23.0.1');
  expect((await findJava({ javaHome: named, cacheDir: folder })).home).toBe(named);
  // On the PATH there is one that is new enough, so nothing is fetched for this test.
  const other = javaHome('99.0.1');
  const found = await findJava({ javaHome: javaHome('11.0.2'), cacheDir: folder, env: { PATH: join(other, 'bin') } });
  expect(found).toMatchObject({ home: other, version: 99 });
});
