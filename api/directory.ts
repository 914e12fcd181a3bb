import type { Operator } from '#core/operator.ts';
import type { Account } from '#core/roles.ts';
import type { Store } from '#store/store.ts';
import { kept } from './kept.ts';
import type { PublicAccount } from './schemas/session.ts';
import { publicAccount } from './session/public-account.ts';

/** Names for ids, as pages show them. Read every eight seconds: a name may be ten seconds old, a permission never is. */
export interface Directory {
  /** Ids of the house itself and of operators have no person. */
  people(ids: Iterable<string | null>): Promise<PublicAccount[]>;
  /** What each id is called; one that nobody has stands for itself. */
  names(): Promise<(id: string) => string>;
  /** One that the register does not know keeps its id. */
  operators(ids: Iterable<string>): Promise<Map<string, { id: string; name: string }>>;
}

const KEEPING = { fresh: 8_000, usable: 10_000 };

export const openDirectory = (store: Store): Directory => {
  const accounts = kept<Account[]>(() => store.accounts.list(), KEEPING);
  const operators = kept<Operator[]>(() => store.operators.list(), KEEPING);
  return {
    people: async (ids) => {
      const wanted = new Set(ids);
      return (await accounts.get()).filter((account) => wanted.has(account.id)).map(publicAccount);
    },
    names: async () => {
      const names = new Map((await accounts.get()).map(({ id, displayName }) => [id, displayName]));
      return (id) => names.get(id) ?? id;
    },
    operators: async (ids) => {
      const names = new Map((await operators.get()).map((operator) => [operator.id, operator.name]));
      return new Map([...new Set(ids)].map((id) => [id, { id, name: names.get(id) ?? id }]));
    },
  };
};
