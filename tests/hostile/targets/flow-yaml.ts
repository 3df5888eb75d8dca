import assert from 'node:assert/strict';
import { parseFlowYaml } from '@objectql/metadata';
import type { Target } from '../target.ts';

/** The pre-pass for comparisons, the YAML reader, and the parser of flows: an answer with issues, each at a place that the text has. */
export function open(): Target {
  return {
    words: ['name: ', 'initialState: ', 'states:\n', 'on:\n', 'target: ', 'conditions:\n', '- role: ', '- amount: < 5000', '!= 5', '>= ', 'in [a, b]', '$actor', '&a ', '*a', '<<: ', '!!binary ', '|\n  ', '>-\n', '---\n', '...\n', '? ', '%YAML 1.2\n', '# ', 'when: '],
    attack(input) {
      const checked = parseFlowYaml(input, 'x.flow.yml');
      assert.ok(checked.ok || checked.issues.length > 0, 'refused without a reason');
      const lines = input.split(/\r\n|\r|\n/u).length;
      for (const { code, message, source } of checked.issues) {
        assert.ok(code !== '' && message.length > 0 && message.length <= 500, `${code}: ${message.length} characters: ${message.slice(0, 300)}`);
        assert.ok(source.line === undefined || (source.line >= 1 && source.line <= lines + 1), `line ${source.line} of ${lines}`);
      }
      return checked.ok;
    },
  };
}
