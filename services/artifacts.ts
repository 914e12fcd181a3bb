import { readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { WeirError } from '#core/errors.ts';

/** What a set of artifacts is for; a set is fetched only where the machine has nothing of its own for it. */
export const ArtifactSet = Type.Union([
  Type.Literal('elasticsearch-lib'),
  Type.Literal('elasticsearch-netty'),
  Type.Literal('compiler'),
  Type.Literal('java'),
  Type.Literal('redis'),
  Type.Literal('encoder'),
  Type.Literal('fonts'),
]);
export type ArtifactSet = Static<typeof ArtifactSet>;

/** One file that set-up may fetch: coordinates, never an address. `pipPlatform` is the wheel tag that pip is asked for. */
export const Artifact = Type.Object(
  {
    set: ArtifactSet,
    kind: Type.Union([Type.Literal('maven'), Type.Literal('pypi')]),
    coordinates: Type.String({ minLength: 3 }),
    file: Type.String({ pattern: '^[A-Za-z0-9._+-]+$' }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    size: Type.Integer({ minimum: 1 }),
    platform: Type.Optional(Type.String({ description: '`process.platform`-`process.arch`; absent: every platform' })),
    pipPlatform: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
export type Artifact = Static<typeof Artifact>;

const LockFile = Compile(
  Type.Object({ version: Type.Literal(1), artifacts: Type.Array(Artifact) }, { additionalProperties: false }),
);

/** The platform tag of this machine, such as `linux-x64`. */
export const thisPlatform = (): string => `${process.platform}-${process.arch}`;

/**
 * The pinned artifacts, from `artifacts.lock.json`.
 * @throws WeirError ARTIFACT_LOCK_INVALID where the lock file does not parse
 */
export const readLock = (file: URL | string = new URL('./artifacts.lock.json', import.meta.url)): Artifact[] => {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (LockFile.Check(value)) return value.artifacts;
  throw new WeirError('ARTIFACT_LOCK_INVALID', 'The list of pinned artifacts does not have the right shape.', {
    fix: 'Restore services/artifacts.lock.json from the repository, or write it anew with services/lock-artifacts.ts.',
    details: LockFile.Errors(value).map((error) => ({ location: error.instancePath, message: error.message })),
  });
};

/** The artifacts of some sets that this machine's platform uses. An empty list means that the platform is not served. */
export const artifactsOf = (lock: Artifact[], sets: ArtifactSet[], platform = thisPlatform()): Artifact[] =>
  lock.filter((one) => sets.includes(one.set) && (one.platform === undefined || one.platform === platform));
