import swagger from '@fastify/swagger';
import fastifyPlugin from 'fastify-plugin';
import { nameSchemas } from './openapi-names.ts';
import { SESSION_COOKIE } from './session/sessions.ts';

/** Describes the API (OpenAPI 3.1) from the schemas that also check it, so that the two cannot part. */
export const openApi = fastifyPlugin<{ version: string }>(
  async (app, { version }) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Weir',
          version,
          description:
            'Every error has the same envelope and a code of the registry. Requests that are not GET carry the CSRF token of ' +
            'the session in the header x-csrf-token. Unknown fields are refused.',
        },
        components: {
          securitySchemes: {
            session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
            csrf: { type: 'apiKey', in: 'header', name: 'x-csrf-token' },
          },
        },
      },
      transformObject: (document) =>
        'openapiObject' in document ? nameSchemas(document.openapiObject) : document.swaggerObject,
      transform: ({ schema, url, route }) => {
        const { permission, public: open } = route.config ?? {};
        const described = {
          ...schema,
          ...(permission === undefined ? {} : { description: `Needs the permission \`${permission}\`.` }),
          security: open === true ? [] : [route.method === 'GET' ? { session: [] } : { session: [], csrf: [] }],
        };
        return { schema: described, url };
      },
    });
    app.get('/api/v1/openapi.json', { config: { public: true }, schema: { hide: true } }, async (_request, reply) =>
      reply.type('application/json').send(app.swagger()),
    );
  },
  { name: 'openapi' },
);
