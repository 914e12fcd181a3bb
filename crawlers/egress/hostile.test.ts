import { beforeAll, describe, expect, inject, it } from 'vitest';
import { HOSTILE_EMBEDS } from './hostile.ts';
import { type HostileRow, type HostileRun, runHostile } from './hostile-run.ts';

let run: HostileRun;

beforeAll(async () => {
  run = await runHostile({ executablePath: inject('chromiumPath'), args: inject('chromiumArgs') });
}, 600_000);

const table = (rows: readonly HostileRow[]): string => {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows
    .map(
      ({ part, name, from, outcome, sockets }, at) =>
        `${String(at + 1).padStart(4)}  ${sockets.length === 0 ? 'none ' : 'OPENED'}  ${from.padEnd(8)}  ${part.padEnd(9)}  ${name.padEnd(width)}  ${outcome}${sockets.length === 0 ? '' : `  ${sockets.join(', ')}`}`,
    )
    .join('\n');
};

describe('hostile addresses', () => {
  it('are many, and tried from Node and from Chromium', () => {
    if (process.env.HOSTILE_TABLE !== undefined) process.stdout.write(`${table(run.rows)}\n`);
    const names = new Set(run.rows.map(({ part, name }) => `${part} ${name}`));
    process.stdout.write(
      `hostile addresses: ${names.size} in ${run.rows.length} tries, ${run.rows.filter(({ sockets }) => sockets.length > 0).length} of them with a socket; ` +
        `${run.arrived.length} connections or datagrams at the listener, ${run.chromium.length} in Chromium's own record\n`,
    );
    expect(names.size).toBeGreaterThanOrEqual(120);
    for (const from of ['Node', 'Chromium'])
      expect(run.rows.filter((row) => row.from === from).length).toBeGreaterThanOrEqual(120);
  });

  it('open no socket', () => {
    expect(run.rows.filter(({ sockets }) => sockets.length > 0)).toEqual([]);
    expect(run.arrived).toEqual([]);
  });

  it('are refused by name in Node, each of them', () => {
    const codes = /^(EGRESS_(URL_REFUSED|NOT_ALLOWED|ADDRESS_REFUSED)(, )?)+$/;
    expect(run.rows.filter(({ from, outcome }) => from === 'Node' && !codes.test(outcome))).toEqual([]);
  });

  it('leave nothing in the record that Chromium keeps of its network: no connection but to the proxy, no datagram, no name', () => {
    expect(run.chromium).toEqual([]);
  });

  it('were tried in earnest: the same ways reach a host that is on the list', () => {
    const reached = new Set(run.reached);
    const open = HOSTILE_EMBEDS.filter(({ stopped, late }) => !stopped && !late).map(({ name }) => name);
    expect(open.filter((name) => !reached.has(name))).toEqual([]);
    expect(HOSTILE_EMBEDS.filter(({ name, stopped }) => stopped && reached.has(name))).toEqual([]);
  });
});
