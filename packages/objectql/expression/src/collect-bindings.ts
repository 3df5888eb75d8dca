import type { BindingDialect, SqlBinding, SqlConstant, ValueForm } from './sql-dialect.ts';

/** Bindings of one statement; `spell` names the placeholder of the nth of them, counted from 1. */
export function collectBindings(spell: (place: number, binding: SqlBinding) => string): Pick<BindingDialect, 'bindings' | 'bind'> {
  const bindings: SqlBinding[] = [];
  const places = new Map<string, string>();
  return {
    bindings,
    bind(binding) {
      const key = JSON.stringify(binding);
      let place = places.get(key);
      if (place === undefined) places.set(key, (place = spell(bindings.push(binding), binding)));
      return place;
    },
  };
}

/** A constant as something that is given to each execution. */
export function bindingOf(constant: SqlConstant, form: ValueForm): SqlBinding {
  if (constant.kind === 'literal') return { kind: 'literal', value: constant.value, form };
  if (constant.kind === 'param') return { kind: 'param', index: constant.index, form };
  return { kind: 'actor', name: constant.name, form };
}

/** Texts with control characters are bound: no statement text should hold them. */
export const printable = /^[^\p{Cc}\p{Cs}]*$/u;
