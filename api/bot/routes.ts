import type { FastifyPluginAsync } from 'fastify';
import type { ApiDependencies } from '../dependencies.ts';

const inText = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The page that the User-Agent names, for people who run a site: no scripts, both languages, nothing to load. */
const page = (version: string, contact: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>The Weir collector</title></head>
<body>
<h1>The Weir collector</h1>
<p>You found <code>Weir/${inText(version)}</code> in your logs. It reads public posts on sites that a public authority has put on a list by hand, with a
legal basis and a date on which a person looks at it again. It never signs in, solves no puzzles and does not disguise itself.</p>
<ul>
<li>It obeys <code>robots.txt</code> (RFC 9309). The token is <code>Weir</code>: <code>User-agent: Weir</code>, <code>Disallow: /</code> keeps it out.</li>
<li>One request at a time for each host; <code>Crawl-delay</code> and <code>Retry-After</code> count.</li>
<li>What did not change is not fetched again (<code>ETag</code>, <code>Last-Modified</code>).</li>
</ul>
<p>Contact: ${inText(contact)}</p>
<section lang="zh-CN">
<h1>Weir 采集程序</h1>
<p>您在日志中看到了 <code>Weir/${inText(version)}</code>。它只读取公共机关人工列入名单的网站上的公开帖子，每个网站都有法律依据和复核日期。它从不登录，不破解验证，也不伪装。</p>
<ul>
<li>遵守 <code>robots.txt</code>（RFC 9309）。标识是 <code>Weir</code>：写上 <code>User-agent: Weir</code> 和 <code>Disallow: /</code>，它就不会来。</li>
<li>对每台主机一次只发一个请求；遵守 <code>Crawl-delay</code> 和 <code>Retry-After</code>。</li>
<li>没有变化的内容不会重复下载（<code>ETag</code>、<code>Last-Modified</code>）。</li>
</ul>
<p>联系方式：${inText(contact)}</p>
</section>
</body></html>
`;

export const botRoutes: FastifyPluginAsync<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { authority, config } = deps;
  const html = page(config.version, authority?.contact ?? 'see the start page of this address');
  app.get('/bot', { config: { public: true }, schema: { hide: true } }, (_request, reply) => {
    reply.type('text/html; charset=utf-8').send(html);
  });
};
