import { CaptureManifest } from '#core/capture.ts';
import { Case, DecisionInput, Location } from '#core/case.ts';
import { canonicalJson } from '#core/hash.ts';
import { LedgerBlock } from '#core/ledger.ts';
import { Order, OrderForm } from '#core/order.ts';
import { Post } from '#core/post.ts';
import { Source } from '#core/source.ts';
import { AnnexII, AnnexIII, RemovalOrder } from '#core/wire.ts';
import * as cases from './schemas/cases.ts';
import * as collections from './schemas/collections.ts';
import * as complaints from './schemas/complaints.ts';
import * as drills from './schemas/drills.ts';
import * as envelope from './schemas/envelope.ts';
import * as exports from './schemas/exports.ts';
import * as figures from './schemas/figures.ts';
import * as looks from './schemas/looks.ts';
import * as notices from './schemas/notices.ts';
import * as operators from './schemas/operators.ts';
import * as orders from './schemas/orders.ts';
import * as oversight from './schemas/oversight.ts';
import * as policies from './schemas/policies.ts';
import * as posts from './schemas/posts.ts';
import * as reports from './schemas/reports.ts';
import * as searches from './schemas/searches.ts';
import * as session from './schemas/session.ts';
import * as sharing from './schemas/sharing.ts';
import * as sources from './schemas/sources.ts';
import * as tips from './schemas/tips.ts';
import * as upkeep from './schemas/upkeep.ts';

const CORE = {
  AnnexII,
  AnnexIII,
  CaptureManifest,
  Case,
  DecisionInput,
  LedgerBlock,
  Location,
  Order,
  OrderForm,
  Post,
  RemovalOrder,
  Source,
};
type Json = unknown;

const isRecord = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A schema as the description holds it: `const` is written as an `enum` of one. */
const asDescribed = (schema: object): Json =>
  JSON.parse(JSON.stringify(schema), (_key, value: Json) => {
    if (!isRecord(value) || !('const' in value)) return value;
    const { const: only, ...rest } = value;
    return { ...rest, enum: [only] };
  });

/** Names for the schemas of objects, by what they say. */
const names = (): Map<string, { name: string; schema: Json }> => {
  const found = new Map<string, { name: string; schema: Json }>();
  for (const [name, schema] of Object.entries({
    ...CORE,
    ...session,
    ...envelope,
    ...cases,
    ...collections,
    ...complaints,
    ...tips,
    ...drills,
    ...reports,
    ...orders,
    ...notices,
    ...posts,
    ...searches,
    ...exports,
    ...oversight,
    ...policies,
    ...figures,
    ...looks,
    ...upkeep,
    ...operators,
    ...sources,
    ...sharing,
  }))
    if ('type' in schema && schema.type === 'object') {
      const plain = asDescribed(schema);
      found.set(canonicalJson(plain), { name, schema: plain });
    }
  return found;
};

/** Gives every schema that has a name its name: said once, under `components`, and referred to everywhere else. */
export const nameSchemas = <T extends object>(document: T): T => {
  const known = names();
  const used = new Map<string, Json>();
  const walk = (value: Json, self?: string): Json => {
    if (Array.isArray(value)) return value.map((one) => walk(one));
    if (!isRecord(value)) return value;
    const named = value.type === 'object' ? known.get(canonicalJson(value)) : undefined;
    if (named === undefined || named.name === self)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
    if (!used.has(named.name)) {
      used.set(named.name, null);
      used.set(named.name, walk(named.schema, named.name));
    }
    return { $ref: `#/components/schemas/${named.name}` };
  };
  const plain: Json = JSON.parse(JSON.stringify(document));
  const walked = walk(plain) as T & { components?: Record<string, Json> };
  const schemas = Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...walked, components: { ...walked.components, schemas } };
};
