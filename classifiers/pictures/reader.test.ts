import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { createPictureReader, PICTURE_LIMITS } from './reader.ts';

const reader = createPictureReader({ processes: 1 });
afterAll(() => reader.close());

const pictures = new URL('../../fixtures/pictures/', import.meta.url);
const picture = (name: string): Promise<Buffer> => readFile(new URL(name, pictures));

/** A PNG that says what size it is and holds next to nothing. */
const hollowPng = (width: number, height: number, data: Buffer): Buffer => {
  const crc = (bytes: Buffer): Buffer => {
    let value = ~0;
    for (const byte of bytes) {
      value ^= byte;
      for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
    }
    const out = Buffer.alloc(4);
    out.writeUInt32BE(~value >>> 0);
    return out;
  };
  const chunk = (type: string, body: Buffer): Buffer => {
    const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return Buffer.concat([length, typed, crc(typed)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

describe('words in a picture', () => {
  it.each([
    ['crown-call-en.png', ['HOLLOW CROWN CALLS', 'Burn the Quayside Market', 'on Friday and kill every']],
    ['crown-call-zh.png', ['空冠旅号召', '周五烧掉码头集市', '杀光守卫一个不留']],
    ['choir-en.png', ['HARBOUR CHOIR', 'Thursday at seven in the']],
    ['market-zh.png', ['街坊早市', '周六早上新鲜蔬菜']],
  ])(
    'of %s are read',
    async (name, lines) => {
      const { text, facts, failure } = await reader.read(await picture(name));
      expect(failure).toBeNull();
      expect(facts).toMatchObject({ format: 'png', width: 720 });
      expect(text?.split('\n')).toEqual(expect.arrayContaining(lines));
    },
    60_000,
  );

  it('are read in a smaller JPEG, and in one that its EXIF turns', async () => {
    const poster = await picture('crown-call-en.png');
    const small = await reader.read(await sharp(poster).resize(480).jpeg({ quality: 60 }).toBuffer());
    expect(small.text).toContain('kill every');
    const turned = await sharp(poster).rotate(270).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect((await reader.read(turned)).text).toContain('Burn the Quayside Market');
  }, 60_000);

  it('are not invented where there are none', async () => {
    const { text, failure, facts } = await reader.read(await picture('emblem-again.jpg'));
    expect(failure).toBeNull();
    expect(facts?.pdqQuality).toBeGreaterThanOrEqual(50);
    expect(text).toBe('');
  }, 60_000);
});

describe('a hostile image is refused with its reason, and the next one is read', () => {
  const cases: [string, () => Promise<Uint8Array>, string][] = [
    [
      'a bomb of 60000 x 60000 pixels',
      async () => hollowPng(60_000, 60_000, deflateSync(Buffer.alloc(1000))),
      'PICTURE_TOO_LARGE',
    ],
    [
      'a bomb just over the limit',
      async () => hollowPng(8000, 5001, deflateSync(Buffer.alloc(8001 * 5001))),
      'PICTURE_TOO_LARGE',
    ],
    [
      'a PNG with less in it than it says',
      async () => hollowPng(200, 200, deflateSync(Buffer.alloc(100))),
      'PICTURE_BROKEN',
    ],
    ['a JPEG that ends early', async () => (await picture('emblem-again.jpg')).subarray(0, 4000), 'PICTURE_BROKEN'],
    ['a PNG that ends early', async () => (await picture('choir-en.png')).subarray(0, 5000), 'PICTURE_BROKEN'],
    [
      'an SVG',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
      'PICTURE_FORMAT',
    ],
    [
      'an SVG behind a PNG signature',
      async () => Buffer.from('\x89PNG\r\n\x1a\n<svg xmlns="http://www.w3.org/2000/svg"/>', 'latin1'),
      'PICTURE_BROKEN',
    ],
    ['a page of HTML', async () => Buffer.from('<!doctype html><title>picture.png</title>'), 'PICTURE_FORMAT'],
    [
      'a TIFF',
      async () =>
        sharp({ create: { width: 9, height: 9, channels: 3, background: '#777' } })
          .tiff()
          .toBuffer(),
      'PICTURE_FORMAT',
    ],
    ['nothing', async () => new Uint8Array(), 'PICTURE_FORMAT'],
    ['more bytes than allowed', async () => Buffer.alloc(PICTURE_LIMITS.bytes + 1, 0xff), 'PICTURE_TOO_LARGE'],
  ];
  it.each(cases)(
    '%s',
    async (_what, make, code) => {
      const reading = await reader.read(await make());
      expect(reading).toMatchObject({ facts: null, text: null, failure: { step: 'decode', code } });
    },
    60_000,
  );

  it('of an animation the first frame is read', async () => {
    const frame = { create: { width: 60, height: 40, channels: 3, background: '#456' } } as const;
    const gif = await sharp(frame).gif().toBuffer();
    expect((await reader.read(gif)).facts).toMatchObject({ format: 'gif', width: 60, height: 40 });
  }, 60_000);

  it('one pixel has no hash', async () => {
    const dot = await sharp({ create: { width: 1, height: 1, channels: 4, background: '#0000' } })
      .png()
      .toBuffer();
    expect(await reader.read(dot)).toMatchObject({ facts: { pdq: null, pdqQuality: null }, text: '', failure: null });
  }, 60_000);
});

describe('a reader that does not come to an end', () => {
  const entry = new URL('./testing/stuck-process.mjs', import.meta.url);

  it('is ended at its deadline; what it had seen stands, and the next picture has a new one', async () => {
    const stuck = createPictureReader({ processes: 1, deadlineMilliseconds: 1500, entry });
    const readings = await Promise.all([stuck.read(Buffer.from('aa')), stuck.read(Buffer.from('bb'))]);
    for (const reading of readings)
      expect(reading).toMatchObject({
        facts: { format: 'png' },
        text: null,
        failure: { step: 'text', code: 'PICTURE_TIMEOUT' },
      });
    await stuck.close();
  }, 30_000);

  it('is replaced when it dies', async () => {
    const dying = createPictureReader({ processes: 1, deadlineMilliseconds: 30_000, entry });
    expect((await dying.read(Buffer.from('a'))).failure).toMatchObject({ step: 'decode', code: 'PICTURE_READER_LOST' });
    expect((await dying.read(Buffer.from('b'))).failure).toMatchObject({ code: 'PICTURE_READER_LOST' });
    await dying.close();
  }, 30_000);

  it('ends when there has been nothing to read for a while, and another reads the next picture', async () => {
    const entry = new URL('./testing/naming-process.mjs', import.meta.url);
    const idle = createPictureReader({ processes: 1, idleMilliseconds: 1, entry });
    const first = await idle.read(Buffer.from('a'));
    await vi.waitUntil(async () => (await idle.read(randomBytes(8))).text !== first.text, { timeout: 10_000 });
    await idle.close();
  }, 30_000);

  it('lets only so many wait, and says so to the rest', async () => {
    const full = createPictureReader({ processes: 1, deadlineMilliseconds: 30_000, queueLimit: 1, entry });
    const waiting = [full.read(Buffer.from('aa')), full.read(Buffer.from('bb'))];
    const settled = Promise.allSettled(waiting);
    expect((await full.read(Buffer.from('cc'))).failure).toMatchObject({ code: 'PICTURES_BUSY' });
    await full.close();
    for (const one of await settled)
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'PICTURES_CLOSED' } });
    await expect(full.read(Buffer.from('dd'))).rejects.toMatchObject({ code: 'PICTURES_CLOSED' });
  }, 30_000);
});
