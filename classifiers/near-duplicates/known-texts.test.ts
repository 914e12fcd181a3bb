import { describe, expect, it } from 'vitest';
import { KnownTexts } from './known-texts.ts';

const POST = 'Everyone bring a lantern to the old harbour on Friday evening, we walk together until the bells ring';
const words = 'bridge market ferry soup lantern bell harbour dog hill music bowl stall winter choir bread apple'.split(
  ' ',
);
const filler = (i: number) =>
  Array.from({ length: 12 }, (_, j) => words[(i * 7 + j * (1 + (i % 5))) % 16]).join(' ') + i;

describe('KnownTexts', () => {
  it('finds the first of the texts that say the same, and keeps what says something else apart', () => {
    const known = new KnownTexts<string>();
    const of = (id: string, text: string, group?: string) => known.find(text, () => id, group);
    expect(of('a', POST)).toEqual({ value: 'a', known: false });
    expect(of('b', `rt ${POST.toUpperCase()} 🔥 https://a.example/1`)).toEqual({ value: 'a', known: true });
    expect(of('c', POST.replace('together', 'togehter'))).toEqual({ value: 'a', known: true });
    expect(of('d', POST.replace('bring', 'never bring'))).toEqual({ value: 'd', known: false });
    expect(of('e', POST, 'de')).toEqual({ value: 'e', known: false });
    expect(of('f', 'ok')).toEqual({ value: 'f', known: false });
    expect(of('g', 'OK!')).toEqual({ value: 'f', known: true });
    expect(of('h', '')).toEqual({ value: 'h', known: false });
    expect(of('i', ' ')).toEqual({ value: 'h', known: true });
  });

  it('holds no more texts than it may, and no longer ones', () => {
    const few = new KnownTexts<number>({ texts: 50 });
    for (let i = 0; i < 500; i++) few.find(filler(i), () => i);
    expect(few.size).toBeLessThanOrEqual(50);
    const short = new KnownTexts<number>({ units: 10_000 });
    for (let i = 0; i < 20; i++) short.find(`${filler(i)} `.repeat(30), () => i);
    expect(short.size).toBeLessThan(10);
    // One that is longer than all that may be held is still known while nothing else comes.
    const long = `${filler(77)} `.repeat(300);
    short.find(long, () => 77);
    expect(short.size).toBe(1);
    expect(short.find(long, () => 78)).toEqual({ value: 77, known: true });
  });

  it('knows a text again that was asked for in between, and not one that was let go', () => {
    const known = new KnownTexts<number>({ texts: 3 });
    const find = (i: number) => known.find(filler(i), () => i).known;
    expect([find(1), find(2), find(3), find(1), find(4), find(1), find(2)]).toEqual([
      false,
      false,
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  it('lets go of everything that a text left', () => {
    const known = new KnownTexts<number>({ texts: 1 });
    for (let i = 0; i < 40; i++) known.find(filler(i), () => i, i % 2 === 0 ? 'en' : 'zh');
    const tables = (known as unknown as { byBand: Map<string, Map<number, unknown>> }).byBand;
    expect([...tables.keys()]).toEqual(['zh']);
    expect(tables.get('zh')?.size).toBe(32);
  });
});
