import helmet from '@fastify/helmet';
import fastifyPlugin from 'fastify-plugin';

/**
 * Everything comes from this server and nothing runs inline: a captured page that got into a page of ours could still load
 * nothing and send nothing. Answers of the API are never cached, since they may hold content.
 */
export const securityHeaders = fastifyPlugin<{ https: boolean }>(
  async (app, { https }) => {
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          manifestSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          objectSrc: ["'none'"],
        },
      },
      // Even the address of a page of ours names a case; it stays in the house.
      referrerPolicy: { policy: 'no-referrer' },
      frameguard: { action: 'deny' },
      hsts: https ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    });
    app.addHook('onSend', async (_request, reply, payload) => {
      if (reply.getHeader('cache-control') === undefined) reply.header('cache-control', 'no-store');
      return payload;
    });
  },
  { name: 'security-headers' },
);
