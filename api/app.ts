import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import { ownAccountRoutes } from './accounts/own-routes.ts';
import { accountRoutes } from './accounts/routes.ts';
import { annotationRoutes } from './annotations/routes.ts';
import { answerRoutes } from './answers/routes.ts';
import { botRoutes } from './bot/routes.ts';
import { captureRoutes } from './captures/routes.ts';
import { caseRoutes } from './cases/routes.ts';
import { collectionRoutes } from './collections/routes.ts';
import { complaintRoutes } from './complaints/routes.ts';
import { coordinationRoutes } from './coordination/routes.ts';
import { dashboardPages } from './dashboards.ts';
import type { ApiDependencies, House } from './dependencies.ts';
import { openDirectory } from './directory.ts';
import { drillRoutes } from './drills/routes.ts';
import { answerError, apiError } from './errors.ts';
import { eventRoutes } from './events/routes.ts';
import { exportRoutes } from './exports/routes.ts';
import { guard } from './guard.ts';
import { healthRoutes } from './health/routes.ts';
import { ledgerRoutes } from './ledger/routes.ts';
import { meRoutes } from './me/routes.ts';
import { isApiPath, knownRoutes, refuseUnknown } from './not-found.ts';
import { noticeRoutes } from './notices/routes.ts';
import { openApi } from './openapi.ts';
import { operatorRecordRoutes } from './operators/record-routes.ts';
import { operatorRoutes } from './operators/routes.ts';
import { orderDocumentRoutes } from './orders/document-routes.ts';
import { orderRoutes } from './orders/routes.ts';
import { oversightRoutes } from './oversight/routes.ts';
import { policyRoutes } from './policies/routes.ts';
import { postRoutes } from './posts/routes.ts';
import { answerPageRoutes } from './public/answer-routes.ts';
import { publicRoutes } from './public/routes.ts';
import { qualityRoutes } from './quality/routes.ts';
import { reportRoutes } from './reports/routes.ts';
import { searchRoutes } from './searches/routes.ts';
import { securityHeaders } from './security-headers.ts';
import { providerRoutes } from './session/provider-routes.ts';
import { sessionRoutes } from './session/routes.ts';
import { openSessions } from './session/sessions.ts';
import { setupRoutes } from './setup/routes.ts';
import { sharingRoutes } from './sharing/routes.ts';
import { taxiiRoutes } from './sharing/taxii-routes.ts';
import { sourceRoutes } from './sources/routes.ts';
import { tipRoutes } from './tips/routes.ts';
import { compileSchema, refuseUnasked } from './validation.ts';

const KIBIBYTE = 1024;
const REQUESTS_PER_MINUTE = 1200;

/**
 * The API and, where `dashboardsDir` is given, the pages; ready to be injected or to listen. It opens nothing but its own
 * subscription to changes, which it closes.
 * @throws ROUTE_UNGUARDED when a route names neither a permission nor that it is public
 */
export const buildApp = async (
  deps: ApiDependencies,
  watch: { onRoute?: (route: RouteOptions) => void } = {},
): Promise<FastifyInstance> => {
  const { store, config, dashboardsDir } = deps;
  const app = Fastify({
    logger: {
      level: config.logLevel ?? 'info',
      redact: ['req.headers.cookie', 'req.headers.authorization', 'req.headers["x-csrf-token"]', '*.password'],
      // Neither what people search for nor where they sit belongs in a log.
      serializers: { req: ({ method, url }) => ({ method, url: url.split('?')[0] ?? '' }) },
    },
    frameworkErrors: (error, request, reply) => {
      answerError(error, request, reply);
    },
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: config.trustProxy ?? false,
    bodyLimit: 64 * KIBIBYTE,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 256 },
  });
  app.setValidatorCompiler(compileSchema);
  app.setErrorHandler(answerError);
  app.removeContentTypeParser('text/plain');

  const routes = knownRoutes();
  app.addHook('onRoute', (route) => {
    refuseUnasked(route);
    for (const method of [route.method].flat()) routes.add(route.url, method);
    watch.onRoute?.(route);
  });

  const sessions = openSessions(store.redis, store.namespace, config.sessionSecret, store.clock);
  const house: House = { ...deps, directory: openDirectory(store) };
  await app.register(securityHeaders, { https: config.publicUrl.startsWith('https://') });
  await app.register(cookie);
  await app.register(guard, { deps, sessions });
  await app.register(rateLimit, {
    max: config.requestsPerMinute ?? REQUESTS_PER_MINUTE,
    timeWindow: 60_000,
    redis: store.redis,
    nameSpace: `${store.namespace}:rate:`,
    // Redis that does not answer must not lock everybody out of reading; sign-in needs Redis anyway.
    skipOnError: true,
    keyGenerator: (request) => request.program?.account.id ?? request.signedIn?.account.id ?? `address-${request.ip}`,
    errorResponseBuilder: (_request, context) =>
      apiError('TOO_MANY_REQUESTS', { fix: `Wait ${context.after} and try again.` }),
  });
  await app.register(openApi, { version: config.version });
  await app.register(
    async (api) => {
      await api.register(sessionRoutes, { deps, sessions });
      await api.register(meRoutes, { deps });
      await api.register(qualityRoutes, { deps: house });
      await api.register(providerRoutes, { deps, sessions });
      await api.register(ownAccountRoutes, { deps, sessions });
      await api.register(accountRoutes, { deps, sessions });
      await api.register(setupRoutes, { deps, sessions });
      await api.register(caseRoutes, { deps: house });
      await api.register(orderRoutes, { deps: house });
      await api.register(orderDocumentRoutes, { deps: house });
      await api.register(noticeRoutes, { deps: house });
      await api.register(answerRoutes, { deps });
      await api.register(complaintRoutes, { deps: house });
      await api.register(tipRoutes, { deps });
      await api.register(postRoutes, { deps: house });
      await api.register(collectionRoutes, { deps: house });
      await api.register(annotationRoutes, { deps: house });
      await api.register(exportRoutes, { deps });
      await api.register(searchRoutes, { deps: house });
      await api.register(captureRoutes, { deps });
      await api.register(sourceRoutes, { deps });
      await api.register(operatorRoutes, { deps });
      await api.register(operatorRecordRoutes, { deps });
      await api.register(coordinationRoutes, { deps });
      await api.register(oversightRoutes, { deps });
      await api.register(drillRoutes, { deps });
      await api.register(reportRoutes, { deps });
      await api.register(policyRoutes, { deps: house });
      await api.register(sharingRoutes, { deps });
      await api.register(ledgerRoutes, { deps });
      await api.register(eventRoutes, { deps, sessions });
      await api.register(healthRoutes, { deps });
    },
    { prefix: '/api/v1' },
  );
  await app.register(botRoutes, { deps });
  await app.register(publicRoutes, { deps });
  await app.register(answerPageRoutes, { deps });
  await app.register(taxiiRoutes, { deps });
  if (dashboardsDir !== undefined) await app.register(dashboardPages, { dir: dashboardsDir });
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) => {
    // A path of the pages is theirs to understand; anything else that asks for a page gets the same.
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (dashboardsDir !== undefined && wantsPage && !isApiPath(request.url)) reply.code(200).sendFile('index.html');
    else refuseUnknown(routes, request, reply);
  });
  return app;
};
