import type { FastifyRequest } from 'fastify';
import type { PageLanguage } from '#core/complaint.ts';

/** The language of a public page: as asked for, else what the browser says. */
export const languageOf = (request: FastifyRequest, asked: string | undefined): PageLanguage => {
  if (asked === 'en' || asked === 'zh-CN') return asked;
  return /^\s*zh\b/i.test(request.headers['accept-language'] ?? '') ? 'zh-CN' : 'en';
};
