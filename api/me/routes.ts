import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { weightOf } from '#core/care.ts';
import { caseFor } from '../cases/readable.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { personOf } from '../guard.ts';
import { answers } from '../responses.ts';
import { Care, ChangePreferences, PreferencesShown, Uncovered } from '../schemas/me.ts';
import { careFor } from './care.ts';

/** What belongs to the one who is signed in: no route here takes the id of anybody. */
export const meRoutes: FastifyPluginAsyncTypebox<{ deps: ApiDependencies }> = async (app, { deps }) => {
  const { store } = deps;
  const tags = ['me'];

  app.get(
    '/me/preferences',
    {
      config: { permission: 'session:own' },
      schema: { tags, summary: 'How I work', response: answers(PreferencesShown) },
    },
    async (request) => store.preferences.get(personOf(request).id),
  );

  app.put(
    '/me/preferences',
    {
      config: { permission: 'session:own' },
      schema: { tags, summary: 'Change how I work', body: ChangePreferences, response: answers(PreferencesShown) },
    },
    async (request) => store.preferences.set(personOf(request).id, request.body),
  );

  app.get(
    '/me/care',
    {
      config: { permission: 'session:own' },
      schema: { tags, summary: 'What I was shown today, and what follows from it', response: answers(Care) },
    },
    async (request) => careFor(deps, personOf(request).id),
  );

  app.post(
    '/me/exposures',
    {
      config: { permission: 'case:read' },
      schema: { tags, summary: 'I have uncovered the text of this case', body: Uncovered, response: answers(Care) },
    },
    async (request) => {
      const person = personOf(request);
      const subject = await caseFor(store, person, request.body.caseId);
      await store.exposures.add(person.id, subject.id, weightOf(subject.assessment.leading));
      return careFor(deps, person.id);
    },
  );
};
