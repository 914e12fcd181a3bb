import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { CATEGORIES } from '#core/labels.ts';
import { type AssessCommandOptions, runAssess } from './assess-command.ts';
import { encoderDir } from './encoder/location.ts';

interface Line {
  id: string;
  violating: number;
  categories: Record<string, number>;
  context: string;
  flagged: boolean;
  duplicateOf?: string;
}

async function assess(
  lines: string[],
  output: Writable & { chunks?: string[] } = collector(),
  options: Partial<AssessCommandOptions> = {},
) {
  const errors = collector();
  const code = await runAssess(Readable.from(lines.map((line) => `${line}\n`)), output, errors, {
    modelDir: encoderDir(),
    threads: 2,
    ...options,
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
    expect(errors).toMatch(/^600 posts assessed in [\d.]+ s \(\d+ a second\), \d+ of them near-duplicates\n$/);
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

  it('scores no near-duplicate again, and names the post that was scored', async () => {
    const of = (id: string, text: string, lang?: string) => JSON.stringify({ id, text, ...(lang && { lang }) });
    const call = 'Everyone bring a lantern to the old harbour on Friday evening, we walk together until the bells ring';
    const zh = '星期五晚上大家带着灯笼到老港口来，我们一起走到钟声响起';
    const filler = Array.from({ length: 300 }, (_, i) => of(`f${i}`, `${i} ${'soup and bread '.repeat(1 + (i % 5))}`));
    const { lines, errors } = await assess([
      of('first', call),
      of('case', `${call.toUpperCase()}!!! 🔥`),
      ...filler,
      of('link', `RT @someone ${call} https://forum.example/t/1`),
      of('slip', call.replace('together', 'togehter')),
      of('not', call.replace('bring', 'never bring')),
      of('exchanged', call.replace('lantern', 'hammer')),
      of('zh', zh),
      of('zh again', `转发：${zh.replace('，', ' ')}！！`),
      of('zh not', zh.replace('带着', '别带')),
      of('said to be German', call, 'de'),
    ]);
    const own = new Map(lines.map((line) => [line.id, line]));
    const copyOf = (id: string) => own.get(id)?.duplicateOf;
    expect(['case', 'link', 'slip'].map(copyOf)).toEqual(['first', 'first', 'first']);
    expect(copyOf('zh again')).toBe('zh');
    expect(['first', 'not', 'exchanged', 'zh', 'zh not', 'said to be German'].map(copyOf)).toEqual(
      Array(6).fill(undefined),
    );
    expect({ ...own.get('link'), id: 'first', duplicateOf: undefined }).toEqual(own.get('first'));
    expect(own.get('not')?.violating).not.toBe(own.get('first')?.violating);
    const marked = lines.filter((line) => line.duplicateOf !== undefined).length;
    expect(errors).toContain(`, ${marked} of them near-duplicates`);
  });

  it('forgets what was longest not seen again', async () => {
    const ids = ['a', 'b', 'a', 'c', 'a', 'b'];
    const texts: Record<string, string> = { a: 'The ferry is late', b: 'The soup is hot', c: 'The bell is silent' };
    const posts = ids.map((id, i) => JSON.stringify({ id: `${id}${i}`, text: texts[id] }));
    const { lines } = await assess(posts, collector(), { remembered: 2 });
    expect(lines.map((line) => line.duplicateOf)).toEqual([undefined, undefined, 'a0', undefined, 'a0', undefined]);
  });

  it('answers an empty input with nothing', async () => {
    const output = new PassThrough();
    const { code } = await assess([], output);
    expect(code).toBe(0);
    expect(output.read()).toBeNull();
  });
});
