import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock } from '#core/clock.ts';
import { createEgress } from '../egress/egress.ts';
import { ROBOTS_CASES } from './cases.ts';
import { GATE_CASES, type GateCase } from './gate-cases.ts';
import { decide } from './robots.ts';
import { createRobotsGate, type RobotsEntry } from './robots-gate.ts';

/** One case and what became of it. */
export interface ConformanceRow {
  part: 'rules' | 'access';
  name: string;
  expected: string;
  got: string;
}

export const passes = ({ expected, got }: ConformanceRow): boolean => expected === got;

const verdictOf = (allowed: boolean): string => (allowed ? 'allow' : 'deny');

/** The cases that need nothing but a file. */
export const ruleRows = (): ConformanceRow[] =>
  ROBOTS_CASES.map(({ name, robots, agent, path, allowed, line }) => {
    const said = decide(robots, agent ?? 'Weir', path);
    const at = (number: number | null | undefined): string => (line === undefined ? '' : `, line ${number ?? 'none'}`);
    return {
      part: 'rules',
      name,
      expected: verdictOf(allowed) + at(line),
      got: verdictOf(said.allowed) + at(said.line),
    };
  });

/** Plays one case against a server of its own, on the loopback address. */
export const gateRow = async ({ name, answers, looks, requests }: GateCase): Promise<ConformanceRow> => {
  let seen = 0;
  const server = createServer((_request, response) => {
    const answer = answers[Math.min(seen, answers.length - 1)] ?? {};
    seen += 1;
    if (answer.drop) response.destroy();
    else response.writeHead(answer.status ?? 200, answer.headers ?? { 'content-type': 'text/plain' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const hosts = new Set([host]);
  const clock = new ManualClock('2026-01-01T00:00:00Z');
  const entries = new Map<string, RobotsEntry>();
  const gate = createRobotsGate({
    egress: createEgress({ allowedHosts: () => hosts, loopbackExemption: hosts }),
    cache: {
      get: async (origin) => entries.get(origin) ?? null,
      put: async (origin, entry) => void entries.set(origin, entry),
    },
    clock,
    agent: 'Weir',
  });
  const [expected, got]: [string[], string[]] = [[], []];
  try {
    for (const { path, allowed, crawlDelay, afterHours = 0 } of looks) {
      clock.advance(afterHours * 3_600_000);
      const verdict = await gate.verdict(new URL(path, `http://${host}`), {
        hosts,
        headers: {},
        turn: async () => ({ done: async () => {} }),
        counted: () => {},
      });
      const delay = (seconds: number | undefined): string => (crawlDelay === undefined ? '' : `, delay ${seconds} s`);
      expected.push(verdictOf(allowed) + delay(crawlDelay));
      got.push(
        verdict === null ? 'no verdict' : verdictOf(verdict.allowed) + delay((verdict.crawlDelay ?? Number.NaN) / 1000),
      );
    }
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  const asked = (count: number): string => `asked ${count}`;
  return {
    part: 'access',
    name,
    expected: [...expected, asked(requests)].join('; '),
    got: [...got, asked(seen)].join('; '),
  };
};

/** Every case of RFC 9309 that this crawler keeps to, run. */
export const robotsConformance = async (): Promise<ConformanceRow[]> => {
  const rows = ruleRows();
  for (const one of GATE_CASES) rows.push(await gateRow(one));
  return rows;
};
