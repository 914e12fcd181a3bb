import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { CaptureManifest } from '#core/capture.ts';
import { may } from '#core/roles.ts';
import { Sha256, Strict } from '#core/schema.ts';
import { assuranceOf } from '#store/evidence/assurance.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { apiError } from '../errors.ts';
import { actorOf, personOf } from '../guard.ts';
import { requireInSight } from '../posts/sight.ts';
import { answers } from '../responses.ts';
import { ErrorEnvelope } from '../schemas/envelope.ts';
import { CaptureDetail, EvidenceKeys, HoldCapture, PurgeCapture } from '../schemas/posts.ts';
import { captureActions, faultsOf, fileOf, manifestOf } from './read-capture.ts';

const CapturePath = Strict({ id: Sha256 });

/** A body that is sent as it is. */
const Bytes = Type.Unsafe<Buffer>({ type: 'string', contentEncoding: 'binary' });

export const captureRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { store } = deps;
  const tags = ['captures'];

  /** @throws NOT_FOUND also for what is out of sight */
  const seen = async (id: string, request: FastifyRequest): Promise<CaptureManifest> => {
    const manifest = await manifestOf(store, id, actorOf(request));
    requireInSight(request, manifest.sourceId);
    return manifest;
  };

  const detail = async (id: string, request: FastifyRequest): Promise<CaptureDetail> => {
    const actor = actorOf(request);
    const manifest = await seen(id, request);
    await store.access.record(actor, { type: 'evidence.read', subject: id });
    const faults = await faultsOf(store, manifest, actor);
    const { seals, custody } = store.evidence;
    const [assurance, touches, purge, hold] = await Promise.all([
      assuranceOf({ id, at: manifest.at, hashFaults: faults }, await seals.read(id, manifest), store.evidenceTrust),
      custody.of(id),
      seals.purged(id, manifest),
      seals.hold(id, manifest),
    ]);
    const person = personOf(request);
    const actions = may(person.roles, 'evidence:purge') ? captureActions(manifest, { purge, hold }) : [];
    return { id, manifest, verified: faults.length === 0, faults, assurance, custody: touches, purge, hold, actions };
  };

  app.get(
    '/captures/:id',
    {
      config: { permission: 'evidence:read' },
      schema: {
        tags,
        summary: 'What was captured, and whether it still verifies',
        params: CapturePath,
        response: answers(CaptureDetail),
      },
    },
    (request) => detail(request.params.id, request),
  );

  app.post(
    '/captures/:id/purge',
    {
      config: { permission: 'evidence:purge' },
      schema: {
        tags,
        summary: 'Take the bytes of a capture away; hash, manifest, signature and ledger entry stay',
        params: CapturePath,
        body: PurgeCapture,
        response: answers(CaptureDetail),
      },
    },
    async (request) => {
      const { id } = request.params;
      const actor = actorOf(request);
      await seen(id, request);
      await store.evidenceTrail.purge(id, { actor, reason: request.body.reason });
      return detail(id, request);
    },
  );

  app.post(
    '/captures/:id/hold',
    {
      config: { permission: 'evidence:purge' },
      schema: {
        tags,
        summary: 'Put a capture under a legal hold, which no purge passes, or lift that',
        params: CapturePath,
        body: HoldCapture,
        response: answers(CaptureDetail),
      },
    },
    async (request) => {
      const { id } = request.params;
      const actor = actorOf(request);
      const { held, reason } = request.body;
      await seen(id, request);
      await store.evidenceTrail.hold(id, { actor, reason }, held);
      return detail(id, request);
    },
  );

  app.get(
    '/evidence/keys',
    {
      config: { public: true },
      schema: {
        tags,
        summary: 'The public keys that captures and the ledger are signed with, for whoever verifies a bundle',
        response: answers(EvidenceKeys),
      },
    },
    (_request, reply) => {
      const { keys, ledgerKeys } = store.evidenceTrust;
      reply.header('cache-control', 'public, max-age=300').send({ keys: [...keys], ledgerKeys });
    },
  );

  app.get(
    '/captures/:id/files/:sha256',
    {
      config: { permission: 'evidence:read' },
      schema: {
        tags,
        summary: 'A captured file, as text or PNG; it never runs in a browser',
        params: Strict({ id: Sha256, sha256: Sha256 }),
        response: {
          200: {
            description: 'The bytes of the file',
            content: {
              'text/plain': { schema: Bytes },
              'image/png': { schema: Bytes },
            },
          },
          '4xx': ErrorEnvelope,
          '5xx': ErrorEnvelope,
        },
      },
    },
    async (request, reply) => {
      const { id, sha256: hash } = request.params;
      const actor = actorOf(request);
      const manifest = await seen(id, request);
      const file = manifest.files.find((one) => one.sha256 === hash);
      if (file === undefined) throw apiError('NOT_FOUND');
      await store.access.record(actor, { type: 'evidence.read', subject: id });
      const bytes = await fileOf(store, manifest, file.path, actor);
      const isPicture = file.type === 'image/png';
      return reply
        .header('content-type', isPicture ? 'image/png' : 'text/plain; charset=utf-8')
        .header('content-disposition', isPicture ? 'inline' : `attachment; filename="${hash.slice(0, 16)}.txt"`)
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .send(bytes);
    },
  );
};
