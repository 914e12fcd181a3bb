import fastifyStatic from '@fastify/static';
import fastifyPlugin from 'fastify-plugin';
import { Type } from 'typebox';
import { isApiPath } from './not-found.ts';

/** Serves the built pages. What is no file is answered by the not-found handler, which gives the page itself. */
export const dashboardPages = fastifyPlugin<{ dir: string }>(
  async (app, { dir }) => {
    await app.register(fastifyStatic, {
      root: dir,
      serve: false,
      preCompressed: true,
      dotfiles: 'ignore',
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.setHeader('vary', 'accept-encoding');
        // Built files carry a hash of what they hold in their names; the page that names them does not.
        reply.setHeader(
          'cache-control',
          /[\\/]assets[\\/]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
    // What stands in a page's address is the page's own; it is understood there.
    app.get(
      '/*',
      { config: { public: true }, schema: { hide: true, querystring: Type.Object({}) } },
      (request, reply) => {
        const path = decodeURIComponent(request.url.split('?')[0] ?? '/');
        if (isApiPath(request.url)) reply.callNotFound();
        else reply.sendFile(path === '/' ? 'index.html' : path);
      },
    );
  },
  { name: 'dashboards' },
);
