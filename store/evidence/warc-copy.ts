/**
 * Captures as one bare WARC 1.1 file (ISO 28500:2017), for tools that read nothing else: a `warcinfo` record that says whose copy it
 * is, and then the members of each capture as they were kept. Annex D lets gzip members be put one behind the other, so no byte of
 * a capture changes. It proves nothing by itself: manifests, signatures and stamps are in a bundle (bundle.ts).
 */
import { gzipSync } from 'node:zlib';
import { WARCRecord, WARCSerializer } from 'warcio';
import { filesOf, WARC_PATH } from '#core/capture.ts';
import { WARC_FIELDS_TYPE, warcFields } from '#core/warc-fields.ts';
import type { Touch } from './custody.ts';
import type { EvidenceStore } from './evidence-store.ts';

const infoMember = async (fields: Readonly<Record<string, string>>, at: string): Promise<Uint8Array> => {
  const record = WARCRecord.create(
    { type: 'warcinfo', date: at, warcVersion: 'WARC/1.1', warcHeaders: { 'Content-Type': WARC_FIELDS_TYPE } },
    [Buffer.from(warcFields(fields))],
  );
  // The block is complete; nothing is to be written before it.
  record.httpHeaders = null;
  return gzipSync(await WARCSerializer.serialize(record));
};

/**
 * Capture by capture, so that memory stays flat; each once, and after it the one whose body it refers to. Captures from before there
 * were WARC files have none, and are left out.
 * @throws EVIDENCE_UNKNOWN · EVIDENCE_PURGED · EVIDENCE_CORRUPT
 */
export async function* warcCopy(
  evidence: Pick<EvidenceStore, 'getCapture' | 'captureFile'>,
  captureIds: Iterable<string>,
  /** Whose copy it is, why, and when it was made. */
  mark: Readonly<Record<string, string>> & { at: string },
  touch: Touch,
): AsyncGenerator<Uint8Array> {
  yield await infoMember({ software: 'Weir', format: 'WARC File Format 1.1', ...mark }, mark.at);
  const written = new Set<string>();
  for (const captureId of captureIds)
    for (let id: string | null = captureId; id !== null && !written.has(id); ) {
      written.add(id);
      const manifest = await evidence.getCapture(id, touch);
      if (filesOf(manifest).some(({ path }) => path === WARC_PATH))
        yield await evidence.captureFile(manifest, WARC_PATH, touch);
      id = manifest.v === 2 ? (manifest.revisit?.captureId ?? null) : null;
    }
}
