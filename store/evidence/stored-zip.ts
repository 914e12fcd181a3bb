/**
 * ZIP without compression, written in one way only: a file that was written here and one that was not differ in no byte, so
 * every byte of the container is checked by writing it again.
 */
import { crc32 } from 'node:zlib';
import { WeirError } from '#core/errors.ts';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** 1 January 1980: the container has no time of its own. */
const DATE = 0x0021;
const LIMIT = 0xffffffff;

const crcOf: (bytes: Uint8Array) => number = crc32;

export const writeStoredZip = (files: ReadonlyMap<string, Uint8Array>): Buffer => {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [path, bytes] of files) {
    const name = Buffer.from(path, 'utf8');
    // Version, flags, method, time, date, CRC, both sizes, lengths of name and extra field: the same in both headers.
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(FLAGS, 2);
    shared.writeUInt16LE(DATE, 8);
    shared.writeUInt32LE(crcOf(bytes), 10);
    shared.writeUInt32LE(bytes.byteLength, 14);
    shared.writeUInt32LE(bytes.byteLength, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.alloc(4);
    local.writeUInt32LE(LOCAL);
    const head = Buffer.alloc(6);
    head.writeUInt32LE(CENTRAL);
    head.writeUInt16LE(20, 4);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    parts.push(local, shared, name, Buffer.from(bytes));
    central.push(head, shared, tail, name);
    offset += 30 + name.length + bytes.byteLength;
    if (offset > LIMIT)
      throw new WeirError('BUNDLE_LARGE', 'A bundle may hold up to 4 GiB.', {
        fix: 'Export fewer captures at a time.',
      });
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END);
  end.writeUInt16LE(files.size, 8);
  end.writeUInt16LE(files.size, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
};

/** @throws WeirError BUNDLE_CHANGED where it is not, byte for byte, what `writeStoredZip` writes */
export const readStoredZip = (zip: Buffer): Map<string, Buffer> => {
  const files = new Map<string, Buffer>();
  const changed = (what: string): WeirError => new WeirError('BUNDLE_CHANGED', `The container was changed: ${what}.`);
  let at = 0;
  while (at + 30 <= zip.length && zip.readUInt32LE(at) === LOCAL) {
    const size = zip.readUInt32LE(at + 18);
    const nameEnd = at + 30 + zip.readUInt16LE(at + 26);
    const path = zip.subarray(at + 30, nameEnd).toString('utf8');
    if (nameEnd + size > zip.length) throw changed(`${path} goes beyond the end`);
    if (files.has(path)) throw changed(`${path} is there twice`);
    files.set(path, zip.subarray(nameEnd, nameEnd + size));
    at = nameEnd + size;
  }
  const again = writeStoredZip(files);
  if (again.equals(zip)) return files;
  const first = again.findIndex((byte, index) => byte !== zip[index]);
  throw changed(`byte ${first < 0 ? again.length : first} is not what belongs there`);
};
