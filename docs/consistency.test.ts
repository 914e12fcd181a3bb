import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CASE_STATES } from '#core/case.ts';
import { CLOCKS, type LegalClock } from '#core/clocks.ts';
import { CATEGORIES, CATEGORY_FACTS, CONTEXTS } from '#core/labels.ts';
import { ORDER_STATES } from '#core/order.ts';
import { SIGNATURE_ALGORITHM, SIGNATURE_LIFETIME_SECONDS, SIGNED_COMPONENTS } from '#core/wire.ts';
import { SKIP_REASONS } from '#crawlers/contract.ts';
import { formOf, linesOf } from '#takedowns/forms/form.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
/** A page with single blanks in its tables, which are padded so that columns line up. */
const readTables = (path: string): string => read(path).replace(/^\|.*$/gm, (row) => row.replace(/ +/g, ' '));
const pages = [
  'SECURITY.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
  ...readdirSync(join(root, 'docs/decisions')).map((name) => `docs/decisions/${name}`),
].filter((path) => path.endsWith('.md'));

/** Names of the events that a file of core declares, such as `case.decided`. */
const eventsIn = (path: string): string[] => [
  ...new Set([...read(path).matchAll(/^ {2}'((?:case|order)\.[a-z_]+)':/gm)].map((match) => match[1] ?? '')),
];

describe('every page', () => {
  it.each(pages)('%s has links that lead somewhere', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
    const broken = links.filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(page), link)));
    expect(broken).toEqual([]);
  });

  it.each(pages)('%s names only files that exist', (page) => {
    const rooms =
      'core|crawlers|classifiers|takedowns|store|pipeline|api|dashboards|fixtures|services|cli|tests|docs|bin|bench';
    const named = [...read(page).matchAll(new RegExp(`\`((?:${rooms})/[\\w./-]+\\.(?:ts|mjs|json|md))\``, 'g'))];
    expect(named.map((match) => match[1] ?? '').filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('state-machines.md', () => {
  const page = readTables('docs/state-machines.md');
  const [caseDiagram = '', orderDiagram = ''] = [...page.matchAll(/```mermaid\n([\s\S]*?)```/g)].map((one) => one[1]);

  it('draws every state of the case and of the order, and no other', () => {
    const drawn = (diagram: string) =>
      [...new Set([...diagram.matchAll(/^ {2}(\w+|\[\*\]) --> (\w+|\[\*\])/gm)].flatMap((one) => [one[1], one[2]]))]
        .filter((state) => state !== '[*]')
        .sort();
    expect(drawn(caseDiagram)).toEqual([...CASE_STATES].sort());
    expect(drawn(orderDiagram)).toEqual([...ORDER_STATES].sort());
  });

  it('names every event', () => {
    const events = [...eventsIn('core/case.ts'), ...eventsIn('core/order.ts')];
    expect(events.length).toBeGreaterThan(20);
    expect(events.filter((event) => !page.includes(event))).toEqual([]);
  });

  it('has a row for every clock, with article, length and state', () => {
    const HOUR = 3_600_000;
    const lengthOf = ({ milliseconds, months }: LegalClock): string => {
      if (months !== undefined) return `${months} months`;
      if (milliseconds === undefined) return 'by the authority';
      const hours = milliseconds / HOUR;
      return hours < 100 ? `${hours} hour${hours === 1 ? '' : 's'}` : `${hours / 24} days`;
    };
    for (const clock of Object.values<LegalClock>(CLOCKS)) {
      const { id, article, state } = clock;
      const length = lengthOf(clock);
      const row = new RegExp(`^\\| \`${id}\` \\| (.+?) \\| (.+?) \\| .+? \\| ([VSR])`, 'm').exec(page);
      expect(row?.slice(1), id).toEqual([article, length, state]);
      if (state === 'R')
        expect(row?.input.slice(row.index).split('\n')[0]).toContain('to be checked against the Official');
    }
  });
});

describe('label-guide.md', () => {
  const page = readTables('docs/label-guide.md');

  it('gives letter and severity of every category as the code has them, in both languages', () => {
    for (const category of CATEGORIES) {
      const { letter, severity } = CATEGORY_FACTS[category];
      const rows = [
        ...page.matchAll(new RegExp(`^\\| \`${category}\` \\| .+? \\| \\((\\w)\\) \\| ([\\d.]+) \\|`, 'gm')),
      ];
      expect(rows.map((row) => [row[1], Number(row[2])])).toEqual([
        [letter, severity],
        [letter, severity],
      ]);
    }
  });

  it('has every protected context, in both languages', () => {
    for (const context of CONTEXTS) expect(page.match(new RegExp(`^\\| \`${context}\` \\|`, 'gm'))).toHaveLength(2);
  });
});

describe('forms.md', () => {
  const page = readTables('docs/forms.md');

  it('has every field of Annex I with its rule and source state', () => {
    for (const { section, pointer, rule, state } of linesOf(formOf('tco-annex-1'))) {
      const row = new RegExp(`^\\| ${section} \\| \`${pointer}\` \\| (.+?) \\| .+ \\| ([VR])(.*) \\|$`, 'm').exec(page);
      expect(row?.slice(1, 3), pointer).toEqual([rule, state]);
      if (state === 'R') expect(row?.[3]).toContain('to be checked against the Official Journal');
    }
  });
});

describe('operators.md and sources.md', () => {
  it('describe the signature as it is', () => {
    const page = readTables('docs/operators.md');
    expect(page).toContain(SIGNED_COMPONENTS.map((component) => `"${component}"`).join(' '));
    expect(page).toContain(`| Algorithm | \`${SIGNATURE_ALGORITHM}\` |`);
    expect(page).toContain(`${SIGNATURE_LIFETIME_SECONDS} seconds after \`created\``);
  });

  it('explain every reason for which an address is not taken', () => {
    const page = readTables('docs/sources.md');
    for (const reason of SKIP_REASONS) expect(page).toMatch(new RegExp(`^\\| \`${reason}\` \\|`, 'm'));
  });
});
