import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { CATEGORIES } from '#core/labels.ts';
import { runAssess } from './assess-command.ts';
import { encoderDir } from './encoder/location.ts';

interface Line {
  id: string;
  violating: number;
  categories: Record<string, number>;
  context: string;
  flagged: boolean;
}

async function assess(lines: string[], output: Writable & { chunks?: string[] } = collector()) {
  const errors = collector();
  const code = await runAssess(Readable.from(lines.map((line) => `${line}\n`)), output, errors, {
    modelDir: encoderDir(),
    threads: 2,
  });
  const written = (output.chunks ?? []).join('');
  return {
    code,
    errors: errors.chunks.join(''),
    lines: written
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line),
  };
}

function collector(): Writable & { chunks: string[] } {
  const chunks: string[] = [];
  // The low mark makes every write wait for a drain.
  const sink = new Writable({
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      setImmediate(done);
    },
  });
  return Object.assign(sink, { chunks });
}

describe('runAssess', () => {
  it('writes one assessment per post, in the order of the input', async () => {
    const posts = Array.from({ length: 600 }, (_, i) => ({
      id: `p${i}`,
      text: `${'soup '.repeat(i % 13)}on day ${i % 40}`,
    }));
    const { code, lines, errors } = await assess(posts.map((post) => JSON.stringify(post)));
    expect(code).toBe(0);
    expect(lines.map((line) => line.id)).toEqual(posts.map((post) => post.id));
    expect(Object.keys(lines[0] ?? {})).toEqual(['id', 'violating', 'categories', 'context', 'flagged']);
    expect(Object.keys(lines[0]?.categories ?? {})).toEqual([...CATEGORIES]);
    expect(errors).toMatch(/^600 posts assessed in [\d.]+ s \(\d+ a second\)\n$/);
  });

  it('reports a line that is not right with number, field and mend, leaves it out and goes on', async () => {
    const { code, lines, errors } = await assess([
      '{"id":"a","text":"good morning"}',
      '{"id":"b"}',
      'not json',
      '',
      '{"id":"c","text":"x","author":"someone"}',
      '{"id":"d","text":"x","lang":"English"}',
      '{"id":"e","text":"早上好","lang":"zh"}',
    ]);
    expect(code).toBe(1);
    expect(lines.map((line) => line.id)).toEqual(['a', 'e']);
    const reports = errors.split('\n');
    expect(reports[0]).toMatch(/^ASSESS_LINE_INVALID: line 2: .*text.* Give "id" and "text"/);
    expect(reports[1]).toMatch(/^ASSESS_LINE_INVALID: line 3: not JSON/);
    expect(reports[2]).toMatch(/^ASSESS_LINE_INVALID: line 5: .*author/);
    expect(reports[3]).toMatch(/^ASSESS_LINE_INVALID: line 6: .*lang/);
    expect(reports[4]).toContain('2 posts assessed');
    expect(reports[4]).toContain('4 lines left out');
  });

  it('answers an empty input with nothing', async () => {
    const output = new PassThrough();
    const { code } = await assess([], output);
    expect(code).toBe(0);
    expect(output.read()).toBeNull();
  });
});
