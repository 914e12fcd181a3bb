import { type Static, Type } from 'typebox';
import { HttpUrl, Sha256, Strict, Timestamp } from './schema.ts';

/** An image of an item as its source names it: the address, and what the author wrote for those who cannot see it. */
export const ImageLink = Strict({
  url: HttpUrl,
  alt: Type.Optional(Type.String({ minLength: 1, maxLength: 4000 })),
});
export type ImageLink = Static<typeof ImageLink>;

/** Images of one post that are looked at; what goes beyond is named on the post as not read. */
export const IMAGES_READ = 8;

/** PDQ hash: 256 bits as lower-case hex. */
export const PdqHash = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'PDQ hash, 256 bits as lower-case hex' });

/** Where reading an image ended before its end. */
export const PICTURE_STEPS = ['fetch', 'decode', 'text'] as const;

/**
 * An image of a post after somebody tried to read it. It is described by its bytes and the words in it, never by who is seen.
 * What could not be done is said in `failure`; what was done before that stands.
 */
export const Picture = Strict({
  url: HttpUrl,
  alt: Type.Optional(Type.String()),
  captureId: Type.Union([Sha256, Type.Null()]),
  /** Of the file as it came. */
  sha256: Type.Union([Sha256, Type.Null()]),
  format: Type.Union([Type.String(), Type.Null()]),
  /** In pixels. */
  width: Type.Union([Type.Integer(), Type.Null()]),
  height: Type.Union([Type.Integer(), Type.Null()]),
  pdq: Type.Union([PdqHash, Type.Null()]),
  /** 0..100; a hash under 50 says too little to be compared (an even surface). */
  pdqQuality: Type.Union([Type.Integer({ minimum: 0, maximum: 100 }), Type.Null()]),
  /** Words that OCR read in it; empty where there are none, null where nobody looked. */
  text: Type.Union([Type.String(), Type.Null()]),
  failure: Type.Union([
    Strict({ step: Type.Enum(PICTURE_STEPS), code: Type.String(), reason: Type.String() }),
    Type.Null(),
  ]),
  readAt: Timestamp,
});
export type Picture = Static<typeof Picture>;

/** A stretch of the text that was assessed and that came from a picture; offsets in UTF-16 units. */
export const PictureStretch = Strict({
  picture: Type.Integer({ minimum: 0 }),
  /** `alt`: the author's description. `ocr`: read in the image. */
  from: Type.Enum(['alt', 'ocr'] as const),
  start: Type.Integer({ minimum: 0 }),
  end: Type.Integer({ minimum: 0 }),
});
export type PictureStretch = Static<typeof PictureStretch>;

interface Said {
  title?: string;
  text: string;
  pictures?: readonly Pick<Picture, 'alt' | 'text'>[];
}

/**
 * Everything that a post says, in the order in which it is assessed: title and text, then what its pictures say. `stretches`
 * tell what came from which picture, so that nobody takes it for the author's text.
 */
export const saidBy = ({ title, text, pictures = [] }: Said): { text: string; stretches: PictureStretch[] } => {
  let whole = title === undefined || text.startsWith(title) ? text : `${title}\n${text}`;
  const stretches: PictureStretch[] = [];
  const add = (picture: number, from: PictureStretch['from'], words: string | null | undefined): void => {
    const said = words?.trim() ?? '';
    if (said === '') return;
    if (whole !== '') whole += '\n';
    stretches.push({ picture, from, start: whole.length, end: whole.length + said.length });
    whole += said;
  };
  for (const [index, { alt, text: read }] of pictures.entries()) {
    add(index, 'alt', alt);
    add(index, 'ocr', read);
  }
  return { text: whole, stretches };
};
