import type { FastifyReply, FastifyRequest } from 'fastify';
import { apiError } from './errors.ts';

/** Which methods each address of the API takes, to tell a wrong method from a wrong address. */
export interface KnownRoutes {
  add(url: string, method: string): void;
  methodsAt(path: string): string[];
}

export const knownRoutes = (): KnownRoutes => {
  const routes: { parts: string[]; method: string }[] = [];
  return {
    add: (url, method) => {
      if (!url.includes('*')) routes.push({ parts: url.split('/'), method });
    },
    methodsAt: (path) => {
      const asked = path.split('/');
      const fits = (parts: string[]): boolean =>
        parts.length === asked.length && parts.every((part, index) => part.startsWith(':') || part === asked[index]);
      return [...new Set(routes.filter(({ parts }) => fits(parts)).map(({ method }) => method))].sort();
    },
  };
};

export const isApiPath = (url: string): boolean => /^\/api(?:[/?]|$)/.test(url);

/** @throws METHOD_NOT_ALLOWED · NOT_FOUND */
export const refuseUnknown = (routes: KnownRoutes, request: FastifyRequest, reply: FastifyReply): never => {
  const methods = routes.methodsAt(request.url.split('?')[0] ?? '');
  if (methods.length === 0 || methods.includes(request.method)) throw apiError('NOT_FOUND');
  reply.header('allow', methods.join(', '));
  throw apiError('METHOD_NOT_ALLOWED', { fix: `Use ${methods.join(' or ')}.` });
};
