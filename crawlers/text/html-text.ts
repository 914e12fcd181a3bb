import type { CheerioAPI } from 'cheerio';
import { loadFragment } from './load-html.ts';

/** A node of a parsed page, as cheerio gives it. */
type Node = ReturnType<CheerioAPI>[number] | ReturnType<ReturnType<CheerioAPI>['contents']>[number];

const BLOCKS = new Set('p,div,li,blockquote,pre,h1,h2,h3,h4,h5,h6,tr,section,article,ul,ol,table'.split(','));
const UNREAD = new Set(['script', 'style', 'template', 'noscript']);

/** Blanks as a reader sees them: runs become one, at most one empty line. */
export const tidy = (text: string): string =>
  text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/**
 * The text of parsed nodes, with line breaks where blocks and `<br>` put them; scripts and styles left out. Walked with a stack of
 * its own: how deep a page nests its elements is the page's choice.
 */
export const nodesText = (nodes: readonly Node[]): string => {
  let text = '';
  const open: { node: Node | string; isPre: boolean }[] = [];
  const push = (children: readonly Node[], isPre: boolean): void => {
    for (let index = children.length - 1; index >= 0; index -= 1) {
      const node = children[index];
      if (node !== undefined) open.push({ node, isPre });
    }
  };
  push(nodes, false);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, isPre } = next;
    if (typeof node === 'string') text += node;
    // A line break in the source is a blank on the page.
    else if (node.type === 'text')
      text += isPre || !node.data.includes('\n') ? node.data : node.data.replace(/\s*\n\s*/g, ' ');
    else if ('children' in node) {
      const name = 'name' in node ? node.name : '';
      if (UNREAD.has(name)) continue;
      if (name === 'br') {
        text += '\n';
        continue;
      }
      if (BLOCKS.has(name)) {
        text += '\n';
        open.push({ node: name === 'p' ? '\n\n' : '\n', isPre });
      }
      push(node.children, isPre || name === 'pre');
    }
  }
  return tidy(text);
};

/** Without its tags and nothing more: what is left of a fragment that no parser should be given. */
const bareText = (html: string): string => tidy(html.replace(/<[^<>]*>/g, ' '));

/** The text of an HTML fragment. */
export const htmlText = (html: string): string => {
  const $ = loadFragment(html);
  return $ === null ? bareText(html) : nodesText($.root().contents().toArray());
};
