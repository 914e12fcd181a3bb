import type { ImageLink } from '#core/picture.ts';
import { imagesOf } from './images.ts';

interface Words {
  value?: string;
}
/** What is read of an element of Media RSS (media:content). */
interface MediaContent {
  url?: string;
  type?: string;
  medium?: string;
  title?: Words;
  description?: Words;
}
interface MediaHolder {
  contents?: MediaContent[];
  groups?: { contents?: MediaContent[] }[];
}

const isImage = (type: string | undefined): boolean => /^image\//i.test(type ?? '');

const mediaImages = ({ contents = [], groups = [] }: MediaHolder): { url: unknown; alt?: unknown }[] =>
  // A group is one picture in several sizes: the first stands for it.
  [...contents, ...groups.flatMap((group) => group.contents?.slice(0, 1) ?? [])]
    .filter(({ type, medium }) => isImage(type) || (type === undefined && medium === 'image'))
    .map(({ url, description, title }) => ({ url, alt: description?.value ?? title?.value }));

/** Images of an RSS item: `enclosure` (RSS 2.0) and `media:content` (Media RSS 1.5). */
export const rssImages = (
  item: { enclosures?: { url?: string; type?: string }[]; media?: MediaHolder },
  base: string,
): ImageLink[] | undefined =>
  imagesOf([...(item.enclosures ?? []).filter(({ type }) => isImage(type)), ...mediaImages(item.media ?? {})], base);

/** Images of an Atom entry: links of relation `enclosure` (RFC 4287 section 4.2.7.2) and `media:content`. */
export const atomImages = (
  entry: { links?: { href?: string; rel?: string; type?: string; title?: string }[]; media?: MediaHolder },
  base: string,
): ImageLink[] | undefined =>
  imagesOf(
    [
      ...(entry.links ?? [])
        .filter(({ rel, type }) => rel === 'enclosure' && isImage(type))
        .map(({ href, title }) => ({ url: href, alt: title })),
      ...mediaImages(entry.media ?? {}),
    ],
    base,
  );

/** Images of a JSON Feed item: `image` and attachments of an image type (JSON Feed 1.1). */
export const jsonImages = (
  item: { image?: string; attachments?: { url?: string; mime_type?: string; title?: string }[] },
  base: string,
): ImageLink[] | undefined =>
  imagesOf(
    [
      { url: item.image },
      ...(item.attachments ?? [])
        .filter(({ mime_type }) => isImage(mime_type))
        .map(({ url, title }) => ({ url, alt: title })),
    ],
    base,
  );
