import { describe, expect, it } from 'vitest';
import { goneBy, isGeoBlocked } from './gone-how.ts';

describe('who took a post away', () => {
  it.each([
    [404, '<p>Not found</p>', undefined],
    [410, '', 'operator'],
    [410, '<p>This post was deleted by its author.</p>', 'author'],
    [404, '{"error":"The author has deleted this post"}', 'author'],
    [404, '<p>该内容已被管理员删除</p>', 'operator'],
    [404, '<p>作者已删除</p>', 'author'],
    [404, '<p>Removed on the order of a competent authority.</p>', 'operator'],
    [200, '<div>Taken down for violating our rules</div>', 'operator'],
    [404, '<script>"deleted by the author"</script><p>Nothing here</p>', undefined],
    [200, '<div>Die Nachricht wurde vom Verfasser gelöscht.</div>', 'author'],
  ])('%i %s', (status, text, by) => {
    expect(goneBy({ status, text })).toBe(by);
  });
});

describe('what is only blocked where we stand', () => {
  it.each([
    [451, {}, '', true],
    [403, {}, '<p>This content is not available in your country.</p>', true],
    [403, {}, '<p>您所在的国家或地区无法访问该内容</p>', true],
    [403, { 'x-geo-block': 'DE' }, '', true],
    [403, {}, '<p>Forbidden</p>', false],
    [404, {}, '<p>not available in your country</p>', false],
    [500, {}, '', false],
  ])('%i %j %s', (status, headers, text, expected) => {
    expect(isGeoBlocked({ status, headers: headers as Record<string, string>, text })).toBe(expected);
  });
});
