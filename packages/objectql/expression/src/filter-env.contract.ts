import { fieldOf } from '@objectql/metadata';
import { choose, fieldExpr } from './index.ts';
import type { Expr, FilterEnv } from './index.ts';
import { item, place } from './sample-world.contract.ts';

/** What `cost` is hidden by. */
const mask: Expr = { kind: 'compare', type: 'boolean', op: '!=', left: fieldExpr(item, 'status'), right: { kind: 'literal', type: 'text', value: 'closed' } };
export const filterNames = [...Object.keys(item.fields), 'id', ...Object.keys(place.fields).map((name) => `place.${name}`)];
/** The sample object as a caller sees it who may not see the cost of what is closed. */
export const filterEnv: FilterEnv = {
  names: () => filterNames,
  field(name) {
    if (!filterNames.includes(name)) return undefined;
    if (name === 'cost') return choose(mask, fieldExpr(item, name));
    return name.startsWith('place.') ? fieldExpr(place, name.slice(6), 'place') : fieldExpr(item, name);
  },
  descriptor: (name) => fieldOf(item, name),
};
