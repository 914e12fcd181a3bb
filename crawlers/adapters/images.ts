import type { ImageLink } from '#core/picture.ts';

/** More than this no item has; what comes behind is left. */
const MOST = 100;
const LONGEST_ADDRESS = 4096;

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/**
 * Images as a platform names them, absolute, each once; undefined where there are none. An address that is none (`data:`,
 * broken) is left out: nothing can be fetched there.
 */
export const imagesOf = (found: readonly { url?: unknown; alt?: unknown }[], base: string): ImageLink[] | undefined => {
  const images = new Map<string, ImageLink>();
  for (const { url, alt } of found) {
    const link = textOf(url);
    if (link === '' || !URL.canParse(link, base)) continue;
    const { href, protocol } = new URL(link, base);
    if (!/^https?:$/.test(protocol) || href.length > LONGEST_ADDRESS || images.has(href)) continue;
    const words = textOf(alt).slice(0, 4000);
    images.set(href, { url: href, ...(words === '' ? {} : { alt: words }) });
  }
  return images.size === 0 ? undefined : [...images.values()].slice(0, MOST);
};
