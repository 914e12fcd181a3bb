import { type CheerioAPI, load } from 'cheerio';
import { Parser } from 'htmlparser2';

/** Browsers nest no deeper than 512 elements; what is deeper is no page, and costs a parser the square of its depth. */
const DEEPEST = 2000;

const depthOf = (html: string): number => {
  let depth = 0;
  let deepest = 0;
  const parser = new Parser({
    onopentagname: () => {
      depth += 1;
      deepest = Math.max(deepest, depth);
      // Nothing after it can make it a page.
      if (deepest > DEEPEST) parser.pause();
    },
    onclosetag: () => {
      depth -= 1;
    },
  });
  parser.write(html);
  return deepest;
};

const tagsIn = (html: string): number => {
  let tags = 0;
  for (let at = html.indexOf('<'); at >= 0 && tags <= DEEPEST; at = html.indexOf('<', at + 1)) tags += 1;
  return tags;
};

const isTooDeep = (html: string): boolean => tagsIn(html) > DEEPEST && depthOf(html) > DEEPEST;

/** Parses a page. @throws RangeError where elements are nested far deeper than a browser would */
export const loadHtml = (html: string): CheerioAPI => {
  if (isTooDeep(html)) throw new RangeError(`elements are nested more than ${DEEPEST} deep`);
  return load(html);
};

/** Parses what an author wrote; null where it is nested too deep: one post must not keep its source from being read. */
export const loadFragment = (html: string): CheerioAPI | null => (isTooDeep(html) ? null : load(html, null, false));
