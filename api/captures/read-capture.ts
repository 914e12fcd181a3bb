import type { CaptureManifest } from '#core/capture.ts';
import { isWeirError } from '#core/errors.ts';
import type { Actor } from '#core/event.ts';
import type { Store } from '#store/store.ts';
import { apiError } from '../errors.ts';
import type { CaptureAction, CaptureDetail } from '../schemas/posts.ts';

/** Why, in the custody log. */
const WHY = 'shown on the page of the capture';

/** @throws NOT_FOUND for what is no capture · EVIDENCE_DAMAGED */
export const manifestOf = async (store: Store, id: string, actor: Actor): Promise<CaptureManifest> => {
  try {
    return await store.evidence.getCapture(id, { actor, why: WHY });
  } catch (error) {
    // The store holds other objects too; one that is no manifest is no capture.
    if (isWeirError(error, 'EVIDENCE_UNKNOWN') || error instanceof SyntaxError) throw apiError('NOT_FOUND');
    if (isWeirError(error, 'EVIDENCE_CORRUPT'))
      throw apiError(error.status === 400 ? 'NOT_FOUND' : 'EVIDENCE_DAMAGED', { cause: error });
    throw error;
  }
};

/** @throws EVIDENCE_DAMAGED where the bytes are gone or are not what the manifest says */
export const fileOf = async (store: Store, manifest: CaptureManifest, path: string, actor: Actor): Promise<Buffer> => {
  try {
    return await store.evidence.captureFile(manifest, path, { actor, why: WHY });
  } catch (error) {
    if (isWeirError(error, 'EVIDENCE_PURGED')) throw apiError('EVIDENCE_PURGED', { cause: error });
    if (isWeirError(error, 'EVIDENCE_UNKNOWN') || isWeirError(error, 'EVIDENCE_CORRUPT'))
      throw apiError('EVIDENCE_DAMAGED', { cause: error });
    throw error;
  }
};

/** What is wrong with the files of a capture, one sentence each; empty where every hash fits. */
export const faultsOf = async (store: Store, manifest: CaptureManifest, actor: Actor): Promise<string[]> => {
  const faults: string[] = [];
  for (const file of manifest.files)
    try {
      const bytes = await fileOf(store, manifest, file.path, actor);
      if (bytes.byteLength !== file.bytes) faults.push(`${file.path} has ${bytes.byteLength} bytes, not ${file.bytes}`);
    } catch (error) {
      const isPurged = isWeirError(error, 'EVIDENCE_PURGED');
      if (!isPurged && !isWeirError(error, 'EVIDENCE_DAMAGED')) throw error;
      faults.push(isPurged ? `${file.path} was purged` : `${file.path} is missing or was changed`);
    }
  return faults;
};

/** What can be done with a capture as it stands: one from before there were WARC files shares its files with others. */
export const captureActions = (
  manifest: CaptureManifest,
  { purge, hold }: Pick<CaptureDetail, 'purge' | 'hold'>,
): CaptureAction[] => {
  if (hold !== null) return ['release'];
  if (purge !== null) return [];
  return manifest.v === 1 ? ['hold'] : ['hold', 'purge'];
};
