import { expect, it } from 'vitest';
import { SKIPS_KEPT, withSkips } from './skip.ts';

const NOW = '2026-03-01T10:00:00.000Z';
const dead = (n: number) => ({ url: `https://quay.example/${n}`, reason: 'dead' as const, detail: 'status 404' });

it('keeps each address and reason once, with the last time and the last words', () => {
  const first = withSkips([], [dead(1), dead(2)], NOW);
  const later = '2026-03-02T10:00:00.000Z';
  const next = withSkips(
    first,
    [
      { ...dead(1), detail: 'status 410' },
      { ...dead(2), reason: 'robots' },
    ],
    later,
  );
  expect(next.map(({ at, url, reason, detail }) => [at, url.at(-1), reason, detail])).toEqual([
    [later, '1', 'dead', 'status 410'],
    [later, '2', 'robots', 'status 404'],
    [NOW, '2', 'dead', 'status 404'],
  ]);
});

it('is bounded in number and in time', () => {
  const many = withSkips(
    [],
    Array.from({ length: SKIPS_KEPT + 50 }, (_, n) => dead(n)),
    NOW,
  );
  expect(many).toHaveLength(SKIPS_KEPT);
  expect(withSkips(many, [dead(7)], '2026-03-02T10:00:00.000Z')[0]).toMatchObject({ url: dead(7).url });
  expect(withSkips(many, [], '2026-04-05T10:00:00.000Z')).toEqual([]);
});

it('keeps no address of an author who asked not to be indexed', () => {
  const skip = { url: 'https://quay.example/@skipper/7', reason: 'noindex' as const, detail: 'the author asked' };
  expect(withSkips([], [skip, { ...skip, url: 'https://quay.example/@other/8' }], NOW)).toEqual([
    { at: NOW, url: 'https://quay.example', reason: 'noindex', detail: 'the author asked' },
  ]);
});
