/** Inputs that are made, or happen, to bring a classifier down: a clear answer or a coded refusal, as often as they come. */
import { Readable, Writable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAssess } from './assess-command.ts';
import { type Assessor, createAssessor } from './assessor.ts';
import { encoderDir } from './encoder/location.ts';

/** `Good morning, the bread is warm`, or near to it. */
const FORTY_LANGUAGES = [
  'Good morning, the bread is warm',
  '早上好，面包还热着',
  'Bonjour, le pain est chaud',
  'Buenos días, el pan está caliente',
  'Guten Morgen, das Brot ist warm',
  'Günaydın, ekmek sıcak',
  'Доброе утро, хлеб тёплый',
  'صباح الخير، الخبز دافئ',
  'おはよう、パンは温かい',
  '좋은 아침, 빵이 따뜻해요',
  'Buongiorno, il pane è caldo',
  'Bom dia, o pão está quente',
  'Goedemorgen, het brood is warm',
  'God morgon, brödet är varmt',
  'God morgen, brødet er varmt',
  'Hyvää huomenta, leipä on lämmintä',
  'Dzień dobry, chleb jest ciepły',
  'Dobré ráno, chléb je teplý',
  'Dobré ráno, chlieb je teplý',
  'Jó reggelt, a kenyér meleg',
  'Bună dimineața, pâinea e caldă',
  'Добро утро, хлябът е топъл',
  'Добро јутро, хлеб је топао',
  'Dobro jutro, kruh je topel',
  'Добрий ранок, хліб теплий',
  'Καλημέρα, το ψωμί είναι ζεστό',
  'בוקר טוב, הלחם חם',
  'صبح بخیر، نان گرم است',
  'صبح بخیر، روٹی گرم ہے',
  'सुप्रभात, रोटी गरम है',
  'সুপ্রভাত, রুটি গরম',
  'காலை வணக்கம், ரொட்டி சூடாக உள்ளது',
  'శుభోదయం, రొట్టె వేడిగా ఉంది',
  'อรุณสวัสดิ์ ขนมปังยังอุ่น',
  'Chào buổi sáng, bánh mì còn ấm',
  'Selamat pagi, rotinya hangat',
  'Habari za asubuhi, mkate una joto',
  'დილა მშვიდობისა, პური თბილია',
  'Բարի լույս, հացը տաք է',
  'እንደምን አደሩ፣ ዳቦው ሞቃት ነው',
].join('. ');
const FIVE_MB = 'We walked to the market and bought bread. '.repeat(120_000);

const HOSTILE = {
  'nothing at all': '',
  '10,000 emoji': '😀'.repeat(10_000),
  'emoji, joined and coloured': '👩🏽\u200d🚒'.repeat(200),
  'broken UTF-16': '\ud800\udc00\udfff\ud800 bread \udc00\ud83d'.repeat(60),
  '40 languages': FORTY_LANGUAGES,
};

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('hostile input', () => {
  let assessor: Assessor;
  beforeAll(async () => {
    // Nothing is remembered: every answer is worked out anew.
    assessor = await createAssessor({ modelDir: encoderDir(), threads: 1, cacheSize: 0 });
  });
  afterAll(() => assessor.close());

  const flatness = async (texts: string[], rounds: number, warm: number) => {
    const rss: number[] = [];
    const heap: number[] = [];
    let answers = new Set<string>();
    for (let round = 0; round < rounds; round++) {
      const results = await assessor.assess(texts.map((text, i) => ({ id: String(i), text })));
      answers = answers.add(JSON.stringify(results.map(({ violating, flagged, lang }) => [violating, flagged, lang])));
      if (round < warm) continue;
      collectGarbage();
      rss.push(process.memoryUsage().rss / 2 ** 20);
      heap.push(process.memoryUsage().heapUsed / 2 ** 20);
    }
    const third = Math.ceil(rss.length / 3);
    const least = (values: number[]) => Math.min(...values);
    const grown = (values: number[]) => least(values.slice(-third)) - least(values.slice(0, third));
    return { rss: grown(rss), heap: grown(heap), answers: answers.size };
  };

  it('is answered, the same each of 50 times, in the same memory', async () => {
    const grown = await flatness(Object.values(HOSTILE), 50, 10);
    expect(grown.answers).toBe(1);
    // What leaks a text, a tensor or a session in each round grows by more.
    expect(grown.heap).toBeLessThan(10);
    expect(grown.rss).toBeLessThan(100);
  }, 400_000);

  it('of 5 MB leaves nothing behind either', async () => {
    const grown = await flatness([FIVE_MB], 6, 3);
    expect(grown.answers).toBe(1);
    // Resident memory says nothing here: the text's places and n-grams take hundreds of megabytes for a moment, which the
    // allocator gives back when it likes. What is still held after a collection counts.
    expect(grown.heap).toBeLessThan(10);
  }, 400_000);

  it('makes weir assess neither stop nor be silent: a line for each, or a coded refusal', async () => {
    const written: string[] = [];
    const refused: string[] = [];
    const into = (chunks: string[]) =>
      new Writable({
        write(chunk, _encoding, done) {
          chunks.push(String(chunk));
          done();
        },
      });
    const lines = [
      ...Object.entries(HOSTILE).map(([id, text]) => JSON.stringify({ id, text })),
      JSON.stringify({ id: 'of 5 MB', text: FIVE_MB }),
      `{"id":"half a line","text":"${'x'.repeat(100)}`,
      '['.repeat(100_000),
      JSON.stringify({ id: 'last', text: 'bread' }),
    ];
    const input = Readable.from(lines.map((line) => `${line}\n`));
    const code = await runAssess(input, into(written), into(refused), { modelDir: encoderDir(), threads: 1 });
    expect(code).toBe(1);
    const answered = written
      .join('')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; violating: number });
    expect(answered.map(({ id }) => id)).toEqual([...Object.keys(HOSTILE), 'last']);
    for (const { violating } of answered) expect(violating >= 0 && violating <= 1).toBe(true);
    const codes = refused
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('ASSESS_LINE_INVALID: '));
    expect(codes.map((line) => /line (\d+)/.exec(line)?.[1])).toEqual(['6', '7', '8']);
    expect(Math.max(...codes.map((line) => line.length))).toBeLessThan(1000);
  }, 200_000);
});
