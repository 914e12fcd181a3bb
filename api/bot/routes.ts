import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import { Strict } from '#core/schema.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { languageOf } from '../public/language.ts';
import { asPublicPages, PUBLIC_PAGE, sendPage } from '../public/routes.ts';
import { botPage } from './page.ts';

/** The page that the User-Agent names, for people who run a site. */
export const botRoutes: FastifyPluginAsync<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { authority, config } = deps;
  asPublicPages(app);
  app.get(
    '/bot',
    {
      config: PUBLIC_PAGE,
      schema: { hide: true, querystring: Strict({ lang: Type.Optional(Type.String({ maxLength: 20 })) }) },
    },
    (request, reply) => {
      const lang = languageOf(request, (request.query as { lang?: string }).lang);
      sendPage(reply, botPage(lang, config.version, authority));
    },
  );
};
