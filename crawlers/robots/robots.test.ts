import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROBOTS_CASES } from './cases.ts';
import { gateRow, ruleRows } from './conformance.ts';
import { GATE_CASES } from './gate-cases.ts';
import { crawlDelayOf, decide, MAX_CRAWL_DELAY, parseRobots, rulesFor, sitemapsOf } from './robots.ts';

describe('robots.txt (RFC 9309)', () => {
  it('has cases with names of their own', () => {
    const names = [...ROBOTS_CASES, ...GATE_CASES].map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(100);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(ruleRows())('$name', ({ expected, got }) => {
    expect(got).toBe(expected);
  });

  it.each(GATE_CASES)('over a line: $name', async (one) => {
    const { expected, got } = await gateRow(one);
    expect(got).toBe(expected);
  });

  it('tells the sitemaps, wherever they stand, and only those that are addresses', () => {
    const robots = [
      'Sitemap: https://a.example/one.xml',
      'User-agent: *',
      'Disallow: /a',
      'sitemap : https://a.example/two.xml?x=1 # the second',
      'Sitemap: /three.xml',
      'Sitemap: https://a.example/one.xml',
      'Sitemap: javascript:alert(1)',
    ].join('\n');
    expect(sitemapsOf(robots)).toEqual(['https://a.example/one.xml', 'https://a.example/two.xml?x=1']);
  });

  it('names the rule and its line', () => {
    expect(decide('# ours\nUser-agent: weir\nDisallow: /a/*/b # deep\n', 'Weir', '/a/x/b')).toEqual({
      allowed: false,
      rule: 'Disallow: /a/*/b',
      line: 3,
    });
    expect(decide('', 'Weir', '/').line).toBeNull();
  });

  it('reads Crawl-delay for our group only, and caps it', () => {
    const robots = 'User-agent: *\nCrawl-delay: 50\nUser-agent: Weir\nCrawl-delay: 2.5\nDisallow:\n';
    expect(crawlDelayOf(rulesFor(robots, 'Weir'))).toBe(2.5);
    expect(crawlDelayOf(rulesFor(robots, 'Other'))).toBe(50);
    expect(crawlDelayOf(rulesFor('User-agent: *\nCrawl-delay: 86400\n', 'Weir'))).toBe(MAX_CRAWL_DELAY);
    expect(crawlDelayOf(rulesFor('User-agent: *\nCrawl-delay: soon\n', 'Weir'))).toBe(0);
    expect(crawlDelayOf(rulesFor(404, 'Weir'))).toBe(0);
  });

  it('never fails, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ unit: 'binary' }), (robots, path) => {
        expect(typeof decide(robots, 'Weir', path).allowed).toBe('boolean');
      }),
    );
  });

  it('gives the same verdict for every order of the rules of a group', () => {
    const rule = fc.tuple(fc.constantFrom('Allow', 'Disallow'), fc.stringMatching(/^\/[ab*]{0,4}\$?$/));
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 8 }), fc.stringMatching(/^\/[ab]{0,6}$/), (rules, path) => {
        const written = rules.map(([key, pattern]) => `${key}: ${pattern}`);
        const forwards = decide(['User-agent: *', ...written].join('\n'), 'Weir', path).allowed;
        expect(decide(['User-agent: *', ...written.toReversed()].join('\r\n'), 'Weir', path).allowed).toBe(forwards);
      }),
    );
  });

  it('keeps every group of a file in order', () => {
    expect(parseRobots('User-agent: a\nUser-agent: b\nDisallow: /x\nUser-agent: c\nAllow: /y')).toEqual([
      { agents: ['a', 'b'], rules: [{ allow: false, pattern: '/x', line: 3 }], crawlDelays: new Map() },
      { agents: ['c'], rules: [{ allow: true, pattern: '/y', line: 5 }], crawlDelays: new Map() },
    ]);
  });
});
