import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { PDQ_LEAST_QUALITY, PDQ_SAME_IMAGE } from '#core/known-list.ts';
import { pdqDistance } from '../known/pdq-distance.ts';
import { decodePicture } from './decode.ts';
import { pdqHash } from './pdq.ts';

type Colour = (x: number, y: number) => [number, number, number];

/** A picture that is a formula, so that everybody can make the same one. */
const drawn = (width: number, height: number, colour: Colour): Uint8Array => {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgb.set(colour(x, y), 3 * (y * width + x));
  return rgb;
};
const waves: Colour = (x, y) => [(x * x + 3 * y * y + ((x * y) >> 3)) >> 5, 7 * x + ((y * y) >> 4), (x ^ y) * 5];
const shapes: Colour = (x, y) => [
  ((Math.floor(x / 37) + Math.floor(y / 23)) % 2 === 0 ? 200 : 40) + (x >> 3),
  (x - 150) ** 2 + (y - 110) ** 2 < 80 ** 2 ? 230 : 30,
  Math.floor((x + 2 * y) / 3),
];

describe('the hash of a formula is, bit for bit, what the reference implementation makes of it', () => {
  // Made with pdqhash 0.2.8 (the C++ code of facebook/ThreatExchange for Python), as the signal type `pdq` writes it.
  it.each([
    ['waves', waves, 320, 240, '3c00baafaabff8fffffff5ffdffd51535174546010600f800780078083008ea4', 100],
    ['waves', waves, 64, 64, 'e81093a7ed081753a4a6c36914b3687cc68bdc2ebbd1332f767a64c76ccd4c98', 100],
    ['waves', waves, 131, 517, 'd3c4dbc0c784dec6d3dcc988df80c388df80cb9cd798db88d780d788d508df98', 100],
    ['shapes', shapes, 320, 240, 'e999d926ef19eb18bf01af0840ff14f904d958e6586d61a661e6169a969678e9', 100],
    ['shapes', shapes, 500, 333, 'e04061409abd9fb59ef19ae11f1e0f099f91388e3b0e3f1b98e698fe988e0771', 100],
    ['shapes', shapes, 90, 64, '4c6b53947aac8d63aaaa5555aaac5194ae6bc573aaac55537a8c5194ac6b5553', 55],
  ] as const)('%s %#', (_name, colour, width, height, hash, quality) => {
    expect(pdqHash(drawn(width, height, colour), width, height)).toEqual({ hash, quality });
  });
});

it('an even surface has no quality, and a strip of four pixels no hash', () => {
  expect(pdqHash(new Uint8Array(100 * 100 * 3).fill(77), 100, 100)?.quality).toBe(0);
  expect(pdqHash(new Uint8Array(4 * 100 * 3), 4, 100)).toBeNull();
});

describe('a picture that was passed on', async () => {
  const original = await readFile(new URL('../../fixtures/pictures/emblem.png', import.meta.url));
  const hashOf = async (bytes: Uint8Array): Promise<string> => {
    const { sample } = await decodePicture(bytes);
    const result = pdqHash(sample.rgb, sample.width, sample.height);
    if (result === null || result.quality < PDQ_LEAST_QUALITY) throw new Error('a hash of quality was expected');
    return result.hash;
  };
  const first = await hashOf(original);

  it.each([
    ['as a JPEG of low quality', (image: Sharp) => image.jpeg({ quality: 30 })],
    ['as WebP', (image: Sharp) => image.webp({ quality: 50 })],
    ['at a third of its size', (image: Sharp) => image.resize(213).jpeg()],
    ['at twice its size', (image: Sharp) => image.resize(1280).jpeg()],
    ['of another shape', (image: Sharp) => image.resize(500, 420, { fit: 'fill' }).png()],
    ['brighter', (image: Sharp) => image.modulate({ brightness: 1.15 }).jpeg()],
    ['blurred', (image: Sharp) => image.blur(3).jpeg()],
    ['in grey', (image: Sharp) => image.greyscale().jpeg()],
  ])('is the same picture %s', async (_how, change) => {
    expect(pdqDistance(first, await hashOf(await change(sharp(original)).toBuffer()))).toBeLessThanOrEqual(
      PDQ_SAME_IMAGE,
    );
  });

  it.each(['choir-en.png', 'crown-call-zh.png', 'market-zh.png'])('is not %s', async (name) => {
    const other = await readFile(new URL(`../../fixtures/pictures/${name}`, import.meta.url));
    expect(pdqDistance(first, await hashOf(other))).toBeGreaterThan(2 * PDQ_SAME_IMAGE);
  });
});
